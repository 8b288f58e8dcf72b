import Foundation
import MerkleLog
import WireProtocol

/// Turns what happened into leaves ready to be written. Runs on the caller's side, so that the log's own thread only
/// writes; the work is the same whatever the outcome.
struct LeafSealer: Sendable {
    let node: AuthorityID
    let vault: KeyVault
    let random: @Sendable (Int) -> [UInt8]
    let keepsBodies: Bool

    func leaf(_ answered: AnsweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let request = answered.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = Data(answered.queryDigest.octets)
        evidence.nonce = answered.nonce
        evidence.nonceExpires = answered.nonceExpires.milliseconds
        var leaf = try exchangeLeaf(
            .answered, answered.counterpart, answered.exchange, answered.time, answered.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature),
            answer: EvidenceDigest.body(answered.answerOctets), answered.payloads, evidence)
        leaf.nonce = NonceRow(
            authority: answered.counterpart.code, nonce: answered.nonce, expires: answered.nonceExpires.milliseconds)
        leaf.exchange = ExchangeRow(
            authority: answered.counterpart.code, exchange: answered.exchange.text,
            digest: evidence.queryDigest ?? Data())
        leaf.body = try body(query: answered.queryOctets, answer: answered.answerOctets, answered.time)
        leaf.outbox = try outbox(answered.outbox, answered.time)
        return leaf
    }

    func leaf(_ asked: AskedExchange) throws(AuditFailure) -> PreparedLeaf {
        let request = asked.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = Data(EvidenceDigest.body(asked.queryOctets).octets)
        var leaf = try exchangeLeaf(
            .asked, asked.counterpart, asked.exchange, asked.time, asked.directory,
            request: EvidenceDigest.request(base: request.base, signature: request.signature), answer: nil,
            asked.payloads, evidence)
        leaf.body = try body(query: asked.queryOctets, answer: nil, asked.time)
        leaf.outbox = try outbox(asked.outbox, asked.time)
        return leaf
    }

    func leaf(_ received: ReceivedExchange) throws(AuditFailure) -> PreparedLeaf {
        var leaf = try exchangeLeaf(
            .received, received.counterpart, received.exchange, received.time, received.directory,
            request: received.request, answer: EvidenceDigest.body(received.answerOctets), received.payloads,
            try EvidenceRow(received.responseEvidence))
        leaf.body = try body(query: nil, answer: received.answerOctets, received.time)
        leaf.outbox = try outbox(received.outbox, received.time)
        return leaf
    }

    func leaf(_ unanswered: UnansweredExchange) throws(AuditFailure) -> PreparedLeaf {
        var leaf = try exchangeLeaf(
            .unanswered, unanswered.counterpart, unanswered.exchange, unanswered.time, unanswered.directory,
            request: unanswered.request, answer: nil, unanswered.payloads, nil)
        leaf.outbox = try outbox(unanswered.outbox, unanswered.time)
        return leaf
    }

    func leaf(_ event: InternalEvent) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(event.payloads, bound: EvidenceRow.noDigest, event.time)
        let leaf = InternalLeaf(
            event: event.event, node: node, time: event.time, directory: event.directory, commitments: commitments,
            binding: event.binding)
        return try PreparedLeaf(octets: leaf.encoded(), directory: event.directory, payloads: sealed)
    }

    private func exchangeLeaf(
        _ event: ExchangeEvent, _ counterpart: AuthorityID, _ exchange: ExchangeID, _ time: Instant,
        _ directory: Int64, request: Commitment, answer: Commitment?, _ payloads: LeafPayloads,
        _ evidence: EvidenceRow?
    ) throws(AuditFailure) -> PreparedLeaf {
        let (commitments, sealed) = try seal(payloads, bound: evidence?.digest ?? EvidenceRow.noDigest, time)
        let leaf = ExchangeLeaf(
            event: event, node: node, counterpart: counterpart, exchange: exchange, time: time, directory: directory,
            requestEvidence: request, answerDigest: answer, commitments: commitments)
        var prepared = try PreparedLeaf(octets: leaf.encoded(), directory: directory, payloads: sealed)
        prepared.evidence = evidence
        return prepared
    }

    private func seal(
        _ payloads: LeafPayloads, bound: [UInt8], _ time: Instant
    ) throws(AuditFailure) -> (LeafCommitments, SealedPayloads) {
        guard LeafPayloads.lengths.contains(payloads.length) else {
            throw .unacceptable("payloads are padded to \(LeafPayloads.lengths) octets, not to \(payloads.length)")
        }
        let key = try vault.key(for: time, use: .payload)
        let seeds = random(44 * 4)
        var commitments: [Commitment] = []
        var frames: [Data] = []
        for slot in PayloadSlot.allCases {
            let octets = payloads[slot].reveal()
            let place = Mutant.oneCommitmentKey.isOn ? 0 : slot.rawValue
            let seed = seeds[44 * place..<44 * (place + 1)]
            let (commitment, frame) = try SealedFrame.seal(
                octets, slot: slot, bound: bound, length: payloads.length, key: key.key, seed: seed)
            commitments.append(commitment)
            frames.append(frame)
        }
        return (
            LeafCommitments(
                actor: commitments[0], decision: commitments[1], reason: commitments[2], subject: commitments[3]),
            SealedPayloads(key: key.id, frames: frames)
        )
    }

    private func body(query: [UInt8]?, answer: [UInt8]?, _ time: Instant) throws(AuditFailure) -> SealedBody? {
        guard keepsBodies else { return nil }
        let key = try vault.key(for: time, use: .body)
        func seal(_ octets: [UInt8]?, _ word: String) throws(AuditFailure) -> Data? {
            guard let octets else { return nil }
            return try SealedOctets.seal(octets, as: word, key: key.key, nonce: random(12))
        }
        return SealedBody(
            day: time.utcDay, key: key.id, query: try seal(query, SealedBody.queryWord),
            answer: try seal(answer, SealedBody.answerWord))
    }

    private func outbox(_ items: [OutboxItem], _ time: Instant) throws(AuditFailure) -> [SealedOutboxItem] {
        var sealed: [SealedOutboxItem] = []
        for item in items {
            let key = try vault.key(for: time, use: .payload)
            let octets = try OutboxFrame.seal(item, key: key.key, nonce: random(12))
            sealed.append(SealedOutboxItem(key: key.id, sealed: octets))
        }
        return sealed
    }
}
