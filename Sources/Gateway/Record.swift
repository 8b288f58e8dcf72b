import PeerDirectory
import AuditTrail
import MessageSignatures
import WireProtocol

/// Room 5. One durable commit an attempt: nonce, leaf, evidence, payloads and outbox together, or nothing of it.
struct Recorder: Sendable {
    let node: NodeContext

    /// Records an outcome before anything of it is released.
    func record(_ query: VerifiedQuery, _ outcome: Outcome) async throws(Rejection) -> AuditReceipt {
        guard let evidence = Evidence(query.signature.evidence, in: query.directory) else {
            throw .signature(.keyUnknown)
        }
        let entry = AnsweredExchange(
            counterpart: query.asker.authority, exchange: query.question.id, nonce: query.nonce,
            nonceExpires: query.nonceExpires, directory: query.directory.version + Mutant.leafMark(outcome),
            requestEvidence: evidence, queryOctets: query.octets, queryDigest: query.digest,
            answerOctets: outcome.octets,
            payloads: outcome.account.payloads(outcome: outcome.answer.outcome, repeatOf: outcome.repeatOf),
            outbox: outcome.account.outbox(for: query, isRetry: outcome.repeatOf != nil), time: query.now)
        do throws(AuditFailure) {
            if outcome.account.isHandedOver(Mutant.secondLeaf.isOn) { _ = try await node.audit.record(entry.again) }
            return try await node.audit.record(entry)
        } catch {
            throw error == .replayed ? .replayed : .notRecorded(error)
        }
    }

    /// A call back or a correction is about something this node answered to this very council: nobody can make our duty
    /// desk ring about what never was.
    func checkEarlier(of query: VerifiedQuery) throws(Rejection) {
        guard let followUp = query.followUp, !Mutant.callBackOfNothing.isOn else { return }
        guard try recorded(followUp.exchange, of: query.asker.authority) != nil else {
            let place = "ext.\(followUp.kind.rawValue).exchange"
            throw .schema(SchemaFault(place, "names no exchange of yours with this node"))
        }
    }

    /// The first leaf of a question that an earlier run of this node answered; other octets under its id are a conflict.
    func priorAttempt(of query: VerifiedQuery) throws(Rejection) -> Int64? {
        guard let prior = try recorded(query.question.id, of: query.asker.authority) else { return nil }
        guard prior.bodyDigest == query.digest else { throw .conflictingID }
        return prior.firstIndex
    }

    private func recorded(_ exchange: ExchangeID, of asker: AuthorityID) throws(Rejection) -> PriorAttempt? {
        do throws(AuditFailure) {
            return try node.audit.priorAttempt(authority: asker, exchange: exchange)
        } catch { throw .notRecorded(error) }
    }
}
