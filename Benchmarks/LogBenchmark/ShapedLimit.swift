import AuditTrail
import BenchFigures
import Crypto
import Dispatch
import MerkleLog
import Synchronization

/// `shaped`: what the schema itself costs, straight against SQLite's C calls.
///
/// For each record the very rows that the product wrote for one of this shape, in the same tables with the same indexes,
/// triggers and settings: nonce, exchange, leaf, payload, evidence, body if kept, each row of the outbox. For each commit
/// the tiles at the edge, those that filled, and a head. The same digests: the leaf, four commitments, request, answer and
/// evidence where there is any, and the nodes of the tree. `synchronous=FULL`, one transaction a batch, and the
/// write-ahead log moved into the database by another thread where it is still or after 4,000 records, as the product
/// has it.
///
/// Not in it, because a record could be made without: JSON, sealing, callers and their threads.
final class ShapedLimit {
    private let database: RawDatabase
    private let trimmer: ShapedTrimmer
    private let path: String
    private let begin: RawStatement
    private let commit: RawStatement
    private let digests: ShapedDigests
    private var rows: [ShapedRow]
    private var edge: ShapedEdge
    private var records: Int64 = 0
    private var untrimmed = 0

    /// A log like `audit`, in which one record of the shape stands.
    init(folder: String, audit: String, maker: RecordMaker) throws {
        let log = try RawDatabase(path: audit, readOnly: true)
        let path = folder + "/shaped-\(maker.shape).db"
        let database = try RawDatabase(path: path, readOnly: false)
        (self.path, self.database) = (path, database)
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + ShapedLimit.settings)
        let schema = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        for row in try log.prepare(schema).rows() {
            if case .text(let sql)? = row.first { try database.execute(sql) }
        }
        let newest = "(SELECT max(seq) FROM leaf)"
        rows = try ShapedLimit.tables.flatMap { table in
            let place = table == "exchange" ? "first" : "seq"
            return try ShapedRow.all(of: table, where: "\(place) = \(newest)", in: log, into: database)
        }
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
        trimmer = try ShapedTrimmer(path: path)
        digests = ShapedDigests(maker)
        edge = try ShapedEdge(database)
    }

    /// The product's settings that are no part of SQLite's defaults.
    private static let settings =
        "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 65536; PRAGMA cache_size = -32768"
    private static let tables = ["nonce", "exchange", "leaf", "payload", "evidence", "body", "outbox"]
    private static let recordsBetweenTrims = 4_000

    /// Microseconds of each commit, `batch` records in one.
    func write(_ count: Int, batch: Int) throws -> [Double] {
        try stride(from: 0, to: count, by: batch).map { first in
            let records = min(batch, count - first)
            let start = Clock.seconds()
            try begin.execute()
            for _ in 0..<records { try writeRecord() }
            try edge.write()
            try commit.execute()
            let microseconds = (Clock.seconds() - start) * 1_000_000
            untrimmed += records
            if untrimmed >= ShapedLimit.recordsBetweenTrims {
                untrimmed = 0
                trimmer.trim()
            }
            return microseconds
        }
    }

    private func writeRecord() throws {
        for place in rows.indices { try rows[place].run(records) { edge.append(.leaf($0)) } }
        digests.make()
        records += 1
    }

    /// Moves what is left, and returns when nothing is being moved any more.
    func settle() {
        untrimmed = 0
        trimmer.trim()
        trimmer.settle()
    }

    /// Refuses to go on where a record of the product has other rows, or other octets in them, than one written here: a
    /// limit for other work would be none.
    func check(audit: String) throws {
        for table in ShapedLimit.tables {
            let (ours, product) = try (ShapedLimit.perLeaf(table, path), ShapedLimit.perLeaf(table, audit))
            guard ours == product else {
                throw BenchFault("`\(table)` of the product has \(product) a record, the limit \(ours)")
            }
        }
    }

    /// Rows, and octets of text and blobs, that a table has for each leaf.
    private static func perLeaf(_ table: String, _ path: String) throws -> [Double] {
        let database = try RawDatabase(path: path, readOnly: true)
        let columns = try database.prepare(
            "SELECT name FROM pragma_table_info('\(table)') WHERE type IN ('TEXT', 'BLOB')"
        ).rows().compactMap { row in if case .text(let name)? = row.first { name } else { nil } }
        let octets = columns.map { "coalesce(length(\($0)), 0)" }.joined(separator: " + ")
        let sums =
            try database.prepare(
                "SELECT count(*), coalesce(sum(\(octets)), 0), (SELECT count(*) FROM leaf) FROM \(table)"
            ).rows().first ?? []
        let numbers = sums.map { sum -> Double in if case .integer(let number) = sum { Double(number) } else { 0 } }
        guard numbers.count == 3, numbers[2] > 0 else { throw BenchFault("`\(path)` has no leaf") }
        return [numbers[0] / numbers[2], numbers[1] / numbers[2]]
    }
}

