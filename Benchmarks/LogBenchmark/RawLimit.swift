import BenchFigures

/// `raw`: rows of 500 octets in a table with nothing else to it, durable at each commit (WAL, `synchronous=FULL`).
struct RawLimit {
    private let database: RawDatabase
    private let begin: RawStatement
    private let insert: RawStatement
    private let commit: RawStatement
    private let row = [UInt8](repeating: 7, count: 500)

    init(folder: String) throws {
        database = try RawDatabase(path: folder + "/raw.db", readOnly: false)
        // Its write-ahead log moves into the database between measurements, so no commit has to do that.
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
            CREATE TABLE raw(id INTEGER PRIMARY KEY, octets BLOB NOT NULL) STRICT
            """)
        begin = try database.prepare("BEGIN IMMEDIATE")
        insert = try database.prepare("INSERT INTO raw(octets) VALUES (?)")
        commit = try database.prepare("COMMIT")
    }

    /// Microseconds of each of so many commits of `rows` rows.
    func commits(_ count: Int, rows: Int) throws -> [Double] {
        try row.withUnsafeBytes { row in
            try (0..<count).map { _ in
                let start = Clock.seconds()
                try begin.execute()
                for _ in 0..<rows {
                    insert.bind(inPlace: row, isText: false, at: 1)
                    try insert.execute()
                }
                try commit.execute()
                return (Clock.seconds() - start) * 1_000_000
            }
        }
    }

    /// Moves the write-ahead log into the database.
    func settle() throws { try database.execute("PRAGMA wal_checkpoint(PASSIVE)") }
}
