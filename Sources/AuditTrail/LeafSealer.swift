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
        let key = try vault.take()
        let request = answered.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = Data(answered.queryDigest.octets)
        evidence.nonce = answered.nonce
        evidence.nonceExpires = answered.nonceExpires.milliseconds
        var leaf = try exchangeLeaf(
            .answered, answered.counterpart, answered.exchange, answered.time, answered.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature),
            answer: EvidenceDigest.body(answered.answerOctets), answered.payloads, evidence, key)
        leaf.nonce = NonceRow(
            authority: answered.counterpart.code, nonce: answered.nonce, expires: answered.nonceExpires.milliseconds)
        leaf.exchange = ExchangeRow(
            authority: answered.counterpart.code, exchange: answered.exchange.text,
            digest: evidence.queryDigest ?? Data())
        leaf.body = try body(query: answered.queryOctets, answer: answered.answerOctets, answered.time, key)
        leaf.outbox = try outbox(answered.outbox, key)
        return leaf
    }

    func leaf(_ asked: AskedExchange) throws(AuditFailure) -> PreparedLeaf {
        let key = try vault.take()
        let request = asked.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = Data(EvidenceDigest.body(asked.queryOctets).octets)
        var leaf = try exchangeLeaf(
            .asked, asked.counterpart, asked.exchange, asked.time, asked.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature), answer: nil,
            asked.payloads, evidence, key)
        leaf.body = try body(query: asked.queryOctets, answer: nil, asked.time, key)
        leaf.outbox = try outbox(asked.outbox, key)
        return leaf
    }

    func leaf(_ received: ReceivedExchange) throws(AuditFailure) -> PreparedLeaf {
        let key = try vault.take()
        var leaf = try exchangeLeaf(
            .received, received.counterpart, received.exchange, received.time, received.directory,
            request: received.request, answer: EvidenceDigest.body(received.answerOctets), received.payloads,
            try EvidenceRow(received.responseEvidence), key)
        leaf.body = try body(query: nil, answer: received.answerOctets, received.time, key)
        leaf.outbox = try outbox(received.outbox, key)
        return leaf
    }

    func leaf(_ unanswered: UnansweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let key = try vault.take()
        var leaf = try exchangeLeaf(
            .unanswered, unanswered.counterpart, unanswered.exchange, unanswered.time, unanswered.directory,
            request: unanswered.request, answer: nil, unanswered.payloads, nil, key)
        leaf.outbox = try outbox(unanswered.outbox, key)
        return leaf
    }

    func leaf(_ event: InternalEvent) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(event.payloads, bound: EvidenceRow.noDigest, try vault.take())
        let leaf = InternalLeaf(
            event: event.event, node: node, time: event.time, directory: event.directory, commitments: commitments,
            binding: event.binding)
        return try PreparedLeaf(octets: leaf.encoded(), directory: event.directory, payloads: sealed)
    }

    private func exchangeLeaf(
        _ event: ExchangeEvent, _ counterpart: AuthorityID, _ exchange: ExchangeID, _ time: Instant,
        _ directory: Int64, request: Commitment, answer: Commitment?, _ payloads: LeafPayloads,
        _ evidence: EvidenceRow?, _ key: RecordKey
    ) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(payloads, bound: evidence?.digest ?? EvidenceRow.noDigest, key)
        let leaf = ExchangeLeaf(
            event: event, node: node, counterpart: counterpart, exchange: exchange, time: time, directory: directory,
            requestEvidence: request, answerDigest: answer, commitments: commitments)
        var prepared = try PreparedLeaf(octets: leaf.encoded(), directory: directory, payloads: sealed)
        prepared.evidence = evidence
        return prepared
    }

    private func seal(
        _ payloads: LeafPayloads, bound: [UInt8], _ key: RecordKey
    ) throws(AuditFailure) -> (LeafCommitments, SealedPayloads) {
        guard LeafPayloads.lengths.contains(payloads.length) else {
            throw .unacceptable("payloads are padded to \(LeafPayloads.lengths) octets, not to \(payloads.length)")
        }
        let seeds = random(44 * 4)
        var commitments: [Commitment] = []
        var frames: [Data] = []
        for slot in PayloadSlot.allCases {
            let octets = payloads[slot].reveal()
            let place = Mutant.oneCommitmentKey.isOn ? 0 : slot.rawValue
            let seed = seeds[44 * place..<44 * (place + 1)]
            let (commitment, frame) = try SealedFrame.seal(
                octets, slot: slot, bound: bound, length: payloads.length, key: key.key(RecordUse(slot)), seed: seed)
            commitments.append(commitment)
            frames.append(frame)
        }
        return (
            LeafCommitments(
                actor: commitments[0], decision: commitments[1], reason: commitments[2], subject: commitments[3]),
            SealedPayloads(key: key.id, frames: frames)
        )
    }

    private func body(
        query: [UInt8]?, answer: [UInt8]?, _ time: Instant, _ record: RecordKey
    ) throws(AuditFailure) -> SealedBody? {
        guard keepsBodies else { return nil }
        let key = try vault.bodyKey(of: record, day: time.utcDay)
        func seal(_ octets: [UInt8]?, _ word: String) throws(AuditFailure) -> Data? {
            guard let octets else { return nil }
            return try SealedOctets.seal(octets, as: word, key: key, nonce: random(12))
        }
        return SealedBody(
            day: time.utcDay, key: record.id, query: try seal(query, SealedBody.queryWord),
            answer: try seal(answer, SealedBody.answerWord))
    }

    private func outbox(_ items: [OutboxItem], _ record: RecordKey) throws(AuditFailure) -> [SealedOutboxItem] {
        guard !items.isEmpty else { return [] }
        let key = record.key(.outbox)
        var sealed: [SealedOutboxItem] = []
        for item in items {
            sealed.append(
                SealedOutboxItem(key: record.id, sealed: try OutboxFrame.seal(item, key: key, nonce: random(12))))
        }
        return sealed
    }
}
