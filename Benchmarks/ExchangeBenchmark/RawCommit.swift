import BenchKit
import Foundation

/// One commit at `synchronous=FULL` of as many octets as a record of the node has, in one row without an index.
final class RawCommit {
    private let database: RawDatabase
    private let insert: RawStatement
    private let octets: [UInt8]
    private var commits = 0

    init(folder: String, octets count: Int) throws {
        database = try RawDatabase(path: folder + "/raw-commit.db", readOnly: false)
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000;
            CREATE TABLE entry(seq INTEGER PRIMARY KEY, octets BLOB NOT NULL)
            """)
        insert = try database.prepare("INSERT INTO entry(octets) VALUES (?)")
        octets = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// Commits once; every 1,000 commits the write-ahead log moves into the database, as the node has it.
    func commit() throws {
        try database.execute("BEGIN IMMEDIATE")
        try insert.run(blob: octets, at: 1)
        try database.execute("COMMIT")
        commits += 1
        if commits.isMultiple(of: 1_000) { try database.execute("PRAGMA wal_checkpoint(PASSIVE)") }
    }

    /// Octets of all columns of all rows the node wrote for its newest record, outbox rows included.
    static func octetsOfNewestRecord(audit folder: String) throws -> Int {
        let database = try RawDatabase(path: folder + "/exchange.db", readOnly: true)
        let sql = """
            WITH newest AS (SELECT max(seq) AS seq FROM evidence)
            SELECT (SELECT length(octets) FROM leaf WHERE seq = newest.seq)
                + (SELECT length(actor) + length(decision) + length(reason) + length(subject) FROM payload
                    WHERE seq = newest.seq)
                + (SELECT length(base) + length(signature) + length(key_id) + length(key_hash) + length(query_digest)
                    + length(nonce) FROM evidence WHERE seq = newest.seq)
                + (SELECT length(query) + length(answer) FROM body WHERE seq = newest.seq)
                + (SELECT max(length(id) + length(digest)) FROM exchange) + (SELECT max(length(nonce)) FROM nonce)
                + (SELECT ifnull(max(length(sealed)), 0) * 2 FROM outbox)
                + (SELECT max(length(text)) FROM head) + 8192
            FROM newest
            """
        // 8,192 stands for the tile at the log's edge, which is written anew with every commit: half of it on average.
        guard let octets = try database.prepare(sql).run().first, octets > 8_192 else {
            throw BenchFault("the node's log has no record yet")
        }
        return Int(octets) - 4_096
    }
}
