import Foundation
import GRDB
package import WireProtocol

/// An entry of a log as an auditor sees it. Reading entries is itself an event that the caller records.
package struct AuditEntryView: Sendable, Equatable {
    /// Index within the shard, from 0.
    package let index: Int64
    /// When, by the leaf.
    package let time: Instant
    /// What happened.
    package let event: String
    /// The authority at the other end, in the exchange log.
    package let counterpart: AuthorityID?
    /// The exchange, in the exchange log.
    package let exchange: ExchangeID?
    /// The event's own string, in the internal log.
    package let binding: String?
    /// The complete leaf octets.
    package let leaf: [UInt8]
    /// What the leaf commits to, if it was asked for. An erased payload is missing.
    package let payloads: [PayloadSlot: Redacted<JSONValue>]
}

extension AuditTrail {
    /// Entries of a shard (the newest unless told) from an index on, with payloads opened only on request.
    package func entries(
        _ log: LogName, year: Int? = nil, from index: Int64 = 0, limit: Int = 100, openingPayloads: Bool = false
    ) throws(AuditFailure) -> [AuditEntryView] {
        let (first, rows) = try store(log).read { database -> (Int64, [Row]) in
            guard let shard = try ShardRow.all(in: database).last(where: { $0.year == year ?? $0.year }) else {
                return (0, [])
            }
            let end = try Int64.fetchOne(
                database, sql: "SELECT min(first) FROM shard WHERE year > ?", arguments: [shard.year])
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT l.octets, l.seq, p.key, p.actor, p.decision, p.reason, p.subject
                    FROM leaf l JOIN payload p USING(seq) WHERE l.seq >= ? AND l.seq < ? ORDER BY l.seq LIMIT ?
                    """, arguments: [shard.first + index, end ?? Int64.max, limit])
            return (shard.first, rows)
        }
        var entries: [AuditEntryView] = []
        for row in rows {
            let seq: Int64 = row["seq"]
            entries.append(try entry(row, log: log, index: seq - first, openingPayloads: openingPayloads))
        }
        return entries
    }

    /// The string of the newest entry of the internal log with one event, of whatever year; `nil` where there is none.
    package func newestBinding(of event: String) throws(AuditFailure) -> String? {
        var end = Int64.max
        while true {
            let rows = try store(.internal).read { database in
                try Row.fetchAll(
                    database, sql: "SELECT seq, octets FROM leaf WHERE seq < ? ORDER BY seq DESC LIMIT 500",
                    arguments: [end])
            }
            for row in rows {
                guard let leaf = ReadLeaf(Array(row["octets"] as Data), in: .internal) else {
                    throw .damaged("a leaf of the internal log is not in its one form")
                }
                if leaf.event == event { return leaf.binding }
            }
            guard let last = rows.last else { return nil }
            end = last["seq"]
        }
    }

    private func entry(
        _ row: Row, log: LogName, index: Int64, openingPayloads: Bool
    ) throws(AuditFailure) -> AuditEntryView {
        try AuditEntryView(
            row, log: log, index: index, opening: openingPayloads ? Set(PayloadSlot.allCases) : [], with: vault.reader)
    }
}

extension AuditEntryView {
    /// A row of a leaf with its payloads, some of which are opened. One whose key is destroyed is missing.
    init(
        _ row: Row, log: LogName, index: Int64, opening slots: Set<PayloadSlot>, with keys: KeyReader?
    ) throws(AuditFailure) {
        let octets = Array(row["octets"] as Data)
        guard let leaf = ReadLeaf(octets, in: log) else { throw .damaged("leaf \(index) is not in its one form") }
        var payloads: [PayloadSlot: Redacted<JSONValue>] = [:]
        if let keys {
            for slot in PayloadSlot.allCases where slots.contains(slot) {
                guard let sealed = row[slot.description] as Data?,
                    let key = try keys.key(row["key"], RecordUse(slot))
                else { continue }
                guard
                    let opened = SealedFrame.open(sealed, slot: slot, commitment: leaf.commitments[slot], key: key),
                    let value = try? StrictJSON.parse(opened.payload, limits: .file)
                else { throw .damaged("payload \(slot) of leaf \(index) does not open") }
                payloads[slot] = Redacted(value)
            }
        }
        self.init(
            index: index, time: leaf.time, event: leaf.event, counterpart: leaf.exchange?.counterpart,
            exchange: leaf.exchange?.exchange, binding: leaf.binding, leaf: octets, payloads: payloads)
    }
}

/// A leaf of either log, taken apart.
struct ReadLeaf {
    let event: String
    let time: Instant
    let commitments: LeafCommitments
    /// The whole leaf, if it is one of an exchange.
    let exchange: ExchangeLeaf?
    /// `b` of an internal leaf.
    let binding: String?

    /// `nil` for octets that are not the one form of a leaf this log may hold.
    init?(_ octets: [UInt8], in log: LogName) {
        if log == .exchange, let leaf = try? ExchangeLeaf(octets: octets) {
            (event, time, commitments) = (leaf.event.rawValue, leaf.time, leaf.commitments)
            (exchange, binding) = (leaf, nil)
            return
        }
        guard let leaf = try? InternalLeaf(octets: octets), log == .internal || leaf.event == ShardOpener.event else {
            return nil
        }
        (event, time, commitments) = (leaf.event, leaf.time, leaf.commitments)
        (exchange, binding) = (nil, leaf.binding)
    }
}

extension LeafCommitments {
    subscript(slot: PayloadSlot) -> Commitment {
        switch slot {
        case .actor: actor
        case .decision: decision
        case .reason: reason
        case .subject: subject
        }
    }
}
