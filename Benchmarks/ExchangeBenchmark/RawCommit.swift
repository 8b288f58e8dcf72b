import BenchFigures
import BenchKit

/// One commit at `synchronous=FULL` of the very rows the node wrote for its newest record: the same tables, indexes and
/// triggers, the same values but for those that must be fresh, through SQLite's own calls.
final class RawCommit {
    private let database: RawDatabase
    private let inserts: [Insert]
    private let tile: RawStatement
    private var commits: Int64 = 0

    init(folder: String, audit: String) throws {
        let log = try RawDatabase(path: audit + "/exchange.db", readOnly: true)
        let database = try RawDatabase(path: folder + "/raw-commit.db", readOnly: false)
        self.database = database
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
            PRAGMA wal_autocheckpoint = 65536; PRAGMA cache_size = -32768
            """)
        let schema = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        for row in try log.prepare(schema).rows() {
            if case .text(let sql)? = row.first { try database.execute(sql) }
        }
        let newest = "(SELECT max(seq) FROM evidence)"
        let found = [
            ("leaf", "seq = \(newest)"), ("payload", "seq = \(newest)"), ("evidence", "seq = \(newest)"),
            ("body", "seq = \(newest)"), ("nonce", "seq = \(newest)"), ("exchange", "first = \(newest)"),
            ("outbox", "seq = \(newest)"), ("head", "number = (SELECT max(number) FROM head)"),
        ]
        inserts = try found.flatMap { table, condition in
            try Insert.all(of: table, where: condition, in: log, into: database)
        }
        guard inserts.count >= found.count else { throw BenchFault("the node's log has no whole record yet") }
        tile = try database.prepare(
            """
            INSERT INTO tile(year, level, idx, hashes) VALUES (2026, 0, ?, ?)
            ON CONFLICT(year, level, idx) DO UPDATE SET hashes = excluded.hashes
            """)
    }

    /// Octets of all values of a record but the tile's.
    var octets: Int { inserts.reduce(0) { $0 + $1.octets } }

    /// Commits once; every 1,000 commits the write-ahead log moves into the database, as the node has it.
    func commit() throws {
        commits += 1
        try database.execute("BEGIN IMMEDIATE")
        for insert in inserts { try insert.run(commits) }
        tile.bind(.integer((commits - 1) / 256), at: 1)
        tile.bind(.blob([UInt8](repeating: 7, count: 32 * Int((commits - 1) % 256 + 1))), at: 2)
        try tile.run()
        try database.execute("COMMIT")
        if commits.isMultiple(of: 1_000) { try database.execute("PRAGMA wal_checkpoint(PASSIVE)") }
    }
}

/// One row, inserted again and again under fresh keys.
private struct Insert {
    private let statement: RawStatement
    private let values: [RawValue]
    private let fresh: [(place: Int32, kind: Fresh)]

    private enum Fresh { case number, text, none }

    /// One insert a row that is found.
    static func all(
        of table: String, where condition: String, in log: RawDatabase, into database: RawDatabase
    ) throws -> [Insert] {
        let columns = try log.prepare("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid").rows().map { row in
            if case .text(let name)? = row.first { name } else { "" }
        }
        let places = [String](repeating: "?", count: columns.count).joined(separator: ", ")
        let fresh = columns.enumerated().compactMap { place, name -> (Int32, Fresh)? in
            kind(of: name, in: table).map { (Int32(place + 1), $0) }
        }
        return try log.prepare("SELECT * FROM \(table) WHERE \(condition)").rows().map { values in
            Insert(
                statement: try database.prepare("INSERT INTO \(table) VALUES (\(places))"), values: values,
                fresh: fresh)
        }
    }

    private static func kind(of column: String, in table: String) -> Fresh? {
        switch (table, column) {
        case (_, "seq"), ("exchange", "first"), ("head", "number"): .number
        case ("nonce", "nonce"), ("exchange", "id"): .text
        case ("outbox", "id"): Fresh.none
        default: nil
        }
    }

    var octets: Int { values.reduce(0) { $0 + $1.octets } }

    func run(_ number: Int64) throws {
        for (place, value) in values.enumerated() { statement.bind(value, at: Int32(place + 1)) }
        for (place, kind) in fresh {
            switch kind {
            case .number: statement.bind(.integer(number), at: place)
            case .text: statement.bind(.text("fresh-but-as-long-\(1_000_000 + number)"), at: place)
            case .none: statement.bind(.null, at: place)
            }
        }
        try statement.run()
    }
}
