import Foundation
import GRDB
package import WireProtocol

/// Why two councils' logs do not agree about an attempt.
package enum DisputeKind: String, Sendable, CaseIterable {
    /// We have an answer, sent or received, and the other log has no such request.
    case unknownThere = "unknown-there"
    /// We asked and were not answered, and the other log has no such request: mostly it never arrived.
    case neverAnswered = "never-answered"
    /// The other log has another answer than ours, or only one of us has an answer.
    case differs
    /// A day after an answer the holder has not proved that it stands in its log.
    case noReceipt = "no-receipt"

    /// Whether somebody has to look into it. That a message did not arrive is shown to its worker at once.
    package var isRaised: Bool { self != .neverAnswered }
}

/// One attempt about which two logs do not agree.
package struct Dispute: Sendable, Equatable {
    package let kind: DisputeKind
    package let day: CalendarDay
    package let counterpart: AuthorityID
    package let exchange: ExchangeID
    package let request: Commitment
    /// Our leaf, in the exchange log.
    package let index: Int64
    /// What the other side said: the signed octets of its reply; empty where there are none.
    package let reply: [UInt8]
    package let found: Instant

    package init(
        kind: DisputeKind, day: CalendarDay, counterpart: AuthorityID, exchange: ExchangeID, request: Commitment,
        index: Int64, reply: [UInt8], found: Instant
    ) {
        self.kind = kind
        self.day = day
        self.counterpart = counterpart
        self.exchange = exchange
        self.request = request
        self.index = index
        self.reply = reply
        self.found = found
    }
}

/// `disputes.db` in the audit folder: receipts fetched, days reconciled, and what did not agree.
package final class DisputeFile: Sendable {
    private let queue: DatabaseQueue

    init(path: String) throws(AuditFailure) {
        do {
            queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                try database.execute(sql: DisputeFile.schema)
            }
        } catch { throw .notDurable("`\(path)`: \(error.auditText)") }
    }

    private static let schema = """
        CREATE TABLE IF NOT EXISTS reconciled(
            day TEXT NOT NULL, authority TEXT NOT NULL, PRIMARY KEY(day, authority)) STRICT;
        CREATE TABLE IF NOT EXISTS receipt(
            exchange TEXT NOT NULL, request BLOB NOT NULL, proof BLOB NOT NULL,
            PRIMARY KEY(exchange, request)) STRICT;
        CREATE TABLE IF NOT EXISTS dispute(
            exchange TEXT NOT NULL, request BLOB NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL,
            authority TEXT NOT NULL, idx INTEGER NOT NULL, reply BLOB NOT NULL, found INTEGER NOT NULL,
            PRIMARY KEY(exchange, request, kind)) STRICT;
        """

    private func read<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.read(body) } catch { throw .notDurable("disputes.db: \(error.auditText)") }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.write(body) } catch { throw .notDurable("disputes.db: \(error.auditText)") }
    }

    /// Nothing may be under way any more.
    package func close() throws(AuditFailure) {
        do { try queue.close() } catch { throw .notDurable("disputes.db: \(error.auditText)") }
    }

    /// Whether a day was gone through with a council.
    package func isReconciled(_ day: CalendarDay, with peer: AuthorityID) throws(AuditFailure) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM reconciled WHERE day = ? AND authority = ?)",
                arguments: [day.description, peer.code]) ?? false
        }
    }

    /// A day was gone through with a council.
    package func reconciled(_ day: CalendarDay, with peer: AuthorityID) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO reconciled(day, authority) VALUES (?, ?)",
                arguments: [day.description, peer.code])
        }
    }

    /// Keeps a dispute; `false` if it is known.
    package func keep(_ dispute: Dispute) throws(AuditFailure) -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO dispute(exchange, request, kind, day, authority, idx, reply, found)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    dispute.exchange.text, Data(dispute.request.octets), dispute.kind.rawValue,
                    dispute.day.description, dispute.counterpart.code, dispute.index, Data(dispute.reply),
                    dispute.found.milliseconds,
                ])
            return database.changesCount == 1
        }
    }

    /// Every dispute, the newest last.
    package func disputes() throws(AuditFailure) -> [Dispute] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM dispute ORDER BY found, exchange, kind").compactMap { row in
                guard let kind = DisputeKind(rawValue: row["kind"]), let day = CalendarDay(row["day"] as String),
                    let peer = AuthorityID(row["authority"]), let exchange = ExchangeID(row["exchange"]),
                    let request = Commitment(Array(row["request"] as Data))
                else { return nil }
                return Dispute(
                    kind: kind, day: day, counterpart: peer, exchange: exchange, request: request, index: row["idx"],
                    reply: Array(row["reply"] as Data), found: Instant(milliseconds: row["found"]))
            }
        }
    }

    /// Keeps a receipt: the `.tlog-proof` of an attempt. The caller has verified it.
    package func keep(
        receipt proof: [UInt8], of exchange: ExchangeID, _ request: Commitment
    ) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO receipt(exchange, request, proof) VALUES (?, ?, ?)",
                arguments: [exchange.text, Data(request.octets), Data(proof)])
        }
    }

    /// The receipt of an attempt, if it was fetched.
    package func receipt(of exchange: ExchangeID, _ request: Commitment) throws(AuditFailure) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database, sql: "SELECT proof FROM receipt WHERE exchange = ? AND request = ?",
                arguments: [exchange.text, Data(request.octets)]
            ).map(Array.init)
        }
    }
}

extension AuditTrail {
    /// Opens the file of disputes in this trail's folder, whose lock is held.
    package func openDisputeFile() throws(AuditFailure) -> DisputeFile { try DisputeFile(path: folder.disputes) }
}
