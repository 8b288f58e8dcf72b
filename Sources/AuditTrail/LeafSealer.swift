import Crypto
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
    let journalKey: SymmetricKey

    func leaf(_ answered: AnsweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let request = answered.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = answered.queryDigest.octets
        evidence.nonce = answered.nonce
        evidence.nonceExpires = answered.nonceExpires.milliseconds
        var parts = RecordParts(answered.payloads, answered.directory, answered.time, outbox: answered.outbox)
        parts.evidence = evidence
        parts.nonce = NonceRow(
            authority: answered.counterpart.code, nonce: answered.nonce, expires: answered.nonceExpires.milliseconds)
        parts.exchange = ExchangeRow(
            authority: answered.counterpart.code, exchange: answered.exchange.text,
            digest: answered.queryDigest.octets)
        parts.query = kept(answered.queryOctets)
        parts.answer = kept(answered.answerOctets)
        return try exchangeLeaf(
            .answered, answered.counterpart, answered.exchange,
            request: EvidenceDigest.request(base: request.base, signature: request.signature),
            answer: EvidenceDigest.body(answered.answerOctets), parts)
    }

    func leaf(_ asked: AskedExchange) throws(AuditFailure) -> PreparedLeaf {
        let request = asked.requestEvidence
        var evidence = try EvidenceRow(request)
        evidence.queryDigest = EvidenceDigest.body(asked.queryOctets).octets
        var parts = RecordParts(asked.payloads, asked.directory, asked.time, outbox: asked.outbox)
        parts.evidence = evidence
        parts.query = kept(asked.queryOctets)
        return try exchangeLeaf(
            .asked, asked.counterpart, asked.exchange,
            request: EvidenceDigest.request(base: request.base, signature: request.signature), answer: nil, parts)
    }

    func leaf(_ received: ReceivedExchange) throws(AuditFailure) -> PreparedLeaf {
        var parts = RecordParts(received.payloads, received.directory, received.time, outbox: received.outbox)
        parts.evidence = try EvidenceRow(received.responseEvidence)
        parts.answer = kept(received.answerOctets)
        return try exchangeLeaf(
            .received, received.counterpart, received.exchange, request: received.request,
            answer: EvidenceDigest.body(received.answerOctets), parts)
    }

    func leaf(_ unanswered: UnansweredExchange) throws(AuditFailure) -> PreparedLeaf {
        let parts = RecordParts(
            unanswered.payloads, unanswered.directory, unanswered.time, outbox: unanswered.outbox)
        return try exchangeLeaf(
            .unanswered, unanswered.counterpart, unanswered.exchange, request: unanswered.request, answer: nil, parts)
    }

    func leaf(_ event: InternalEvent) throws(AuditFailure) -> PreparedLeaf {
        try seal(RecordParts(event.payloads, event.directory, event.time)) { commitments in
            InternalLeaf(
                event: event.event, node: node, time: event.time, directory: event.directory,
                commitments: commitments, binding: event.binding
            ).encoded()
        }
    }

    private func kept(_ message: [UInt8]) -> [UInt8]? { keepsBodies ? message : nil }

    private func exchangeLeaf(
        _ event: ExchangeEvent, _ counterpart: AuthorityID, _ exchange: ExchangeID, request: Commitment,
        answer: Commitment?, _ parts: RecordParts
    ) throws(AuditFailure) -> PreparedLeaf {
        try seal(parts) { commitments in
            ExchangeLeaf(
                event: event, node: node, counterpart: counterpart, exchange: exchange, time: parts.time,
                directory: parts.directory, requestEvidence: request, answerDigest: answer, commitments: commitments
            ).encoded()
        }
    }

    /// Commits to the payloads, has the leaf written, and seals all that stands beside it.
    private func seal(
        _ parts: RecordParts, leaf: (LeafCommitments) -> [UInt8]
    ) throws(AuditFailure) -> PreparedLeaf {
        guard parts.outbox.count <= LeafRows.mostItems else {
            throw .unacceptable("\(parts.outbox.count) outbox items, more than the \(LeafRows.mostItems) of a record")
        }
        let keys = try vault.take()
        let seal = try RecordSeal(keys, items: parts.outbox.count, random: random)
        let payloads = try SealedPayloads(parts, by: seal)
        let octets = leaf(payloads.commitments)
        guard octets.count <= LeafRows.longestLeaf else {
            throw .unacceptable("the leaf has \(octets.count) octets, more than 4,096: shorten the binding")
        }
        var record = RecordWriter(octets, directory: parts.directory, key: seal.id, beside: parts.storedLength)
        try payloads.put(into: &record, by: seal)
        record.put(parts.evidence)
        record.put(parts.nonce)
        record.put(parts.exchange)
        try putBody(parts, into: &record, by: seal)
        try putOutbox(parts.outbox, into: &record, by: seal)
        return PreparedLeaf(
            octets: octets, hash: MerkleHash.leaf(octets), directory: parts.directory, nonce: parts.nonce,
            exchange: parts.exchange, record: record.octets,
            seal: try JournalSeal.make(
                record.octets, key: journalKey, nonce: seal.journalNonce, with: seal.cipher))
    }

    private func putBody(
        _ parts: RecordParts, into record: inout RecordWriter, by seal: borrowing RecordSeal
    ) throws(AuditFailure) {
        let messages = [
            (parts.query, BodyRow.queryWord, seal.queryNonce), (parts.answer, BodyRow.answerWord, seal.answerNonce),
        ]
        let isKept = messages.contains { $0.0 != nil }
        record.put(isThere: isKept)
        guard isKept else { return }
        let key = try seal.bodyKey(day: try vault.days.key(day: parts.time.utcDay, use: .body).key)
        record.put(Int64(parts.time.utcDay))
        record.put(seal.id)
        for (message, word, nonce) in messages {
            record.put(isThere: message != nil)
            guard let message else { continue }
            try record.putSealed { octets throws(AuditFailure) in
                try SealedOctets.seal(message, as: word, key: key, nonce: nonce, with: seal.cipher, into: &octets)
            }
        }
    }

    private func putOutbox(
        _ items: [OutboxItem], into record: inout RecordWriter, by seal: borrowing RecordSeal
    ) throws(AuditFailure) {
        record.put(Int64(items.count))
        for (place, item) in items.enumerated() {
            record.put(seal.id)
            try record.putSealed { octets throws(AuditFailure) in
                try OutboxFrame.seal(
                    item, key: seal.key(.outbox), nonce: seal.itemNonce(place), with: seal.cipher, into: &octets)
            }
        }
    }
}

