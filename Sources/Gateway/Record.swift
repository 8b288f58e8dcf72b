import PeerDirectory
import AuditTrail
import WireProtocol

/// Room 5. One durable commit an attempt: nonce, leaf, evidence, payloads and outbox together, or nothing of it.
struct Recorder: Sendable {
    let node: NodeContext
    let reservations: Reservations

    /// Records an outcome before anything of it is released.
    func record(_ query: VerifiedQuery, _ outcome: Outcome) async throws(Rejection) -> AuditReceipt {
        let entry = AnsweredExchange(
            counterpart: query.asker.authority, exchange: query.question.id, nonce: query.nonce,
            nonceExpires: query.nonceExpires, directory: query.directoryVersion,
            requestEvidence: Evidence(query.evidence, in: node.directory.current),
            queryOctets: query.octets, answerOctets: outcome.octets,
            payloads: outcome.account.payloads(outcome: outcome.answer.outcome, repeatOf: outcome.repeatOf),
            outbox: outcome.account.outbox(for: query, isRetry: outcome.repeatOf != nil), time: query.now)
        do throws(AuditFailure) {
            return try await node.audit.record(entry)
        } catch {
            if error == .replayed { throw .replayed }
            throw .notRecorded(error)
        }
    }

    /// Gives back the nonce of a query that this node could not answer: its next attempt may be the same octets.
    func release(_ query: VerifiedQuery) { reservations.release(query.nonce, of: query.asker.authority) }

    /// The first leaf of a question that an earlier run of this node answered; other octets under its id are a conflict.
    func priorAttempt(of query: VerifiedQuery) throws(Rejection) -> Int64? {
        let prior: PriorAttempt?
        do throws(AuditFailure) {
            prior = try node.audit.priorAttempt(authority: query.asker.authority, exchange: query.question.id)
        } catch { throw .notRecorded(error) }
        guard let prior else { return nil }
        guard prior.bodyDigest == query.digest else { throw .conflictingID }
        return prior.firstIndex
    }
}
