import Crypto
import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// Walks through the leaves of one shard in order and checks everything that stands beside each.
struct ShardWalk {
    private let verifier: LogVerifier
    private let shard: ShardRow
    private var edge = RightEdge()
    private var tile: [MerkleHash] = []
    private let heads: NoteRows
    private let checkpoints: NoteRows
    /// What the first leaf must carry, if an older shard stands before this one.
    var opening: String?
    var result: LogVerification

    init(_ verifier: LogVerifier, _ shard: ShardRow) throws {
        self.verifier = verifier
        self.shard = shard
        result = LogVerification(log: verifier.log, year: shard.year, origin: shard.origin)
        heads = try NoteRows(verifier.database, table: "head", column: "text", year: shard.year)
        checkpoints = try NoteRows(verifier.database, table: "checkpoint", column: "note", year: shard.year)
    }

    mutating func run(end: Int64?) throws {
        try checkNotes()
        let rows = try Row.fetchCursor(
            verifier.database.cachedStatement(sql: ShardWalk.query), arguments: [shard.first, end ?? Int64.max])
        while let row = try rows.next() { try check(row) }
        if let end, shard.first + edge.size != end { throw VerificationFault("leaf \(edge.size)", "is missing") }
        try checkEnds()
    }

    private static let query = """
        SELECT l.seq, l.octets, p.seq AS p, p.key, p.actor, p.decision, p.reason, p.subject,
            e.seq AS e, e.base, e.signature, e.key_id, e.key_hash, e.query_digest, e.nonce, e.nonce_expires,
            b.seq AS b, b.day, b.key AS body_key, b.query, b.answer
        FROM leaf l LEFT JOIN payload p USING(seq) LEFT JOIN evidence e USING(seq) LEFT JOIN body b USING(seq)
        WHERE l.seq >= ? AND l.seq < ? ORDER BY l.seq
        """

    private mutating func check(_ row: Row) throws {
        let index = edge.size
        guard row["seq"] as Int64 == shard.first + index else { throw VerificationFault("leaf \(index)", "is missing") }
        let octets = Array(row["octets"] as Data)
        let hash = MerkleHash.leaf(octets)
        try orGoOn {
            try $0.checkTile(hash, at: index)
            try $0.check(octets, row, at: index)
        }
        // Where the tile held another hash and the head bears the tile out, the walk goes on with what was signed.
        let held = Int(index & 255) < tile.count ? tile[Int(index & 255)] : hash
        try append(hash == held ? hash : held)
        try orGoOn { try $0.checkNotes() }
    }

    /// A fault ends the walk, unless all faults are asked for.
    private mutating func orGoOn(_ body: (inout ShardWalk) throws -> Void) throws {
        do { try body(&self) } catch let fault as VerificationFault where verifier.findingAll && fault.isLocal {
            result.note(fault)
        }
    }

    private mutating func check(_ octets: [UInt8], _ row: Row, at index: Int64) throws {
        guard let leaf = ReadLeaf(octets, in: verifier.log) else {
            throw VerificationFault("leaf \(index)", "is not in its one form")
        }
        if index == 0, let opening {
            guard leaf.event == ShardOpener.event, leaf.binding == opening else {
                throw VerificationFault("leaf 0", "does not carry the final checkpoint of the shard before")
            }
        }
        let companions = LeafCompanions(
            verifier: verifier, shard: shard, index: index, leaf: leaf, row: row)
        try companions.check(&result)
    }

    /// A leaf hash must be the one its tile holds; the last head tells which of the two was changed.
    private mutating func checkTile(_ hash: MerkleHash, at index: Int64) throws {
        let position = Int(index & 255)
        if position == 0 {
            tile = TileRows(verifier.database, year: shard.year).hashes(level: 0, index: index >> 8) ?? []
        }
        guard position < tile.count, tile[position] == hash else {
            throw try tilesFitTheHead()
                ? VerificationFault("leaf \(index)", "is not the one its tile was made from")
                : VerificationFault("tile 0/\(index >> 8)", "does not hold the hash of leaf \(index)")
        }
    }

    private func tilesFitTheHead() throws -> Bool {
        guard let last = try heads.last() else { return false }
        var tiles = TileReader(size: last.size, fetch: TileRows(verifier.database, year: shard.year).octets)
        let edge = try? RightEdge(size: last.size) { position throws(TileFault) in try tiles.hash(at: position) }
        guard let edge else { return false }
        return last.octets == Array(LogState.headText(origin: shard.origin, size: last.size, root: edge.root).utf8)
    }

