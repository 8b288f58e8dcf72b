import AuditTrail
import Foundation
import GRDB
import Testing

/// Makes the disk under a log full, and gives it room again: the open file of its journal becomes `/dev/full`.
struct LogSpoiler {
    private let journal: Int32
    private let kept: Int32

    init(folder: String, log: LogName = .exchange) throws {
        let path = URL(fileURLWithPath: "\(folder)/\(log.rawValue).journal").resolvingSymlinksInPath().path
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        journal = try #require(
            open.first { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path })
        kept = dup(journal)
    }

    func breakWrites() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        try #require(dup2(full, journal) == journal)
    }

    func mendWrites() throws { try #require(dup2(kept, journal) == journal) }
}

/// Somebody with the exchange log's file in hand.
struct OutboxThief {
    private let database: DatabaseQueue
    private let folder: String

    init(folder: String) throws {
        self.folder = folder
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: folder + "/exchange.db", configuration: configuration)
    }

    /// All that shows of each row, the numbers left out that only count rows and leaves; a key by how far it is from its
    /// leaf's.
    func shown() throws -> [String] {
        try AuditVerifier.waitForTables(folder: folder)
        return try database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT o.*, p.key AS own FROM outbox o JOIN payload p USING(seq) ORDER BY id"
            ).map { row in
                let columns = row.columnNames.filter { !["id", "seq", "own"].contains($0) }
                return columns.map { name in
                    switch row[name] as DatabaseValue {
                    case let value where name == "sealed": "sealed \(Data.fromDatabaseValue(value)?.count ?? -1)"
                    case _ where name == "key": "key \((row[name] as Int64) - (row["own"] as Int64))"
                    case let value: "\(name) \(value)"
                    }
                }.joined(separator: ", ")
            }
        }
    }

    /// Octets of the four sealed payloads of each leaf, as a thief reads them.
    func payloadLengths() throws -> [[Int]] {
        try AuditVerifier.waitForTables(folder: folder)
        return try database.read { database in
            try Row.fetchAll(database, sql: "SELECT actor, decision, reason, subject FROM payload ORDER BY seq").map {
                row in ["actor", "decision", "reason", "subject"].map { (row[$0] as Data).count }
            }
        }
    }

    /// Makes the oldest row one that nobody can open.
    func breakOldest() throws {
        try AuditVerifier.waitForTables(folder: folder)
        try database.write { database in
            try database.execute(
                sql: "UPDATE outbox SET sealed = zeroblob(64) WHERE id = (SELECT min(id) FROM outbox)")
        }
    }
}

/// Takes a table out of the index while nobody looks, and puts it back.
struct IndexSpoiler {
    private let database: DatabaseQueue

    init(path: String) throws { database = try DatabaseQueue(path: path) }

    func breakReads() throws { try database.write { try $0.execute(sql: "ALTER TABLE person RENAME TO mislaid") } }

    func mendReads() throws { try database.write { try $0.execute(sql: "ALTER TABLE mislaid RENAME TO person") } }
}
