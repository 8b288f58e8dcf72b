import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// Checks one log's database within one read transaction.
struct LogVerifier {
    let database: Database
    /// Where the database and the keys lie.
    let folder: String
    let log: LogName
    let mark: LogMark
    let keys: KeyReader
    let verifierKeys: [NoteVerifierKey]
    let tombstones: Tombstones
    let now: Instant?
    /// Goes on after a fault where what follows can still be judged.
    let findingAll: Bool

    init(
        _ database: Database, folder: String, log: LogName, mark: LogMark, keys: KeyReader,
        verifierKeys: [NoteVerifierKey], tombstones: Tombstones, now: Instant?, findingAll: Bool
    ) {
        self.findingAll = findingAll
        self.database = database
        self.folder = folder
        self.log = log
        self.mark = mark
        self.keys = keys
        self.verifierKeys = verifierKeys
        self.tombstones = tombstones
        self.now = now
    }

    /// Whether a row that is part of what is checked is gone by now: erased, or too old, since the check began.
    func isGone(_ sql: String, _ arguments: StatementArguments) throws -> Bool {
        try AuditVerifier.inSnapshot(of: log, folder) { try Row.fetchOne($0, sql: sql, arguments: arguments) == nil }
    }

    /// One result a shard; a fault of the whole database stands with the last.
    func verify() throws -> [LogVerification] {
        let shards = try ShardRow.all(in: database)
        var results: [LogVerification] = []
        var before: (shard: ShardRow, result: LogVerification)?
        for (position, shard) in shards.enumerated() {
            let end = position + 1 < shards.count ? shards[position + 1].first : nil
            let result = try verify(shard, end: end, after: before)
            results.append(result)
            before = (shard, result)
        }
        if results.isEmpty { results.append(LogVerification(log: log, year: 0, origin: "")) }
        guard findingAll || results.allSatisfy(\.isSound) else { return results }
        do {
            let whole = WholeLogCheck(database, log: log, mark: mark, now: now)
            try whole.check(results)
            try ResidueCheck(verifier: self, shards: shards).check()
        } catch let fault as VerificationFault {
            results[results.count - 1].note(fault)
        }
        return results
    }

    private func verify(
        _ shard: ShardRow, end: Int64?, after before: (shard: ShardRow, result: LogVerification)?
    ) throws -> LogVerification {
        var walk = try ShardWalk(self, shard)
        do {
            if let before {
                guard shard.first == before.shard.first + before.result.size else {
                    throw VerificationFault("shard \(shard.year)", "does not begin where the one before ends")
                }
                walk.opening =
                    Checkpoint(
                        origin: before.shard.origin, size: before.result.size, root: before.result.root
                    ).text
            } else if shard.first != 0 {
                throw VerificationFault("shard \(shard.year)", "does not begin at the first leaf")
            }
            try walk.run(end: end)
        } catch let fault as VerificationFault {
            walk.result.note(fault)
        }
        return walk.result
    }
}

/// What belongs to no single leaf: rows too many, nonces, exchanges, and the memory of `log-head`.
struct WholeLogCheck {
    private let database: Database
    private let log: LogName
    private let mark: LogMark
    private let now: Instant?

    init(_ database: Database, log: LogName, mark: LogMark, now: Instant?) {
        self.database = database
        self.log = log
        self.mark = mark
        self.now = now
    }

    func check(_ results: [LogVerification]) throws {
        let leaves = results.reduce(0) { $0 + $1.size }
        for table in ["leaf", "payload", "evidence", "body"] {
            let stray = "SELECT min(seq) FROM \(table) WHERE seq < 0 OR seq >= ?"
            if let seq = try Int64.fetchOne(database.cachedStatement(sql: stray), arguments: [leaves]) {
                throw VerificationFault("\(table) row \(seq)", "belongs to no leaf")
            }
        }
        try checkNumbers("head", checked: results.reduce(0) { $0 + $1.heads })
        try checkNumbers("checkpoint", checked: results.reduce(0) { $0 + $1.checkpoints })
        let shards = "SELECT level || '/' || idx FROM tile WHERE year NOT IN (SELECT year FROM shard)"
        if let tile = try String.fetchOne(database.cachedStatement(sql: shards)) {
            throw VerificationFault("tile \(tile)", "belongs to no shard")
        }
        try checkMark()
        try checkNonces()
        try checkExchanges()
    }

