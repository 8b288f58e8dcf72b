import Foundation
import GRDB
package import MerkleLog
package import WireProtocol

extension AuditTrail {
    /// A tile, or an entry bundle, of a shard (the newest unless told); `nil` if the newest checkpoint does not reach
    /// it. What no checkpoint speaks of yet is not served: the size of a log is published with its checkpoints only.
    package func tile(_ log: LogName, path: TilePath, year: Int? = nil) throws(AuditFailure) -> [UInt8]? {
        let store = store(log)
        return try store.read { database in
            let shards = try ShardRow.all(in: database)
            guard let shard = shards.last(where: { $0.year == year ?? $0.year }),
                let note = try CheckpointStore.newest(year: shard.year, in: database)
            else { return nil }
            let size = try Checkpoint(text: SignedNote(octets: note).text).size
            switch path.kind {
            case .hashes(let level):
                guard path.width <= Tile.width(level: level, index: path.index, size: size) else { return nil }
                return TileRows(database, year: shard.year).octets(path)
            case .entries:
                guard path.width <= Tile.width(level: 0, index: path.index, size: size) else { return nil }
                return try AuditTrail.bundle(path, of: shard, in: database)
            }
        }
    }

    private static func bundle(_ path: TilePath, of shard: ShardRow, in database: Database) throws -> [UInt8]? {
        let first = shard.first + path.index * Int64(TilePath.fullWidth)
        let leaves = try Data.fetchAll(
            database, sql: "SELECT octets FROM leaf WHERE seq >= ? AND seq < ? ORDER BY seq",
            arguments: [first, first + Int64(path.width)])
        return EntryBundle.encode(leaves.map(Array.init))
    }

    /// What the exchange log holds of a query answered before, by whom it came from and its id.
    package func priorAttempt(
        authority: AuthorityID, exchange id: ExchangeID
    ) throws(AuditFailure) -> PriorAttempt? {
        let state = exchange.state
        if let waiting = exchange.waiting(authority.code, id.text), waiting.first >= state.first,
            let digest = Commitment(Array(waiting.digest))
        {
            return PriorAttempt(bodyDigest: digest, origin: state.origin, firstIndex: waiting.first - state.first)
        }
        guard exchange.names.mayHold(exchange: id.text, of: authority.code) else { return nil }
        return try exchange.look { database in
            let find = try database.cachedStatement(
                sql: """
                    SELECT e.digest, e.first, s.origin, s.first AS start FROM exchange e
                    JOIN shard s ON s.year = (SELECT max(year) FROM shard WHERE first <= e.first)
                    WHERE e.authority = ? AND e.id = ?
                    """)
            let row = try Row.fetchOne(find, arguments: [authority.code, id.text])
            guard let row, let digest = Commitment(Array(row["digest"] as Data)) else { return nil }
            let first: Int64 = row["first"]
            let start: Int64 = row["start"]
            return PriorAttempt(bodyDigest: digest, origin: row["origin"], firstIndex: first - start)
        }
    }

    /// Removes nonces whose signatures no longer pass, in batches: only once the process has been up 720 seconds, so
    /// that a clock that jumped ahead at the start purges nothing (protocol §4).
    ///
    /// `upSinceMilliseconds` is the monotonic clock's reading at the start of the process.
    @discardableResult
    package func purgeNonces(now: Instant, upSinceMilliseconds: Int64) throws(AuditFailure) -> Int {
        guard min(upMilliseconds, monotonic - upSinceMilliseconds) >= 720_000 else { return 0 }
        var removed = 0
        while true {
            let count = try exchange.write { database in
                try database.execute(
                    sql: """
                        DELETE FROM nonce WHERE (authority, nonce) IN
                            (SELECT authority, nonce FROM nonce WHERE expires < ? ORDER BY expires LIMIT 1000)
                        """, arguments: [now.milliseconds])
                return database.changesCount
            }
            removed += count
            guard count == 1_000 else { return removed }
        }
    }

    /// Removes the exact octets of messages that are older than the dispute window, in batches, then the keys of those
    /// days.
    @discardableResult
    package func purgeBodies(now: Instant) throws(AuditFailure) -> Int {
        let oldest = now.utcDay - bodyDays
        var removed = 0
        while true {
            let count = try exchange.write { database in
                try database.execute(
                    sql: "DELETE FROM body WHERE seq IN (SELECT seq FROM body WHERE day < ? ORDER BY seq LIMIT 1000)",
                    arguments: [oldest])
                return database.changesCount
            }
            removed += count
            guard count == 1_000 else { break }
        }
        if removed > 0 { try exchange.clearJournal() }
        try vault.destroyBodyKeys(before: oldest)
        return removed
    }
}