    private mutating func append(_ hash: MerkleHash) throws {
        var roots: [(level: Int, hash: MerkleHash)] = []
        edge.append(hash) { height, hash in if height % 8 == 0 { roots.append((height / 8, hash)) } }
        for root in roots {
            let index = (edge.size >> Int64(8 * root.level)) - 1
            let held = TileRows(verifier.database, year: shard.year).hashes(level: root.level, index: index >> 8) ?? []
            guard Int(index & 255) < held.count, held[Int(index & 255)] == root.hash else {
                throw VerificationFault("tile \(root.level)/\(index >> 8)", "does not hold the root of the tile below")
            }
        }
        result.size = edge.size
        result.root = edge.root
    }

    /// Heads and checkpoints of the size reached.
    private mutating func checkNotes() throws {
        while let head = try heads.next(upTo: edge.size) {
            guard head.size == edge.size,
                head.octets
                    == Array(LogState.headText(origin: shard.origin, size: edge.size, root: edge.root).utf8)
            else { throw misfit(of: head) }
            result.heads += 1
        }
        while let checkpoint = try checkpoints.next(upTo: edge.size) {
            try check(checkpoint)
            result.checkpoints += 1
        }
        if edge.size == verifier.mark.size, shard.year == verifier.mark.year, edge.root != verifier.mark.root {
            throw VerificationFault("log-head", "remembers another root at size \(edge.size)")
        }
    }

    /// A head that fits but for its origin, of which a key was given, shows that the shard's own row was changed.
    private func misfit(of head: NoteRows.Note) -> VerificationFault {
        let names = Set(verifier.verifierKeys.map(\.name))
        if let held = try? Checkpoint(headText: String(decoding: head.octets, as: UTF8.self)), held.size == edge.size,
            held.root == edge.root, names.contains(held.origin),
            !names.contains(shard.origin) || !shard.origin.hasSuffix("/\(shard.year)")
        {
            return VerificationFault("shard \(shard.year)", "has another origin than its heads")
        }
        return VerificationFault("head of size \(head.size)", "does not fit the leaves")
    }

    private func check(_ row: NoteRows.Note) throws {
        let name = "checkpoint of size \(row.size)"
        guard let key = verifier.verifierKeys.first(where: { $0.name == shard.origin }) else {
            throw VerificationFault(name, "cannot be checked: no key was given for `\(shard.origin)`")
        }
        do {
            let checkpoint = try Checkpoint(note: row.octets, signedBy: key)
            guard checkpoint == Checkpoint(origin: shard.origin, size: edge.size, root: edge.root),
                row.size == edge.size
            else { throw VerificationFault(name, "does not fit the leaves") }
        } catch let fault as NoteFault {
            throw VerificationFault(name, fault.description)
        }
    }

    private func checkEnds() throws {
        if let head = try heads.next(upTo: .max) {
            throw VerificationFault("head of size \(head.size)", "is ahead of the leaves, which end at \(edge.size)")
        }
        if let checkpoint = try checkpoints.next(upTo: .max) {
            throw VerificationFault("checkpoint of size \(checkpoint.size)", "is ahead of the leaves")
        }
        if edge.size > 0, try heads.last()?.size != edge.size {
            throw VerificationFault("leaf \(edge.size - 1)", "stands under no head")
        }
        let tiles = try Row.fetchCursor(
            verifier.database.cachedStatement(
                sql: "SELECT level, idx, length(hashes) AS n FROM tile WHERE year = ? ORDER BY level, idx"),
            arguments: [shard.year])
        while let row = try tiles.next() {
            let width = Tile.width(level: row["level"], index: row["idx"], size: edge.size)
            guard width > 0, row["n"] as Int == width * MerkleHash.length else {
                throw VerificationFault("tile \(row["level"] as Int)/\(row["idx"] as Int64)", "has a wrong width")
            }
        }
    }
}

/// Rows of heads or checkpoints in the order of their sizes.
final class NoteRows {
    struct Note {
        let size: Int64
        let octets: [UInt8]
    }

    private let cursor: RowCursor
    private let database: Database
    private let table: String
    private let column: String
    private let year: Int
    private var waiting: Note?

    init(_ database: Database, table: String, column: String, year: Int) throws {
        (self.database, self.table, self.column, self.year) = (database, table, column, year)
        cursor = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT size, CAST(\(column) AS BLOB) AS note FROM \(table) WHERE year = ? ORDER BY size"),
            arguments: [year])
        try advance()
    }

    /// The next row whose size has been reached.
    func next(upTo size: Int64) throws -> Note? {
        guard let note = waiting, note.size <= size else { return nil }
        try advance()
        return note
    }

    /// The row of the largest size.
    func last() throws -> Note? {
        let sql = "SELECT size, CAST(\(column) AS BLOB) AS note FROM \(table) WHERE year = ? ORDER BY size DESC LIMIT 1"
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [year]).map(NoteRows.note)
    }

    private func advance() throws { waiting = try cursor.next().map(NoteRows.note) }

    private static func note(_ row: Row) -> Note { Note(size: row["size"], octets: Array(row["note"] as Data)) }
}
