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
            nonceExpires: query.nonceExpires, directory: query.directoryVersion, evidence: evidence(of: query),
            queryOctets: query.octets, answerOctets: outcome.octets,
            payloads: outcome.account.payloads(outcome: outcome.answer.outcome, repeatOf: outcome.repeatOf),
            outbox: outcome.account.outbox(isRetry: outcome.repeatOf != nil), time: query.now)
        do {
            return try await node.audit.record(entry)
        } catch .replayed {
            throw .replayed
        } catch {
            reservations.release(query.nonce, of: query.asker.authority)
            throw .notRecorded(error)
        }
    }

    /// The first leaf of a question that an earlier run of this node answered; other octets under its id are a conflict.
    func priorAttempt(of query: VerifiedQuery) throws(Rejection) -> Int64? {
        let prior: PriorAttempt?
        do {
            prior = try node.audit.priorAttempt(query.question.id, of: query.asker.authority)
        } catch { throw .notRecorded(error) }
        guard let prior else { return nil }
        guard prior.queryDigest == query.digest else { throw .conflictingID }
        return prior.index
    }

    private func evidence(of query: VerifiedQuery) -> Evidence {
        Evidence(base: query.evidence.base, signature: query.evidence.signature, keyID: query.evidence.keyID)
    }
}
