import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// Writes the rows of one commit. Lives for one transaction.
struct LogBatch {
    private let database: Database
    private(set) var state: LogState
    private let leaf: Statement
    private let payload: Statement
    private let evidence: Statement
    private let body: Statement
    private let nonce: Statement
    private let exchange: Statement

    init(_ database: Database, after state: LogState) throws {
        self.database = database
        self.state = state
        leaf = try database.cachedStatement(sql: "INSERT INTO leaf(seq, octets) VALUES (?, ?)")
        payload = try database.cachedStatement(
            sql: "INSERT INTO payload(seq, key, actor, decision, reason, subject) VALUES (?, ?, ?, ?, ?, ?)")
        evidence = try database.cachedStatement(
            sql: """
                INSERT INTO evidence(seq, base, signature, key_id, key_hash, query_digest, nonce, nonce_expires)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        nonce = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO nonce(authority, nonce, expires, seq) VALUES (?, ?, ?, ?)")
        exchange = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO exchange(authority, id, digest, first) VALUES (?, ?, ?, ?)")
        body = try database.cachedStatement(
            sql: "INSERT INTO body(seq, day, key, query, answer) VALUES (?, ?, ?, ?, ?)")
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
        let tile = try database.cachedStatement(
            sql: """
                INSERT INTO tile(year, level, idx, hashes) VALUES (?, ?, ?, ?)
                ON CONFLICT(year, level, idx) DO UPDATE SET hashes = excluded.hashes
                """)
        for row in tiles {
            try tile.execute(arguments: [state.year, row.level, row.index, Data(Tile.encode(row.hashes))])
        }
        state.headNumber += 1
        let head = try database.cachedStatement(sql: "INSERT INTO head(number, year, size, text) VALUES (?, ?, ?, ?)")
        try head.execute(arguments: [state.headNumber, state.year, state.size, state.headText])
    }

    private func reserve(_ prepared: PreparedLeaf) throws -> AuditFailure? {
        if let nonce = prepared.nonce {
            try self.nonce.execute(arguments: [nonce.authority, nonce.nonce, nonce.expires, state.next])
            if database.changesCount == 0 { return .replayed }
        }
        guard let exchange = prepared.exchange else { return nil }
        try self.exchange.execute(arguments: [exchange.authority, exchange.exchange, exchange.digest, state.next])
        guard database.changesCount == 0, try knownDigest(exchange) != exchange.digest else { return nil }
        if let nonce = prepared.nonce { try release(nonce) }
        return .exchangeConflict
    }

    /// Whoever is refused has not burnt a nonce.
    private func release(_ nonce: NonceRow) throws {
        let delete = try database.cachedStatement(sql: "DELETE FROM nonce WHERE authority = ? AND nonce = ?")
        try delete.execute(arguments: [nonce.authority, nonce.nonce])
    }

    private func knownDigest(_ exchange: ExchangeRow) throws -> Data? {
        let find = try database.cachedStatement(sql: "SELECT digest FROM exchange WHERE authority = ? AND id = ?")
        return try Data.fetchOne(find, arguments: [exchange.authority, exchange.exchange])
    }

    private func write(_ prepared: PreparedLeaf) throws {
        let seq = state.next
        let frames = prepared.payloads.frames
        try leaf.execute(arguments: [seq, Data(prepared.octets)])
        try payload.execute(
            arguments: [seq, prepared.payloads.key, frames[0], frames[1], frames[2], frames[3]])
        if let row = prepared.evidence {
            try evidence.execute(
                arguments: [
                    seq, row.base, row.signature, row.keyID, row.keyHash, row.queryDigest, row.nonce, row.nonceExpires,
                ])
        }
        if let sealed = prepared.body {
            try body.execute(arguments: [seq, sealed.day, sealed.key, sealed.query, sealed.answer])
        }
        for item in prepared.outbox {
            let insert = try database.cachedStatement(sql: "INSERT INTO outbox(seq, key, sealed) VALUES (?, ?, ?)")
            try insert.execute(arguments: [seq, item.key, item.sealed])
        }
    }
}
