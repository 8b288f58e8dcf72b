import Foundation
import GRDB
import MerkleLog
package import WireProtocol

/// A leaf of the exchange log and where it stands.
package struct PlacedLeaf: Sendable, Equatable {
    package let shard: OwnShard
    package let index: Int64
    package let octets: [UInt8]
    package let leaf: ExchangeLeaf
}

extension AuditTrail {
    /// Leaves after the first of an exchange among which its retries are looked for.
    private static let retryReach: Int64 = 16_384

    /// The newest attempt of an exchange that this node answered, by whom it came from and its id.
    package func answered(
        _ id: ExchangeID, to asker: AuthorityID
    ) throws(AuditFailure) -> PlacedLeaf? {
        try exchange.read { database in
            let isMine = Mutant.receiptToAnybody.isOn ? "!=" : "="
            let known = try Int64.fetchOne(
                database,
                sql: "SELECT first FROM exchange WHERE authority \(isMine) ? AND id = ?",
                arguments: [asker.code, id.text])
            guard let first = known else { return nil }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, octets FROM leaf WHERE seq >= ? AND seq < ? AND instr(octets, ?) > 0 ORDER BY seq DESC
                    """,
                arguments: [first, first + AuditTrail.retryReach, Data(id.text.utf8)])
            let shards = try ShardRow.all(in: database)
            return rows.lazy.compactMap { AuditTrail.placed($0, shards) }
                .first {
                    $0.leaf.event == .answered && ($0.leaf.counterpart == asker || Mutant.receiptToAnybody.isOn)
                        && $0.leaf.exchange == id
                }
        }
    }

    /// Exchange leaves with one council, or with all, between two moments, in the order of the log.
    package func exchanges(
        with counterpart: AuthorityID? = nil, from start: Instant, to end: Instant
    ) throws(AuditFailure) -> [PlacedLeaf] {
        try exchange.read { database in
            let shards = try ShardRow.all(in: database)
            let first = try AuditTrail.firstSeq(atOrAfter: start.adding(seconds: -600), in: database)
            let rows = try Row.fetchCursor(
                database, sql: "SELECT seq, octets FROM leaf WHERE seq >= ? ORDER BY seq", arguments: [first])
            var found: [PlacedLeaf] = []
            while let row = try rows.next() {
                guard let placed = AuditTrail.placed(row, shards) else { continue }
                if placed.leaf.time > end.adding(seconds: 600) { break }
                guard counterpart.map({ placed.leaf.counterpart == $0 }) ?? true, placed.leaf.time >= start,
                    placed.leaf.time < end
                else {
                    continue
                }
                found.append(placed)
            }
            return found
        }
    }

    /// Councils with which the exchange log has leaves between two moments.
    package func counterparts(from start: Instant, to end: Instant) throws(AuditFailure) -> Set<AuthorityID> {
        try exchange.read { database in
            let shards = try ShardRow.all(in: database)
            let first = try AuditTrail.firstSeq(atOrAfter: start.adding(seconds: -600), in: database)
            let rows = try Row.fetchCursor(
                database, sql: "SELECT seq, octets FROM leaf WHERE seq >= ? ORDER BY seq", arguments: [first])
            var found: Set<AuthorityID> = []
            while let row = try rows.next() {
                guard let placed = AuditTrail.placed(row, shards) else { continue }
                if placed.leaf.time > end.adding(seconds: 600) { break }
                if placed.leaf.time >= start, placed.leaf.time < end { found.insert(placed.leaf.counterpart) }
            }
            return found
        }
    }

    private static func placed(_ row: Row, _ shards: [ShardRow]) -> PlacedLeaf? {
        let seq: Int64 = row["seq"]
        let octets = Array(row["octets"] as Data)
        guard let leaf = try? ExchangeLeaf(octets: octets), let shard = shards.last(where: { $0.first <= seq }) else {
            return nil
        }
        return PlacedLeaf(
            shard: OwnShard(log: .exchange, year: shard.year), index: seq - shard.first, octets: octets, leaf: leaf)
    }

    /// Leaves follow one another in time, but for the moments that callers of one commit differ by.
    private static func firstSeq(atOrAfter time: Instant, in database: Database) throws -> Int64 {
        var low: Int64 = 0
        var high = try Int64.fetchOne(database, sql: "SELECT coalesce(max(seq) + 1, 0) FROM leaf") ?? 0
        while low < high {
            let middle = low + (high - low) / 2
            let octets = try Data.fetchOne(database, sql: "SELECT octets FROM leaf WHERE seq = ?", arguments: [middle])
            let leaf = octets.flatMap { ReadLeaf(Array($0), in: .exchange) }
            if let leaf, leaf.time >= time { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
