import Foundation
import MerkleLog
import WireProtocol

/// Turns what happened into leaves ready to be written. Runs on the caller's side, so that the log's own thread only
/// writes; the work is the same whatever the outcome, and each record takes one key.
struct LeafSealer: Sendable {
    let node: AuthorityID
    let vault: KeyVault
    let random: @Sendable (Int) -> [UInt8]
    let keepsBodies: Bool

    func leaf(_ answered: AnsweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let record = try newRecord(items: answered.outbox.count)
        let request = answered.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = answered.queryDigest.octets
        evidence.nonce = answered.nonce
        evidence.nonceExpires = answered.nonceExpires.milliseconds
        var leaf = try exchangeLeaf(
            .answered, answered.counterpart, answered.exchange, answered.time, answered.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature),
            answer: EvidenceDigest.body(answered.answerOctets), answered.payloads, evidence, record)
        leaf.nonce = NonceRow(
            authority: answered.counterpart.code, nonce: answered.nonce, expires: answered.nonceExpires.milliseconds)
        leaf.exchange = ExchangeRow(
            authority: answered.counterpart.code, exchange: answered.exchange.text,
            digest: answered.queryDigest.octets)
        leaf.body = try body(query: answered.queryOctets, answer: answered.answerOctets, answered.time, record)
        leaf.outbox = try outbox(answered.outbox, record)
        return leaf
    }

    func leaf(_ asked: AskedExchange) throws(AuditFailure) -> PreparedLeaf {
        let record = try newRecord(items: asked.outbox.count)
        let request = asked.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = EvidenceDigest.body(asked.queryOctets).octets
        var leaf = try exchangeLeaf(
            .asked, asked.counterpart, asked.exchange, asked.time, asked.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature), answer: nil,
            asked.payloads, evidence, record)
        leaf.body = try body(query: asked.queryOctets, answer: nil, asked.time, record)
        leaf.outbox = try outbox(asked.outbox, record)
        return leaf
    }

    func leaf(_ received: ReceivedExchange) throws(AuditFailure) -> PreparedLeaf {
        let record = try newRecord(items: received.outbox.count)
        var leaf = try exchangeLeaf(
            .received, received.counterpart, received.exchange, received.time, received.directory,
            request: received.request, answer: EvidenceDigest.body(received.answerOctets), received.payloads,
            try EvidenceRow(received.responseEvidence), record)
        leaf.body = try body(query: nil, answer: received.answerOctets, received.time, record)
        leaf.outbox = try outbox(received.outbox, record)
        return leaf
    }

    func leaf(_ unanswered: UnansweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let record = try newRecord(items: unanswered.outbox.count)
        var leaf = try exchangeLeaf(
            .unanswered, unanswered.counterpart, unanswered.exchange, unanswered.time, unanswered.directory,
            request: unanswered.request, answer: nil, unanswered.payloads, nil, record)
        leaf.outbox = try outbox(unanswered.outbox, record)
        return leaf
    }

    func leaf(_ event: InternalEvent) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(event.payloads, bound: EvidenceRow.noDigest, try newRecord(items: 0))
        let leaf = InternalLeaf(
            event: event.event, node: node, time: event.time, directory: event.directory, commitments: commitments,
            binding: event.binding)
        return try PreparedLeaf(octets: leaf.encoded(), directory: event.directory, payloads: sealed)
    }

    private func newRecord(items: Int) throws(AuditFailure) -> RecordSeal {
        try RecordSeal(try vault.take(), items: items, random: random)
    }

    private func exchangeLeaf(
        _ event: ExchangeEvent, _ counterpart: AuthorityID, _ exchange: ExchangeID, _ time: Instant,
        _ directory: Int64, request: Commitment, answer: Commitment?, _ payloads: LeafPayloads,
        _ evidence: EvidenceRow?, _ record: borrowing RecordSeal
    ) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(payloads, bound: evidence?.digest ?? EvidenceRow.noDigest, record)
        let leaf = ExchangeLeaf(
            event: event, node: node, counterpart: counterpart, exchange: exchange, time: time, directory: directory,
            requestEvidence: request, answerDigest: answer, commitments: commitments)
        var prepared = try PreparedLeaf(octets: leaf.encoded(), directory: directory, payloads: sealed)
        prepared.evidence = evidence
        return prepared
    }

    private func seal(
        _ payloads: LeafPayloads, bound: [UInt8], _ record: borrowing RecordSeal
    ) throws(AuditFailure) -> (LeafCommitments, SealedPayloads) {
        guard LeafPayloads.lengths.contains(payloads.length) else {
            throw .unacceptable("payloads are padded to \(LeafPayloads.lengths) octets, not to \(payloads.length)")
        }
        var commitments: [Commitment] = []
        var frames: [[UInt8]] = []
        for slot in PayloadSlot.allCases {
            let octets = payloads[slot].reveal()
            let (commitment, frame) = try SealedFrame.seal(
                octets, slot: slot, bound: bound, length: payloads.length, key: record.key(RecordUse(slot)),
                seed: record.seed(slot), with: record.cipher, record.code)
            commitments.append(commitment)
            frames.append(frame)
        }
        return (
            LeafCommitments(
                actor: commitments[0], decision: commitments[1], reason: commitments[2], subject: commitments[3]),
            SealedPayloads(key: record.id, frames: frames)
        )
    }

    private func body(
        query: [UInt8]?, answer: [UInt8]?, _ time: Instant, _ record: borrowing RecordSeal
    ) throws(AuditFailure) -> SealedBody? {
        guard keepsBodies else { return nil }
        let key = try record.bodyKey(day: try vault.days.key(day: time.utcDay, use: .body).key)
        var body = SealedBody(day: time.utcDay, key: record.id)
        if let query {
            body.query = try SealedOctets.seal(
                query, as: SealedBody.queryWord, key: key, nonce: record.queryNonce, with: record.cipher)
        }
        if let answer {
            body.answer = try SealedOctets.seal(
                answer, as: SealedBody.answerWord, key: key, nonce: record.answerNonce, with: record.cipher)
        }
        return body
    }

    private func outbox(
        _ items: [OutboxItem], _ record: borrowing RecordSeal
    ) throws(AuditFailure) -> [SealedOutboxItem] {
        guard !items.isEmpty else { return [] }
        let key = record.key(.outbox)
        var sealed: [SealedOutboxItem] = []
        for (place, item) in items.enumerated() {
            let frame = try OutboxFrame.seal(item, key: key, nonce: record.itemNonce(place), with: record.cipher)
            sealed.append(SealedOutboxItem(key: record.id, sealed: frame))
        }
        return sealed
    }
}