    private func checkNumbers(_ table: String, checked: Int) throws {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT count(*) AS n, coalesce(min(number), 1) AS a, coalesce(max(number), 0) AS z FROM \(table)")
        )
        guard let row, row["a"] as Int64 == 1, row["z"] as Int64 == row["n"] as Int64 else {
            throw VerificationFault("\(table) rows", "are not numbered without a gap: one was removed or added")
        }
        guard row["n"] as Int == checked else { throw VerificationFault("\(table) rows", "belong to no shard") }
        let order = """
            SELECT b.number FROM \(table) a JOIN \(table) b ON b.number = a.number + 1
            WHERE (b.year, b.size) <= (a.year, a.size) LIMIT 1
            """
        if let number = try Int64.fetchOne(database.cachedStatement(sql: order)) {
            throw VerificationFault("\(table) number \(number)", "stands out of order")
        }
    }

    private func checkMark() throws {
        guard mark != LogMark.none else { return }
        let size =
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT max(size) FROM head WHERE year = ?"), arguments: [mark.year]) ?? 0
        guard size >= mark.size else {
            throw VerificationFault(
                "leaf \(size)", "is missing: `log-head` remembers \(mark.size) leaves, \(size) are here")
        }
        let count = try StartCheck.checkpointCount(database)
        guard count >= mark.checkpoints else {
            throw VerificationFault("checkpoint number \(count + 1)", "is missing: `log-head` remembers it")
        }
    }

    private func checkNonces() throws {
        let wrong = """
            SELECT n.seq FROM nonce n LEFT JOIN evidence e USING(seq)
            WHERE e.nonce IS NOT n.nonce OR e.nonce_expires IS NOT n.expires LIMIT 1
            """
        if let seq = try Int64.fetchOne(database.cachedStatement(sql: wrong)) {
            throw VerificationFault("nonce of leaf row \(seq)", "is not the one in the evidence")
        }
        for row in try Row.fetchAll(database.cachedStatement(sql: "SELECT authority, seq FROM nonce")) {
            guard try leaf(row["seq"])?.counterpart.code == row["authority"] else {
                throw VerificationFault("nonce of leaf row \(row["seq"] as Int64)", "is of another authority")
            }
        }
        guard let now else { return }
        let lost = """
            SELECT e.seq FROM evidence e LEFT JOIN nonce n ON n.seq = e.seq
            WHERE e.nonce IS NOT NULL AND e.nonce_expires >= ? AND n.seq IS NULL LIMIT 1
            """
        if let seq = try Int64.fetchOne(database.cachedStatement(sql: lost), arguments: [now.milliseconds]) {
            throw VerificationFault("nonce of leaf row \(seq)", "is missing, and its signature could be replayed")
        }
    }

    /// Each row of `exchange` names the first leaf of its exchange; that every leaf has one was checked with it.
    private func checkExchanges() throws {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: "SELECT authority, id, first FROM exchange"))
        while let row = try rows.next() {
            let leaf = try leaf(row["first"])
            guard let leaf, leaf.event == .answered, leaf.counterpart.code == row["authority"],
                leaf.exchange.text == row["id"]
            else { throw VerificationFault("exchange of leaf row \(row["first"] as Int64)", "is another one") }
        }
    }

    private func leaf(_ seq: Int64) throws -> ExchangeLeaf? {
        let find = try database.cachedStatement(sql: "SELECT octets FROM leaf WHERE seq = ?")
        guard let octets = try Data.fetchOne(find, arguments: [seq]) else { return nil }
        return try? ExchangeLeaf(octets: Array(octets))
    }
}
