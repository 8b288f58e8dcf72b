import Foundation
import GRDB
import MerkleLog
import Synchronization
import WireProtocol

/// Signs checkpoints, from committed state only, and keeps them before anybody sees them.
final class CheckpointStore: Sendable {
    private let log: LogName
    private let configuration: AuditConfiguration
    private let stored: Mutex<Int64>

    init(log: LogName, configuration: AuditConfiguration, count: Int64) {
        self.log = log
        self.configuration = configuration
        stored = Mutex(count)
    }

    /// How many notes the database holds.
    var count: Int64 { stored.withLock { $0 } }

    /// The newest stored note of a shard.
    static func newest(year: Int, in database: Database) throws -> [UInt8]? {
        let find = "SELECT note FROM checkpoint WHERE year = ? ORDER BY size DESC LIMIT 1"
        return try Data.fetchOne(database, sql: find, arguments: [year]).map(Array.init)
    }

    /// A stored note of the shard's last committed head, signed now if there is none of that size.
    ///
    /// Must be called on the writer outside a transaction: what it reads is then committed, and the note is durable
    /// before it is returned. A note signed within a transaction that fails could make two signed roots of one size.
    func publish(year: Int, in database: Database) throws -> [UInt8] {
        let head = try head(year: year, in: database)
        let held = "SELECT note FROM checkpoint WHERE year = ? AND size = ?"
        if let note = try Data.fetchOne(database, sql: held, arguments: [year, head.size]) { return Array(note) }
        let note = try head.signed(by: configuration.signer(log, year: year))
        let number = try StartCheck.checkpointCount(database) + 1
        try database.execute(
            sql: "INSERT INTO checkpoint(number, year, size, note) VALUES (?, ?, ?, ?)",
            arguments: [number, year, head.size, Data(note)])
        stored.withLock { $0 = number }
        return note
    }

    private func head(year: Int, in database: Database) throws -> Checkpoint {
        let find = "SELECT text FROM head WHERE year = ? ORDER BY number DESC LIMIT 1"
        guard let text = try String.fetchOne(database, sql: find, arguments: [year]) else {
            return Checkpoint(
                origin: configuration.origin(log, year: year), size: 0, root: MerkleHash.empty)
        }
        return try Checkpoint(headText: text)
    }
}

extension Checkpoint {
    /// Reads the text of a head row.
    init(headText: String) throws(NoteFault) {
        let first = "fcg-head/v1\n"
        guard headText.hasPrefix(first) else { throw .notACheckpoint }
        try self.init(text: String(headText.dropFirst(first.count)))
    }
}
