import Crypto
import Foundation
import GRDB
import MerkleLog
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("verification")
struct VerifierTests {
    /// Three exchange leaves of all kinds with evidence, two internal ones, and checkpoints.
    private func smallLog(emptyCheckpoints: Bool = true) async throws -> Sandbox {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        if emptyCheckpoints {
            _ = try trail.checkpoint(.exchange, at: sandbox.now)
            _ = try trail.checkpoint(.internal, at: sandbox.now)
        }
        _ = try await trail.record(sandbox.answered("one"))
        try trail.settle()
        _ = try await trail.record(asked: [sandbox.asked("two")])
        try trail.settle()
        _ = try await trail.record(sandbox.received("two"))
        try trail.settle()
        _ = try await trail.record(sandbox.event("policy.activated", binding: "sha-256:00"))
        try trail.settle()
        _ = try await trail.record(sandbox.event("staff.sign-in"))
        try trail.settle()
        sandbox.advance(seconds: 3_600)
        _ = try trail.checkpoint(.exchange, at: sandbox.now)
        _ = try trail.checkpoint(.internal, at: sandbox.now)
        try trail.stop()
        return sandbox
    }

    // clause: FCP-AUD-32+
    @Test("a sound folder is sound, stopped or running")
    func sound() async throws {
        let sandbox = try await smallLog()

        let stopped = try sandbox.verify()
        let trail = try sandbox.open()
        let running = try sandbox.verify()
        try trail.stop()

        #expect(stopped == running)
        #expect(stopped.map(\.size) == [3, 2])
        #expect(stopped.map(\.payloads) == [12, 8])
        #expect(stopped.map(\.evidence) == [3, 0])
        #expect(stopped.map(\.heads) == [3, 2])
        #expect(stopped.map(\.checkpoints) == [2, 2])
        #expect(stopped.map(\.firstFault) == [nil, nil])
    }

    // clause: FCP-AUD-32-
    @Test("every octet of every row is watched, and every number", arguments: LogName.allCases)
    func everyOctet(log: LogName) async throws {
        let sandbox = try await smallLog(emptyCheckpoints: false)
        let watch = try Watch(sandbox, log)
        #expect(try watch.fault() == nil)

        var octets = 0
        for cell in try watch.cells() {
            for position in 0..<cell.length {
                octets += 1
                let fault = try watch.fault(flipping: position, of: cell)
                if fault == nil { Issue.record("octet \(position) of \(cell) can change unseen") }
                if let fault, !cell.isNamed(in: fault) { Issue.record("octet \(position) of \(cell): \(fault)") }
            }
        }
        for change in try watch.numberChanges() {
            let fault = try watch.fault(after: change)
            if fault == nil { Issue.record("`\(change)` passes unseen") }
        }

        #expect(octets > 2_000)
    }

