import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// What is looked at before a log is appended to: the last head, the right edge, the newest entries, the newest
/// checkpoint, and that the log contains what `log-head` remembers. The whole log is `fcg audit verify`'s to check.
struct StartCheck {
    let log: LogName
    let configuration: AuditConfiguration
    let mark: LogMark

    static func checkpointCount(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT coalesce(max(number), 0) FROM checkpoint")) ?? 0
    }

    /// The state to go on from, or `nil` for a new log.
    func state(_ database: Database) throws -> LogState? {
        try checkMark(database)
        guard let shard = try ShardRow.all(in: database).last else { return nil }
        guard shard.origin == configuration.origin(log, year: shard.year) else {
            throw damaged("it belongs to `\(shard.origin)`")
        }
        let last = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT number, size, text FROM head WHERE year = ? ORDER BY number DESC LIMIT 1"),
            arguments: [shard.year])
        let number = try Int64.fetchOne(database.cachedStatement(sql: "SELECT coalesce(max(number), 0) FROM head")) ?? 0
        let size: Int64 = last?["size"] ?? 0
        var tiles = TileReader(size: size, fetch: TileRows(database, year: shard.year).octets)
        let edge = try RightEdge(size: size) { position throws(TileFault) in try tiles.hash(at: position) }
        let state = LogState(
            year: shard.year, origin: shard.origin, first: shard.first, headNumber: number, edge: edge,
            partial: try partial(size: size, TileRows(database, year: shard.year)))
        if let last, last["text"] as String != state.headText { throw damaged("its last head does not fit its tiles") }
        try checkEntries(of: state, in: database)
        try checkCheckpoint(of: state, in: database)
        return state
    }

    /// `log-head` is written after the commits it speaks of: a log with less than it says was put back.
    private func checkMark(_ database: Database) throws {
        guard mark != LogMark.none else { return }
        let size =
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT size FROM head WHERE year = ? ORDER BY number DESC LIMIT 1"),
                arguments: [mark.year]) ?? 0
        guard size >= mark.size, try StartCheck.checkpointCount(database) >= mark.checkpoints else {
            throw AuditFailure.rollbackDetected(
                "`log-head` remembers \(mark.size) leaves of the \(log.rawValue) log, \(size) are here")
        }
        var tiles = TileReader(size: mark.size, fetch: TileRows(database, year: mark.year).octets)
        let edge = try RightEdge(size: mark.size) { position throws(TileFault) in try tiles.hash(at: position) }
        guard edge.root == mark.root else {
            throw AuditFailure.rollbackDetected(
                "the \(log.rawValue) log has another root at size \(mark.size) than `log-head` remembers")
        }
    }

    private func partial(size: Int64, _ rows: TileRows) throws -> [[MerkleHash]] {
        var partial: [[MerkleHash]] = []
        while size >> Int64(8 * partial.count) > 0 {
            let level = partial.count
            let index = size >> Int64(8 * (level + 1))
            let width = Tile.width(level: level, index: index, size: size)
            let hashes = width == 0 ? [] : rows.hashes(level: level, index: index)
            guard let hashes, hashes.count == width else { throw damaged("tile \(level)/\(index) is not whole") }
            partial.append(hashes)
        }
        return partial
    }

    /// The newest bundle, full or not, against its tile; older ones are not read.
    private func checkEntries(of state: LogState, in database: Database) throws {
        let last = try Int64.fetchOne(database.cachedStatement(sql: "SELECT coalesce(max(seq) + 1, 0) FROM leaf"))
        guard last == state.next else { throw damaged("it has other leaves than its last head says") }
        guard state.size > 0 else { return }
        let bundle = (state.size - 1) >> 8
        let octets = try Data.fetchAll(
            database.cachedStatement(sql: "SELECT octets FROM leaf WHERE seq >= ? ORDER BY seq"),
            arguments: [state.first + bundle << 8])
        let tile = TileRows(database, year: state.year).hashes(level: 0, index: bundle)
        guard octets.map({ MerkleHash.leaf(Array($0)) }) == tile else {
            throw damaged("its newest leaves do not fit their tile")
        }
    }

    private func checkCheckpoint(of state: LogState, in database: Database) throws {
        guard let note = try CheckpointStore.newest(year: state.year, in: database) else { return }
        let key = try configuration.verifierKey(log, year: state.year)
        guard let checkpoint = try? Checkpoint(note: note, signedBy: key), checkpoint.size <= state.size else {
            throw damaged("its newest checkpoint is not signed by the configured key, or is ahead of its leaves")
        }
        var tiles = TileReader(size: checkpoint.size, fetch: TileRows(database, year: state.year).octets)
        let edge = try RightEdge(size: checkpoint.size) { position throws(TileFault) in try tiles.hash(at: position) }
        guard edge.root == checkpoint.root else { throw damaged("its newest checkpoint has another root") }
    }

    private func damaged(_ what: String) -> AuditFailure { .damaged("`\(log.fileName)`: \(what)") }
}

/// A shard as stored.
struct ShardRow: Sendable, Equatable {
    let year: Int
    let origin: String
    let first: Int64

    static func all(in database: Database) throws -> [ShardRow] {
        try Row.fetchAll(database.cachedStatement(sql: "SELECT year, origin, first FROM shard ORDER BY year")).map {
            ShardRow(year: $0["year"], origin: $0["origin"], first: $0["first"])
        }
    }
}

/// The stored tiles of one shard.
struct TileRows {
    private let database: Database
    private let year: Int

    init(_ database: Database, year: Int) {
        self.database = database
        self.year = year
    }

    func hashes(level: Int, index: Int64) -> [MerkleHash]? { stored(level: level, index: index).flatMap(Tile.decode) }

    /// The tile of a path; a narrower one than stored is its beginning.
    func octets(_ path: TilePath) -> [UInt8]? {
        guard case .hashes(let level) = path.kind, let octets = stored(level: level, index: path.index),
            octets.count >= path.width * MerkleHash.length
        else { return nil }
        return Array(octets.prefix(path.width * MerkleHash.length))
    }

    private func stored(level: Int, index: Int64) -> [UInt8]? {
        let find = "SELECT hashes FROM tile WHERE year = ? AND level = ? AND idx = ?"
        guard let statement = try? database.cachedStatement(sql: find) else { return nil }
        return (try? Data.fetchOne(statement, arguments: [year, level, index])).flatMap { $0 }.map(Array.init)
    }
}
