import GRDB
package import WireProtocol

/// The work that only people can do: hand-offs, compulsory tasks, second looks, call backs, reports of wrong answers.
///
/// Filled from the audit trail's outbox, as often as that likes: an outbox row makes one task, whatever crashes in
/// between. Calls block until SQLite is done; what they return has survived a power cut.
package struct DutyDesk: Sendable {
    let file: DutyFile

    /// Opens the file, or makes it.
    package init(path: String) throws(DutyDeskFault) { file = try DutyFile(path: path) }

    /// Takes an item in; `false` if its outbox row was taken before, or if the call it asks for stands here already: an
    /// exchange that was tried again makes one compulsory task.
    @discardableResult
    package func take(_ item: DutyItem) throws(DutyDeskFault) -> Bool {
        try take([item]).first?.get() ?? false
    }

    /// Takes several items in by one commit, each as ``take(_:)-(DutyItem)`` would: what is wrong with one keeps no other
    /// back. No items cost one commit too, so the work says nothing of whether there were any.
    package func take(_ items: [DutyItem]) throws(DutyDeskFault) -> [Result<Bool, DutyDeskFault>] {
        try file.write { db in
            try DutyFile.touch(db)
            return try items.map { item in
                do { return .success(try DutyDesk.take(item, db)) } catch let fault as DutyDeskFault {
                    return .failure(fault)
                }
            }
        }
    }

    private static func take(_ item: DutyItem, _ db: Database) throws -> Bool {
        guard (1...525_600).contains(item.dueMinutes) else {
            throw DutyDeskFault.impossibleClock(minutes: item.dueMinutes)
        }
        guard DutyRow.isReadable(item.detail) else {
            throw DutyDeskFault.unreadableDetail(log: item.log, outboxID: item.outboxID)
        }
        let find = try db.cachedStatement(sql: "SELECT * FROM task WHERE log = ? AND outbox_id = ?")
        if let known = try Row.fetchOne(find, arguments: [item.log, item.outboxID]) {
            guard try DutyRow(known).item == item else {
                throw DutyDeskFault.changedItem(log: item.log, outboxID: item.outboxID)
            }
            return false
        }
        if item.kind == .compulsoryTask, try DutyDesk.isKnown(item, db) { return false }
        let add = try db.cachedStatement(
            sql: """
                INSERT INTO task (log, outbox_id, kind, exchange, counterpart, raised, due_minutes, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try add.execute(arguments: DutyRow.arguments(item))
        return true
    }

    /// Open tasks, the one due first in front; then, if asked for, those done, the latest in front.
    package func list(now: Instant, includeDone: Bool = false) throws(DutyDeskFault) -> [DutyTask] {
        try file.read { db in
            let open = try Row.fetchAll(
                db, sql: "SELECT * FROM task WHERE done_at IS NULL ORDER BY raised + due_minutes * 60000, id")
            let done =
                try includeDone
                ? Row.fetchAll(db, sql: "SELECT * FROM task WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC")
                : []
            return try (open + done).map { try DutyRow($0).task(now: now) }
        }
    }

    /// One task.
    package func task(_ id: Int64, now: Instant) throws(DutyDeskFault) -> DutyTask {
        try file.read { db in try DutyDesk.row(id, db).task(now: now) }
    }

    /// Closes a task with what was done, once. Of a compulsory task the note says that the duty desk was rung, or why not;
    /// a second person's task is closed by nobody who is called what whoever asked is called.
    package func done(
        _ id: Int64, by name: Redacted<String>, note: Redacted<String>, at now: Instant
    ) throws(DutyDeskFault) -> DutyTask {
        let name = DutyDesk.trimmed(name.reveal())
        let note = DutyDesk.trimmed(note.reveal())
        return try file.write { db in
            try DutyDesk.checkEnd(of: id, name, note, db)
            try db.execute(
                sql: "UPDATE task SET done_at = ?, done_by = ?, done_note = ? WHERE id = ?",
                arguments: [now.milliseconds, name, note, id])
            return try DutyDesk.row(id, db).task(now: now)
        }
    }

    /// Throws what ``done(_:by:note:at:)`` would throw now: asked before the record of an end is made.
    package func checkDone(_ id: Int64, by name: Redacted<String>, note: Redacted<String>) throws(DutyDeskFault) {
        let (name, note) = (DutyDesk.trimmed(name.reveal()), DutyDesk.trimmed(note.reveal()))
        try file.read { db in try DutyDesk.checkEnd(of: id, name, note, db) }
    }

    private static func checkEnd(of id: Int64, _ name: String, _ note: String, _ db: Database) throws {
        let row = try row(id, db)
        guard row.completion == nil else { throw DutyDeskFault.alreadyDone(id) }
        guard !name.isEmpty else { throw DutyDeskFault.nobodyNamed }
        guard row.item.kind != .secondPerson || !row.item.isAsked(by: name) else { throw DutyDeskFault.samePerson }
        guard !note.isEmpty else { throw DutyDeskFault.emptyNote(row.item.kind) }
    }

    /// The open tasks whose time ran out since the last call: each is handed out once, for a manager to be told.
    package func escalate(now: Instant) throws(DutyDeskFault) -> [DutyTask] {
        try file.write { db in
            let late = try Row.fetchAll(
                db,
                sql: """
                    UPDATE task SET escalated = ?1
                    WHERE done_at IS NULL AND escalated IS NULL AND raised + due_minutes * 60000 < ?1
                    RETURNING *
                    """,
                arguments: [now.milliseconds])
            return try late.map { try DutyRow($0).task(now: now) }.sorted { $0.item.due < $1.item.due }
        }
    }

    private static func isKnown(_ item: DutyItem, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM task WHERE kind = ? AND counterpart = ? AND exchange = ?)",
            arguments: [item.kind.rawValue, item.counterpart.code, item.exchange.text]) ?? false
    }

    private static func row(_ id: Int64, _ db: Database) throws -> DutyRow {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM task WHERE id = ?", arguments: [id]) else {
            throw DutyDeskFault.unknownTask(id)
        }
        return try DutyRow(row)
    }

    private static func trimmed(_ text: String) -> String {
        let body = text.drop(while: \.isWhitespace)
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