    // clause: FCP-AUD-32-
    @Test(
        "the bad entry is named",
        arguments: [
            (
                "UPDATE leaf SET octets = CAST(replace(CAST(octets AS TEXT), 'asked', 'baked') AS BLOB) WHERE seq = 1",
                "leaf 1"
            ),
            ("UPDATE payload SET subject = zeroblob(length(subject)) WHERE seq = 2", "payload subject of leaf 2"),
            ("UPDATE payload SET actor = decision, decision = actor WHERE seq = 0", "payload actor of leaf 0"),
            ("UPDATE evidence SET key_id = 'E08000035#2026b' WHERE seq = 1", "evidence of leaf 1"),
            ("UPDATE evidence SET base = signature WHERE seq = 0", "evidence of leaf 0"),
            ("DELETE FROM evidence WHERE seq = 2", "evidence of leaf 2"),
            ("UPDATE head SET text = text || 'x' WHERE size = 2", "head of size 2"),
            (
                "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 0) WHERE size = 3",
                "checkpoint of size 3"
            ),
            ("UPDATE tile SET hashes = zeroblob(96)", "tile 0/0"),
            ("UPDATE exchange SET digest = zeroblob(32)", "exchange of leaf 0"),
            ("UPDATE exchange SET first = 1", "exchange of leaf 0"),
            ("UPDATE body SET answer = zeroblob(40) WHERE seq = 0", "body of leaf 0"),
            ("UPDATE nonce SET nonce = 'other'", "nonce of leaf row 0"),
            ("DELETE FROM leaf WHERE seq = 1", "leaf 1"),
            ("DELETE FROM payload WHERE seq = 1", "payload actor of leaf 1"),
            ("DELETE FROM head WHERE size = 2", "head rows"),
            ("DELETE FROM checkpoint WHERE size = 0", "checkpoint rows"),
            ("DELETE FROM checkpoint WHERE size = 3", "checkpoint number 2"),
            ("DELETE FROM tile", "tile 0/0"),
            ("DELETE FROM exchange", "exchange of leaf 0"),
            ("INSERT INTO leaf(seq, octets) SELECT 3, octets FROM leaf WHERE seq = 0", "leaf 3"),
            (
                "INSERT INTO payload SELECT 3, key, actor, decision, reason, subject FROM payload WHERE seq = 0",
                "payload row 3"
            ),
            (
                "INSERT INTO exchange SELECT authority, 'exchange-other00000000', digest, 0 FROM exchange",
                "exchange of leaf row 0"
            ),
            ("INSERT INTO nonce VALUES ('E08000035', 'extra', 0, 1)", "nonce of leaf row 1"),
            ("INSERT INTO head SELECT 4, year, 3, text FROM head WHERE size = 3", "head number 4"),
            ("INSERT INTO tile SELECT year, 1, 0, hashes FROM tile", "tile 1/0"),
            (
                "UPDATE leaf SET seq = -1 WHERE seq = 0; UPDATE leaf SET seq = 0 WHERE seq = 1; UPDATE leaf SET seq = 1 WHERE seq = -1",
                "leaf 0"
            ),
            ("UPDATE shard SET first = 1", "shard 2026"),
        ])
    func named(change: String, entry: String) async throws {
        let sandbox = try await smallLog()

        try Raw(sandbox, .exchange).change(change)

        let fault = try #require(try sandbox.verify()[0].firstFault)
        #expect(fault.hasPrefix(entry + ": "), "\(fault)")
        #expect(try sandbox.verify()[1].isSound)
    }