/// What is recorded beside a leaf, before it is sealed.
private struct RecordParts {
    let payloads: LeafPayloads
    let directory: Int64
    let time: Instant
    let outbox: [OutboxItem]
    var evidence: EvidenceRow?
    var nonce: NonceRow?
    var exchange: ExchangeRow?
    /// Messages whose octets are kept.
    var query: [UInt8]?
    var answer: [UInt8]?

    init(_ payloads: LeafPayloads, _ directory: Int64, _ time: Instant, outbox: [OutboxItem] = []) {
        (self.payloads, self.directory, self.time, self.outbox) = (payloads, directory, time, outbox)
    }

    /// What frames are bound to.
    var bound: [UInt8] { evidence?.digest ?? EvidenceRow.noDigest }

    /// Octets that it takes as it is stored, or some more. Whether an item's length may be is asked later.
    var storedLength: Int {
        let frames = PayloadSlot.allCases.count * (SealedFrame.storedHead + payloads.length)
        let messages = (query?.count ?? 0) + (answer?.count ?? 0) + (evidence?.base.count ?? 0)
        return outbox.reduce(1_024 + frames + messages) { length, item in
            length + OutboxFrame.storedHead + min(max(0, item.length), LeafPayloads.mostLength)
        }
    }
}

/// The four payloads of a leaf with their commitments.
private struct SealedPayloads {
    private let texts: [[UInt8]]
    private let digests: [Commitment]
    private let bound: [UInt8]
    private let length: Int

    init(_ parts: RecordParts, by seal: borrowing RecordSeal) throws(AuditFailure) {
        length = parts.payloads.length
        bound = parts.bound
        guard LeafPayloads.lengths.contains(length) else {
            throw .unacceptable("payloads are padded to \(LeafPayloads.lengths) octets, not to \(length)")
        }
        var texts: [[UInt8]] = []
        var digests: [Commitment] = []
        for slot in PayloadSlot.allCases {
            let text = parts.payloads[slot].reveal()
            guard text.count <= length else {
                throw .unacceptable(
                    "payload `\(slot)` has \(text.count) octets, more than the \(length) asked for")
            }
            texts.append(text)
            digests.append(try SealedFrame.commitment(to: text, seed: seal.seed(slot), with: seal.code))
        }
        (self.texts, self.digests) = (texts, digests)
    }

    var commitments: LeafCommitments {
        LeafCommitments(actor: digests[0], decision: digests[1], reason: digests[2], subject: digests[3])
    }

    func put(into record: inout RecordWriter, by seal: borrowing RecordSeal) throws(AuditFailure) {
        for slot in PayloadSlot.allCases {
            try record.putSealed { octets throws(AuditFailure) in
                try SealedFrame.seal(
                    texts[slot.rawValue], of: slot, digests[slot.rawValue], bound: bound, length: length,
                    key: seal.key(RecordUse(slot)), seed: seal.seed(slot), with: seal.cipher, into: &octets)
            }
        }
    }
}
