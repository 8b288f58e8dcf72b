import AuditTrail
import Foundation
import GRDB

/// Makes the exchange log's disk refuse every leaf, and take them again.
struct LogSpoiler {
    private let database: DatabaseQueue

    init(folder: String, log: LogName = .exchange) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: "\(folder)/\(log.rawValue).db", configuration: configuration)
    }

    func breakWrites() throws {
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER spoilt BEFORE INSERT ON leaf BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
                    """)
        }
    }

    func mendWrites() throws { try database.write { try $0.execute(sql: "DROP TRIGGER spoilt") } }
}

/// Somebody with the exchange log's file in hand.
struct OutboxThief {
    private let database: DatabaseQueue

    init(folder: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: folder + "/exchange.db", configuration: configuration)
    }

    /// All that shows of each row, the numbers left out that only count rows and leaves; a key by how far it is from its
    /// leaf's.
    func shown() throws -> [String] {
        try database.read { database in
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
        try database.read { database in
            try Row.fetchAll(database, sql: "SELECT actor, decision, reason, subject FROM payload ORDER BY seq").map {
                row in ["actor", "decision", "reason", "subject"].map { (row[$0] as Data).count }
            }
        }
    }

    /// Makes the oldest row one that nobody can open.
    func breakOldest() throws {
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
