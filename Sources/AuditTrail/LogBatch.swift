import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// Writes the rows of one commit. Lives for one transaction.
struct LogBatch {
    private let database: Database
    private(set) var state: LogState
    private let leaf: BoundStatement
    private let payload: BoundStatement
    private let evidence: BoundStatement
    private let body: BoundStatement
    private let nonce: BoundStatement
    private let exchange: BoundStatement
    private let outbox: BoundStatement

    init(_ database: Database, after state: LogState) throws {
        self.database = database
        self.state = state
        leaf = try BoundStatement(database, "INSERT INTO leaf(seq, octets) VALUES (?, ?)")
        payload = try BoundStatement(
            database,
            "INSERT INTO payload(seq, key, actor, decision, reason, subject) VALUES (?, ?, ?, ?, ?, ?)")
        evidence = try BoundStatement(
            database,
            """
            INSERT INTO evidence(seq, base, signature, key_id, key_hash, query_digest, nonce, nonce_expires)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        nonce = try BoundStatement(
            database,
            "INSERT OR IGNORE INTO nonce(authority, nonce, expires, seq) VALUES (?, ?, ?, ?)")
        exchange = try BoundStatement(
            database,
            "INSERT OR IGNORE INTO exchange(authority, id, digest, first) VALUES (?, ?, ?, ?)")
        outbox = try BoundStatement(database, "INSERT INTO outbox(seq, key, sealed) VALUES (?, ?, ?)")
        body = try BoundStatement(
            database,
            "INSERT INTO body(seq, day, key, query, answer) VALUES (?, ?, ?, ?, ?)")
    }

    /// Writes the leaves of one caller. A nonce or an exchange id that is taken fails before anything is written.
    mutating func append(_ leaves: [PreparedLeaf]) throws -> Result<[AuditReceipt], AuditFailure> {
        var receipts: [AuditReceipt] = []
        for prepared in leaves {
            if let failure = try reserve(prepared) { return .failure(failure) }
            try write(prepared)
            receipts.append(AuditReceipt(origin: state.origin, index: state.size, leaf: prepared.octets))
            state.append(prepared.hash)
        }
        return .success(receipts)
    }

    /// Writes tiles and the head that covers all leaves of the batch.
    mutating func finish() throws {
        let tiles = state.takeTiles()
        guard !tiles.isEmpty else { return }
        let tile = try BoundStatement(
            database,
            """
            INSERT INTO tile(year, level, idx, hashes) VALUES (?, ?, ?, ?)
            ON CONFLICT(year, level, idx) DO UPDATE SET hashes = excluded.hashes
            """)
        for row in tiles {
            try tile.run(
                .number(Int64(state.year)), .number(Int64(row.level)), .number(row.index),
                .array(Tile.encode(row.hashes)))
        }
        state.headNumber += 1
        try BoundStatement(database, "INSERT INTO head(number, year, size, text) VALUES (?, ?, ?, ?)").run(
            .number(state.headNumber), .number(Int64(state.year)), .number(state.size), .text(state.headText))
    }

    private func reserve(_ prepared: PreparedLeaf) throws -> AuditFailure? {
        if let nonce = prepared.nonce, !Mutant.nonceOutside.isOn {
            let changes = try self.nonce.run(
                .text(nonce.authority), .text(nonce.nonce), .number(nonce.expires), .number(state.next))
            if changes == 0, !Mutant.replayTaken.isOn { return .replayed }
        }
        guard let exchange = prepared.exchange else { return nil }
        let changes = try self.exchange.run(
            .text(exchange.authority), .text(exchange.exchange), .array(exchange.digest), .number(state.next))
        guard changes == 0, try knownDigest(exchange) != exchange.digest else { return nil }
        if let nonce = prepared.nonce { try release(nonce) }
        return .exchangeConflict
    }

    /// Whoever is refused has not burnt a nonce.
    private func release(_ nonce: NonceRow) throws {
        try BoundStatement(database, "DELETE FROM nonce WHERE authority = ? AND nonce = ?").run(
            .text(nonce.authority), .text(nonce.nonce))
    }

    private func knownDigest(_ exchange: ExchangeRow) throws -> [UInt8]? {
        let find = try database.cachedStatement(sql: "SELECT digest FROM exchange WHERE authority = ? AND id = ?")
        return try Data.fetchOne(find, arguments: [exchange.authority, exchange.exchange]).map(Array.init)
    }

    private func write(_ prepared: PreparedLeaf) throws {
        let seq = BoundStatement.Value.number(state.next)
        let rows = try LeafRows(prepared.record[...])
        let frames = rows.frames
        try leaf.run(seq, .slice(rows.octets))
        try payload.run(
            seq, .number(rows.key), .slice(frames[0]), .slice(frames[1]), .slice(frames[2]), .slice(frames[3]))
        if let row = rows.evidence {
            try evidence.run(
                seq, .array(row.base), .array(row.signature), .text(row.keyID), .array(row.keyHash),
                .array(row.queryDigest), .text(row.nonce), .number(row.nonceExpires))
        }
        if let sealed = rows.body {
            try body.run(
                seq, .number(Int64(sealed.day)), .number(sealed.key), .slice(sealed.query), .slice(sealed.answer))
        }
        for item in rows.outbox { try outbox.run(seq, .number(item.key), .slice(item.sealed)) }
    }
}