    @Test("a tail cut off everywhere at once is missed by log-head")
    func cutTail() async throws {
        let sandbox = try await smallLog()

        try Raw(sandbox, .exchange).change(
            """
            DELETE FROM leaf WHERE seq = 2; DELETE FROM payload WHERE seq = 2; DELETE FROM evidence WHERE seq = 2;
            DELETE FROM body WHERE seq = 2; DELETE FROM head WHERE size = 3; DELETE FROM checkpoint WHERE size = 3;
            UPDATE tile SET hashes = substr(hashes, 1, 64)
            """)

        #expect(
            try sandbox.verify()[0].firstFault
                == "leaf 2: is missing: `log-head` remembers 3 leaves, 2 are here")
    }

    @Test("whoever recomputes leaf, tile and heads is caught by the signed checkpoint")
    func recomputed() async throws {
        let sandbox = try await smallLog()
        let raw = try Raw(sandbox, .internal)
        try await raw.database.write { database in
            var leaves = try Data.fetchAll(database, sql: "SELECT octets FROM leaf ORDER BY seq").map(Array.init)
            leaves[1] = Array(String(decoding: leaves[1], as: UTF8.self).replacing("sign-in", with: "sign-on").utf8)
            let hashes = leaves.map { MerkleHash.leaf($0) }
            try database.execute(sql: "UPDATE leaf SET octets = ? WHERE seq = 1", arguments: [Data(leaves[1])])
            try database.execute(sql: "UPDATE tile SET hashes = ?", arguments: [Data(Tile.encode(hashes))])
            let text = LogState.headText(
                origin: "gateway.stockport.example/internal/2026", size: 2, root: MerkleHash.root(of: hashes))
            try database.execute(sql: "UPDATE head SET text = ? WHERE size = 2", arguments: [text])
        }

        #expect(try sandbox.verify()[1].firstFault == "checkpoint of size 2: does not fit the leaves")
    }

    // clause: FCP-WIT-28-
    @Test("a year whose first leaf carries another note than the last of the year before is no sound log")
    func falseOpening() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.event("one"))
        sandbox.advance(seconds: 1)
        _ = try await trail.record(sandbox.event("two"))
        try trail.stop()
        #expect(try sandbox.verify().filter { $0.log == .internal }.map(\.firstFault) == [nil, nil])
        let raw = try Raw(sandbox, .internal)

        try await raw.database.write { database in
            var leaves = try Data.fetchAll(database, sql: "SELECT octets FROM leaf WHERE seq > 0 ORDER BY seq").map(
                Array.init)
            let text = String(decoding: leaves[0], as: UTF8.self)
            leaves[0] = Array(text.replacing("internal/2026\\n1\\n", with: "internal/2026\\n2\\n").utf8)
            #expect(text != String(decoding: leaves[0], as: UTF8.self))
            let hashes = leaves.map { MerkleHash.leaf($0) }
            try database.execute(sql: "UPDATE leaf SET octets = ? WHERE seq = 1", arguments: [Data(leaves[0])])
            try database.execute(
                sql: "UPDATE tile SET hashes = ? WHERE year = 2027", arguments: [Data(Tile.encode(hashes))])
            for size in 1...hashes.count {
                let text = LogState.headText(
                    origin: "gateway.stockport.example/internal/2027", size: Int64(size),
                    root: MerkleHash.root(of: Array(hashes.prefix(size))))
                try database.execute(
                    sql: "UPDATE head SET text = ? WHERE year = 2027 AND size = ?", arguments: [text, size])
            }
        }

        let found = try sandbox.verify().filter { $0.log == .internal }.map(\.firstFault)
        #expect(found == [nil, "leaf 0: does not carry the final checkpoint of the shard before"])
    }

    // clause: FCP-WIT-1-
    @Test("a checkpoint of another key is no checkpoint, and one without a key given is not believed")
    func keys() async throws {
        let sandbox = try await smallLog()
        let other = try NoteVerifierKey(
            name: "gateway.stockport.example/audit/2026", publicKey: [UInt8](repeating: 8, count: 32))

        let strange = try AuditVerifier.verify(folder: sandbox.folder, verifierKeys: [other])

        #expect(strange[0].firstFault == "checkpoint of size 0: no signature of a trusted key")
        #expect(strange[1].firstFault?.hasPrefix("checkpoint of size 0: cannot be checked") == true)
    }

    @Test("an edited log-head is noticed")
    func logHead() async throws {
        let sandbox = try await smallLog()
        let path = sandbox.folder + "/log-head"
        let text = try String(contentsOfFile: path, encoding: .utf8)

        try Data(text.replacing("exchange 2026 3", with: "exchange 2026 4").utf8).write(to: URL(fileURLWithPath: path))

        #expect(try sandbox.verify()[0].firstFault?.contains("remembers 4 leaves") == true)
        try Data((text + " ").utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: AuditFailure.self) { try sandbox.verify() }
    }
}

/// Changes one thing at a time within a transaction that is rolled back, and asks the verifier in between.
private struct Watch {
    struct Cell: CustomStringConvertible {
        let table: String
        let column: String
        let rowKey: String
        let isText: Bool
        let length: Int
        var description: String { "\(table).\(column) where \(rowKey)" }

        /// Whether a fault says where to look: at the row, or at the leaf it belongs to. Tiles, heads and checkpoints are
        /// named by their own numbers.
        func isNamed(in fault: String) -> Bool {
            let number = rowKey.split(separator: " ").last ?? ""
            return switch table {
            case "leaf": fault.hasPrefix("leaf \(number): ")
            case "payload": fault.hasPrefix("payload \(column) of leaf \(number): ")
            case "evidence", "body", "exchange": fault.hasPrefix("\(table) of leaf \(number): ")
            case "nonce":
                fault.hasPrefix("nonce of leaf row \(number): ") || fault.hasPrefix("nonce of leaf \(number): ")
            case "tile": fault.hasPrefix("tile 0/0: ")
            default: fault.hasPrefix("\(table) ")
            }
        }
    }

    private let raw: Raw
    private let folder: String
    private let log: LogName
    private let mark: LogMark
    private let keys: KeyReader
    private let verifierKeys: [NoteVerifierKey]
    private let tombstones: Tombstones

    init(_ sandbox: Sandbox, _ log: LogName) throws {
        self.log = log
        folder = sandbox.folder
        raw = try Raw(sandbox, log)
        mark = try AuditFolder(path: sandbox.folder).readLogHead()[log]
        keys = try KeyReader(folder: sandbox.folder, masterKey: AuditTrail.masterKey(folder: sandbox.folder))
        verifierKeys = try sandbox.verifierKeys()
        tombstones = try Raw(sandbox, .internal).database.read { try Tombstones($0) }
    }

