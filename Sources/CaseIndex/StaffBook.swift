import Foundation
import GRDB
import Synchronization
package import WireProtocol

/// What our own staff have written beside the sources: marks on people, and corrections that others must hear of.
///
/// A SQLite file of its own, so that no nightly load touches it and no load that runs holds it up. What is committed
/// survives a power cut. Every entry was recorded in the internal log first.
package final class StaffBook: Sendable {
    private let queue: DatabaseQueue
    /// Rises with every change made here, so that whoever keeps what it says knows when to read anew.
    private let changes = Mutex(0)

    var version: Int { changes.withLock { $0 } }

    private static let layout = 1
    private static let tables = """
        CREATE TABLE mark(id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, local TEXT NOT NULL,
            mark TEXT NOT NULL, until INTEGER, set_at INTEGER NOT NULL, set_by TEXT NOT NULL, lifted_at INTEGER,
            lifted_by TEXT, second TEXT,
            CHECK((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (second IS NULL))) STRICT;
        CREATE TABLE correction(id INTEGER PRIMARY KEY AUTOINCREMENT, exchange TEXT NOT NULL UNIQUE,
            counterpart TEXT NOT NULL, received INTEGER NOT NULL, found INTEGER NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL,
            recorded INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0) STRICT;
        """

    /// Opens the file, or makes an empty one that only its owner may read.
    package init(path: String) throws(CaseIndexFault) {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        do {
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            // GRDB lowers it to NORMAL when it opens a file in WAL mode.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let found = try queue.write { db in
                let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                if found == 0 { try db.execute(sql: Self.tables + "PRAGMA user_version = \(Self.layout);") }
                return found
            }
            guard found == 0 || found == Self.layout else { throw CaseIndexFault.cannotOpen(path: path) }
        } catch {
            throw .cannotOpen(path: path)
        }
    }

    // MARK: Marks

    /// A mark as it stands in the book.
    package struct Entry: Sendable, Equatable {
        /// Its number, by which it is lifted.
        package let id: Int64
        /// The mark.
        package let mark: StaffMark
        /// When it was set.
        package let setAt: Instant
        /// Who set it.
        package let setBy: Redacted<String>
        /// When it was lifted; `nil` while it stands.
        package let liftedAt: Instant?
    }

    /// Every mark that was not lifted, whatever its last day.
    package func standing() throws(CaseIndexFault) -> [Entry] { try entries().filter { $0.liftedAt == nil } }

    /// All marks there ever were, by number.
    package func entries() throws(CaseIndexFault) -> [Entry] {
        try read { db in try Row.fetchAll(db, sql: "SELECT * FROM mark ORDER BY id").map(Self.entry) }
    }

    private static func entry(_ row: Row) throws -> Entry {
        guard let source = Code(row["source"] as String), let word = Code(row["mark"] as String) else {
            throw CaseIndexFault.damaged(table: "mark")
        }
        let until = (row["until"] as Int?).map(CalendarDay.init(daysSinceEpoch:))
        return Entry(
            id: row["id"], mark: StaffMark(source: source, local: row["local"], mark: word, until: until),
            setAt: Instant(milliseconds: row["set_at"]), setBy: Redacted(row["set_by"]),
            liftedAt: (row["lifted_at"] as Int64?).map(Instant.init(milliseconds:)))
    }

    /// Sets a mark; returns its number once it would survive a power cut.
    @discardableResult
    package func set(_ mark: StaffMark, by: Redacted<String>, at: Instant) throws(CaseIndexFault) -> Int64 {
        try write { db in
            try db.execute(
                sql: "INSERT INTO mark(source, local, mark, until, set_at, set_by) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    mark.source.text, mark.local, mark.mark.text, mark.until?.daysSinceEpoch, at.milliseconds,
                    by.reveal(),
                ])
            return db.lastInsertedRowID
        }
    }

    /// Lifts a mark; `false` where none of that number stands.
    package func lift(
        _ id: Int64, by: Redacted<String>, second: Redacted<String>, at: Instant
    ) throws(CaseIndexFault) -> Bool {
        try write { db in
            try db.execute(
                sql: "UPDATE mark SET lifted_at = ?, lifted_by = ?, second = ? WHERE id = ? AND lifted_at IS NULL",
                arguments: [at.milliseconds, by.reveal(), second.reveal(), id])
            return db.changesCount == 1
        }
    }

    // MARK: Corrections

    /// Takes a correction in, to be recorded and delivered; `false` where that exchange is corrected already.
    package func add(_ correction: Correction) throws(CaseIndexFault) -> Bool {
        try write { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO correction(exchange, counterpart, received, found, by, why)
                        VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    correction.exchange.text, correction.counterpart.code, correction.received.milliseconds,
                    correction.foundAt.milliseconds,
                    correction.by.reveal(), correction.why.reveal(),
                ])
            return db.changesCount == 1
        }
    }

    /// Corrections that were not delivered yet, the oldest first, and whether each is recorded.
    package func undelivered() throws(CaseIndexFault) -> [(correction: Correction, id: Int64, isRecorded: Bool)] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM correction WHERE delivered = 0 ORDER BY id").map { row in
                guard let exchange = ExchangeID(row["exchange"] as String),
                    let counterpart = AuthorityID(row["counterpart"] as String)
                else { throw CaseIndexFault.damaged(table: "correction") }
                let correction = Correction(
                    exchange: exchange, counterpart: counterpart, received: Instant(milliseconds: row["received"]),
                    foundAt: Instant(milliseconds: row["found"]),
                    by: Redacted(row["by"]), why: Redacted(row["why"]))
                return (correction, row["id"], row["recorded"])
            }
        }
    }

    /// Notes that the internal log holds a correction.
    package func noteRecorded(_ id: Int64) throws(CaseIndexFault) { try note("recorded", id) }

    /// Notes that somebody has the task of telling the other council.
    package func noteDelivered(_ id: Int64) throws(CaseIndexFault) { try note("delivered", id) }

    private func note(_ column: String, _ id: Int64) throws(CaseIndexFault) {
        try write { try $0.execute(sql: "UPDATE correction SET \(column) = 1 WHERE id = ?", arguments: [id]) }
    }

    // MARK: The file

    private func read<Value>(_ body: (Database) throws -> Value) throws(CaseIndexFault) -> Value {
        try CaseIndex.faults { try queue.read(body) }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(CaseIndexFault) -> Value {
        let value = try CaseIndex.faults { try queue.write(body) }
        changes.withLock { $0 += 1 }
        return value
    }
}

/// That an answer we gave was about the wrong person, or wrong. It never holds what would have been right.
package struct Correction: Sendable, Equatable {
    /// The exchange in which it was given.
    package let exchange: ExchangeID
    /// Who received it.
    package let counterpart: AuthorityID
    /// When.
    package let received: Instant
    /// When it was found out; the clock runs from here.
    package let foundAt: Instant
    /// Who found it out.
    package let by: Redacted<String>
    /// Why, for our own record.
    package let why: Redacted<String>

    /// A correction.
    package init(
        exchange: ExchangeID, counterpart: AuthorityID, received: Instant, foundAt: Instant, by: Redacted<String>,
        why: Redacted<String>
    ) {
        self.exchange = exchange
        self.counterpart = counterpart
        self.received = received
        self.foundAt = foundAt
        self.by = by
        self.why = why
    }
}
