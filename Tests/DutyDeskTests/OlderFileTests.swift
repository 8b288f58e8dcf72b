import Foundation
import GRDB
import Testing
import WireProtocol

@testable import DutyDesk

@Suite("A duty desk's file of an older version")
struct OlderFileTests {
    private static let kinds = [1: "", 2: ", 'over-limit'", 3: ", 'over-limit', 'dispute', 'correction'"]

    private static func file(version: Int) -> String {
        """
        CREATE TABLE task (
            id INTEGER PRIMARY KEY, log TEXT NOT NULL, outbox_id INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN (
                'hand-off', 'compulsory-task', 'call-back', 'wrong-answer'\(kinds[version] ?? ""))),
            exchange TEXT NOT NULL, counterpart TEXT NOT NULL, raised INTEGER NOT NULL, due_minutes INTEGER NOT NULL,
            detail BLOB NOT NULL, escalated INTEGER, done_at INTEGER, done_by TEXT, done_note TEXT,
            UNIQUE (log, outbox_id)) STRICT;
        CREATE INDEX task_open ON task (done_at, raised);
        CREATE TRIGGER task_done_once BEFORE UPDATE ON task WHEN OLD.done_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a task is done once'); END;
        INSERT INTO task VALUES (4, 'log', 9, 'hand-off', '0192f3a1-7c5e-7d10-9b1e-2f4a6c', 'E08000035', 1795170960000,
            60, CAST('{}' AS BLOB), NULL, 1795170970000, 'somebody', 'rang');
        PRAGMA user_version = \(version);
        """
    }

    @Test("its tasks are kept as they were, and every kind of today can be taken in", arguments: [1, 2, 3])
    func migrates(version: Int) throws {
        let fixture = try DutyDeskFixture()
        let path = fixture.folder.appending(path: "old.sqlite").path
        try DatabaseQueue(path: path).write { try $0.execute(sql: Self.file(version: version)) }

        _ = try DutyDesk(path: path)
        let desk = try DutyDesk(path: path)
        for (number, kind) in DutyKind.allCases.enumerated() {
            try desk.take(DutyDeskFixture.item(Int64(number), kind))
        }

        let old = try desk.task(4, now: DutyDeskFixture.raised)
        #expect(old.item.outboxID == 9)
        #expect(old.completion?.note.reveal() == "rang")
        #expect(try desk.list(now: DutyDeskFixture.raised).count == DutyKind.allCases.count)
        #expect(throws: DutyDeskFault.alreadyDone(4)) {
            try desk.done(4, by: Redacted("another"), note: Redacted("rang again"), at: DutyDeskFixture.raised)
        }
    }
}