    private static let columns: [(table: String, key: String, columns: [String], isText: Bool)] = [
        ("leaf", "seq", ["octets"], false), ("payload", "seq", PayloadSlot.allCases.map(\.description), false),
        ("evidence", "seq", ["base", "signature", "key_hash", "query_digest"], false),
        ("evidence", "seq", ["key_id", "nonce"], true), ("body", "seq", ["query", "answer"], false),
        ("tile", "rowid", ["hashes"], false), ("head", "number", ["text"], true),
        ("checkpoint", "number", ["note"], false), ("exchange", "first", ["digest"], false),
        ("exchange", "first", ["authority", "id"], true), ("nonce", "seq", ["authority", "nonce"], true),
        ("shard", "year", ["origin"], true),
    ]

    func cells() throws -> [Cell] {
        try raw.database.read { database in
            try Watch.columns.flatMap { entry in
                try entry.columns.flatMap { column in
                    try Row.fetchAll(
                        database,
                        sql: """
                            SELECT \(entry.key) AS k, length(CAST(\(column) AS BLOB)) AS n FROM \(entry.table)
                            WHERE \(column) IS NOT NULL
                            """
                    ).map { row in
                        Cell(
                            table: entry.table, column: column, rowKey: "\(entry.key) = \(row["k"] as Int64)",
                            isText: entry.isText, length: row["n"])
                    }
                }
            }
        }
    }

    /// Each whole number of each row, one up and one down.
    func numberChanges() throws -> [String] {
        let columns: [(String, String, [String])] = [
            ("leaf", "seq", ["seq"]), ("payload", "seq", ["seq", "key"]),
            ("evidence", "seq", ["seq", "nonce_expires"]),
            ("body", "seq", ["seq", "day", "key"]), ("tile", "rowid", ["year", "level", "idx"]),
            ("head", "number", ["number", "year", "size"]), ("checkpoint", "number", ["number", "year", "size"]),
            ("exchange", "first", ["first"]), ("nonce", "seq", ["seq", "expires"]),
            ("shard", "year", ["year", "first"]),
        ]
        return try raw.database.read { database in
            try columns.flatMap { table, key, names in
                try Int64.fetchAll(database, sql: "SELECT \(key) FROM \(table)").flatMap { value in
                    names.flatMap { name in
                        [1, -1].map {
                            "UPDATE \(table) SET \(name) = \(name) + \($0) WHERE \(key) = \(value) AND \(name) NOT NULL"
                        }
                    }
                }
            }
        }
    }

    func fault(flipping position: Int, of cell: Cell) throws -> String? {
        try inDiscardedTransaction { database in
            let read = "SELECT CAST(\(cell.column) AS BLOB) FROM \(cell.table) WHERE \(cell.rowKey)"
            var octets = Array(try #require(try Data.fetchOne(database, sql: read)))
            octets[position] ^= position.isMultiple(of: 2) ? 1 : 0x80
            let value = cell.isText ? "CAST(? AS TEXT)" : "?"
            let write = "UPDATE \(cell.table) SET \(cell.column) = \(value) WHERE \(cell.rowKey)"
            try database.execute(sql: write, arguments: [Data(octets)])
        }
    }

    /// A change that the tables' own constraints refuse counts as seen. One of a value that is not there is none.
    func fault(after change: String) throws -> String? {
        do {
            var changed = true
            let fault = try inDiscardedTransaction { database in
                try database.execute(sql: change)
                changed = try Int.fetchOne(database, sql: "SELECT changes()") != 0
            }
            return changed ? fault : "nothing to change"
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return "refused by the database"
        }
    }

    func fault() throws -> String? { try inDiscardedTransaction { _ in } }

    private func inDiscardedTransaction(_ change: (Database) throws -> Void) throws -> String? {
        try raw.database.inDatabase { database in
            var fault: String?
            try database.inTransaction {
                try change(database)
                let verifier = LogVerifier(
                    database, folder: folder, log: log, mark: mark, keys: keys, verifierKeys: verifierKeys,
                    tombstones: tombstones, now: nil, findingAll: false)
                fault = try verifier.verify().lazy.compactMap(\.firstFault).first
                return .rollback
            }
            return fault
        }
    }
}
