import AuditTrail
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

/// Takes a table out of the index while nobody looks, and puts it back.
struct IndexSpoiler {
    private let database: DatabaseQueue

    init(path: String) throws { database = try DatabaseQueue(path: path) }

    func breakReads() throws { try database.write { try $0.execute(sql: "ALTER TABLE person RENAME TO mislaid") } }

    func mendReads() throws { try database.write { try $0.execute(sql: "ALTER TABLE mislaid RENAME TO person") } }
}
