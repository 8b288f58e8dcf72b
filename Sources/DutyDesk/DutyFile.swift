import GRDB

/// The duty desk's SQLite file: opened so that what is committed survives a power cut.
struct DutyFile: Sendable {
    private let queue: DatabaseQueue

    private static let version = 4

    private static let schema = """
        CREATE TABLE task (
            id INTEGER PRIMARY KEY,
            log TEXT NOT NULL,
            outbox_id INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN (
                'hand-off', 'compulsory-task', 'call-back', 'wrong-answer', 'over-limit', 'dispute',
                'correction', 'second-person')),
            exchange TEXT NOT NULL,
            counterpart TEXT NOT NULL,
            raised INTEGER NOT NULL,
            due_minutes INTEGER NOT NULL CHECK (due_minutes BETWEEN 1 AND 525600),
            detail BLOB NOT NULL,
            escalated INTEGER,
            done_at INTEGER,
            done_by TEXT,
            done_note TEXT CHECK (done_note IS NULL OR length(trim(done_note)) > 0),
            UNIQUE (log, outbox_id),
            CHECK ((done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL) = (done_note IS NULL))
        ) STRICT;
        CREATE INDEX task_open ON task (done_at, raised);
        CREATE TRIGGER task_done_once BEFORE UPDATE ON task WHEN OLD.done_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a task is done once'); END;
        PRAGMA user_version = 4;
        """

    /// Versions 1 to 3 knew fewer kinds of tasks and had the columns of today.
    private static let fromOlder =
        """
        DROP TRIGGER task_done_once;
        DROP INDEX task_open;
        ALTER TABLE task RENAME TO older_task;

        """ + schema + """

            INSERT INTO task SELECT * FROM older_task;
            DROP TABLE older_task;
            """

    init(path: String) throws(DutyDeskFault) {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        queue = try DutyFile.translated { try DatabaseQueue(path: path, configuration: configuration) }
        try makeDurable()
        try migrate()
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(DutyDeskFault) -> Value {
        try DutyFile.translated { try queue.read(body) }
    }

    /// Runs in one transaction; returns after it is on disk.
    func write<Value>(_ body: (Database) throws -> Value) throws(DutyDeskFault) -> Value {
        try DutyFile.translated { try queue.write(body) }
    }

    /// Writes a page, so that the transaction has something to bring to disk.
    static func touch(_ db: Database) throws { try db.execute(sql: "PRAGMA user_version = \(version)") }

    /// GRDB lowers `synchronous` to NORMAL when it opens a file in WAL mode, so FULL is set afterwards and read back.
    private func makeDurable() throws(DutyDeskFault) {
        try DutyFile.translated {
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        }
        guard try durability() == Durability(synchronous: 2, journal: "wal") else { throw .unusableFile }
    }

    /// What SQLite says about the connection that writes.
    func durability() throws(DutyDeskFault) -> Durability {
        try DutyFile.translated {
            try queue.writeWithoutTransaction { db in
                Durability(
                    synchronous: try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                    journal: try String.fetchOne(db, sql: "PRAGMA journal_mode"))
            }
        }
    }

    /// SQLite's `synchronous` (2 is FULL) and `journal_mode`.
    struct Durability: Equatable {
        let synchronous: Int?
        let journal: String?
    }

    private func migrate() throws(DutyDeskFault) {
        try write { db in
            switch try Int.fetchOne(db, sql: "PRAGMA user_version") {
            case 0: try db.execute(sql: DutyFile.schema)
            case 1, 2, 3: try db.execute(sql: DutyFile.fromOlder)
            case DutyFile.version: break
            default: throw DutyDeskFault.unusableFile
            }
        }
    }

    /// SQLite's words may quote what was written, so only its code goes on.
    private static func translated<Value>(_ body: () throws -> Value) throws(DutyDeskFault) -> Value {
        do {
            return try body()
        } catch let fault as DutyDeskFault {
            throw fault
        } catch let fault as DatabaseError {
            throw .storage(code: fault.extendedResultCode.rawValue)
        } catch {
            throw .unusableFile
        }
    }
}
