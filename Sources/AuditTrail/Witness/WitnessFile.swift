import Foundation
import GRDB
import Synchronization
import WireProtocol

/// `witness.db`: what this node knows of other councils' logs, and what they said of its own. One small file in the
/// audit folder; every write has survived a power cut when it returns.
package final class WitnessFile: Sendable {
    let queue: DatabaseQueue
    let forksFolder: String
    let heldBack = Mutex<Set<AuthorityID>>([])

    init(path: String, forksFolder: String, isWhole: Bool) throws(AuditFailure) {
        self.forksFolder = forksFolder
        do {
            queue = try DatabaseQueue(path: path)
            try WitnessFile.prepare(queue, isWhole: isWhole)
        } catch {
            throw .notDurable("`\(path)`: \(error.auditText)")
        }
        try recallHeldBack()
    }

    private static func prepare(_ queue: DatabaseQueue, isWhole: Bool) throws {
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                throw AuditFailure.notDurable("the database refuses `synchronous = FULL`")
            }
            try database.inTransaction(.immediate) {
                try database.execute(sql: WitnessFile.schema)
                if !isWhole { try WitnessFile.distrust(database) }
                return .commit
            }
        }
    }

    /// Every origin must be caught up with before it is cosigned again.
    static func distrust(_ database: Database) throws {
        try database.execute(sql: "UPDATE standing SET number = number + 1")
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.read(body) } catch { throw .notDurable("witness.db: \(error.auditText)") }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.write(body) } catch { throw .notDurable("witness.db: \(error.auditText)") }
    }

    /// Nothing may be under way any more.
    package func close() throws(AuditFailure) {
        do { try queue.close() } catch { throw .notDurable("witness.db: \(error.auditText)") }
    }

    /// What a witness cosigned only grows; whoever restores an older file does not get past `standing`.
    private static let schema = """
        CREATE TABLE IF NOT EXISTS standing(id INTEGER PRIMARY KEY CHECK(id = 1), number INTEGER NOT NULL) STRICT;
        INSERT OR IGNORE INTO standing(id, number) VALUES (1, 0);
        CREATE TABLE IF NOT EXISTS caught(origin TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS witnessed(
            origin TEXT PRIMARY KEY, name BLOB NOT NULL UNIQUE, size INTEGER NOT NULL CHECK(size >= 0),
            root BLOB NOT NULL CHECK(length(root) = 32), note BLOB NOT NULL, cosignature TEXT,
            seen INTEGER NOT NULL) STRICT;
        CREATE TRIGGER IF NOT EXISTS witnessed_grows BEFORE UPDATE ON witnessed
            WHEN new.size < old.size OR (new.size = old.size AND new.root IS NOT old.root)
                OR new.origin IS NOT old.origin
            BEGIN SELECT RAISE(ABORT, 'what was witnessed only grows'); END;
        CREATE TRIGGER IF NOT EXISTS witnessed_remains BEFORE DELETE ON witnessed
            BEGIN SELECT RAISE(ABORT, 'what was witnessed is never removed'); END;
        CREATE TABLE IF NOT EXISTS cosigned(
            origin TEXT NOT NULL, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,
            PRIMARY KEY(origin, size, witness)) STRICT;
        CREATE TABLE IF NOT EXISTS seen(origin TEXT PRIMARY KEY, size INTEGER NOT NULL, note BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS gap(
            origin TEXT PRIMARY KEY, held BLOB NOT NULL, other BLOB NOT NULL, since INTEGER) STRICT;
        CREATE TABLE IF NOT EXISTS stamp(
            origin TEXT NOT NULL, size INTEGER NOT NULL, seconds INTEGER NOT NULL, response BLOB NOT NULL,
            PRIMARY KEY(origin, size)) STRICT;
        CREATE TABLE IF NOT EXISTS fork(
            digest TEXT PRIMARY KEY, authority TEXT NOT NULL, origin TEXT NOT NULL, file TEXT NOT NULL,
            found INTEGER NOT NULL, released INTEGER, officer TEXT, reason TEXT) STRICT;
        """
}

extension AuditTrail {
    /// Opens the witness's file in this trail's folder, whose lock is held.
    ///
    /// After a start that fails the marker test, and where an older folder has no such file, nothing is cosigned before
    /// it was caught up with: a witness that was put back would vouch for a log that was.
    package func openWitnessFile() throws(AuditFailure) -> WitnessFile {
        let isNew = exchange.state.size == 0 && internalLog.state.size == 0
        let isThere = FileManager.default.fileExists(atPath: folder.witness)
        return try WitnessFile(
            path: folder.witness, forksFolder: folder.forks, isWhole: fence.isMarkerSound && (isThere || isNew))
    }
}