/// Moves the write-ahead log into the database beside the writer.
private final class ShapedTrimmer: Sendable {
    private let thread = DispatchQueue(label: "shaped.trim", qos: .utility)
    private let database: Mutex<RawDatabase>

    init(path: String) throws { database = Mutex(try RawDatabase(path: path, readOnly: false)) }

    func trim() { thread.async { try? self.database.withLock { try $0.execute("PRAGMA wal_checkpoint(PASSIVE)") } } }

    func settle() { thread.sync {} }
}

/// The digests of one record beside its leaf's and its nodes'.
private struct ShapedDigests {
    private let texts: [[UInt8]]
    private let key = SymmetricKey(data: [UInt8](repeating: 5, count: 32))
    private let request: [UInt8]
    private let evidence: [UInt8]
    private let answer: [UInt8]
    private let hasEvidence: Bool

    init(_ maker: RecordMaker) {
        hasEvidence = maker.shape != .unanswered
        texts = maker.texts.map { Array("fcg-audit/payload/v1\n".utf8) + $0 }
        let signed = maker.evidence.base + maker.evidence.signature
        request = Array("fcg-evidence/v1\n".utf8) + signed + [0, 0, 0, 0]
        evidence = Array("fcg-audit/evidence/v1\n".utf8) + signed + [UInt8](repeating: 0, count: 15 + 64 + 22 + 41)
        answer = maker.answer
    }

    func make() {
        for text in texts { _ = HMAC<SHA256>.authenticationCode(for: text, using: key) }
        guard hasEvidence else { return }
        for octets in [request, evidence, answer] { _ = SHA256.hash(data: octets) }
    }
}

/// The right edge of the tree, its tiles and heads.
private struct ShapedEdge {
    private let tile: RawStatement
    private let head: RawStatement
    private var edge = RightEdge()
    private var levels: [[UInt8]] = []
    private var filled: [(level: Int, index: Int64, hashes: [UInt8])] = []
    private var touched = 0
    private var heads: Int64 = 0

    init(_ database: RawDatabase) throws {
        tile = try database.prepare(
            """
            INSERT INTO tile(year, level, idx, hashes) VALUES (2026, ?, ?, ?)
            ON CONFLICT(year, level, idx) DO UPDATE SET hashes = excluded.hashes
            """)
        head = try database.prepare("INSERT INTO head(number, year, size, text) VALUES (?, 2026, ?, ?)")
    }

    mutating func append(_ leaf: MerkleHash) {
        var roots = [leaf]
        edge.append(leaf) { height, hash in if height % 8 == 0 { roots.append(hash) } }
        touched = max(touched, roots.count)
        for (level, hash) in roots.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level] += hash.octets
            guard levels[level].count == TilePath.fullWidth * MerkleHash.length else { continue }
            filled.append((level, (edge.size >> Int64(8 * (level + 1))) - 1, levels[level]))
            levels[level].removeAll(keepingCapacity: true)
        }
    }

    mutating func write() throws {
        for row in filled { try put(row.level, row.index, row.hashes) }
        for level in 0..<touched where !levels[level].isEmpty {
            try put(level, edge.size >> Int64(8 * (level + 1)), levels[level])
        }
        (filled, touched) = ([], 0)
        heads += 1
        head.bind(heads, at: 1)
        head.bind(edge.size, at: 2)
        let text = Checkpoint(origin: "council.example/audit/2026", size: edge.size, root: edge.root).text
        head.bind("fcg-head/v1\n" + text, at: 3)
        try head.execute()
    }

    private func put(_ level: Int, _ index: Int64, _ hashes: [UInt8]) throws {
        tile.bind(Int64(level), at: 1)
        tile.bind(index, at: 2)
        try hashes.withUnsafeBytes { hashes in
            tile.bind(inPlace: hashes, isText: false, at: 3)
            try tile.execute()
        }
    }
}
