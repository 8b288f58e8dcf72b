import Foundation
import GRDB
import Testing
import WireProtocol

@testable import DutyDesk

@Suite("Duty desk")
struct DutyDeskTests {
    private let fixture: DutyDeskFixture
    private var desk: DutyDesk { fixture.desk }
    private let noon = DutyDeskFixture.after(minutes: 0)

    init() throws { fixture = try DutyDeskFixture() }

    // MARK: Intake

    @Test("an outbox row makes one task, however often it is taken and across a restart")
    func idempotent() throws {
        let item = try DutyDeskFixture.item(7)

        let first = try desk.take(item)
        let second = try desk.take(item)
        let third = try fixture.reopened().take(item)

        #expect([first, second, third] == [true, false, false])
        #expect(try desk.list(now: noon).map(\.item) == [item])
    }

    @Test("rows of two logs may share a number")
    func logs() throws {
        try desk.take(DutyDeskFixture.item(7))
        try desk.take(DutyDeskFixture.item(7, log: "gateway.stockport.example/internal/2026"))

        #expect(try desk.list(now: noon).count == 2)
    }

    @Test("a known row with another content is refused and changes nothing")
    func changed() throws {
        let item = try DutyDeskFixture.item(7)
        try desk.take(item)

        #expect(throws: DutyDeskFault.changedItem(log: item.log, outboxID: 7)) {
            try desk.take(DutyDeskFixture.item(7, due: 240))
        }
        #expect(try desk.list(now: noon).map(\.item.dueMinutes) == [60])
    }

    @Test("taking a row again does not reopen its task")
    func takenAfterDone() throws {
        let item = try DutyDeskFixture.item(7)
        try desk.take(item)
        let id = try #require(try desk.list(now: noon).first).id
        _ = try desk.done(id, by: Redacted("Sabrina Atherby"), note: Redacted("rang"), at: noon)

        #expect(try !desk.take(item))
        #expect(try desk.list(now: noon).isEmpty)
    }

    @Test("an item without a sensible clock or with a detail that could not be read back is refused")
    func impossible() throws {
        for minutes in [0, -60, 525_601] {
            #expect(throws: DutyDeskFault.impossibleClock(minutes: minutes)) {
                try desk.take(DutyDeskFixture.item(1, due: minutes))
            }
        }
        let tooLong: JSONValue = ["why": .string(String(repeating: "x", count: 70_000))]
        for detail in [tooLong, "text", ["n": .integer(.max)]] {
            let item = try DutyDeskFixture.item(1, detail: detail)
            #expect(throws: DutyDeskFault.unreadableDetail(log: item.log, outboxID: 1)) { try desk.take(item) }
        }
        #expect(try desk.list(now: noon).isEmpty)
    }

    @Test("of several items the wrong one alone is refused")
    func several() throws {
        let results = try desk.take([
            DutyDeskFixture.item(1), DutyDeskFixture.item(2, due: 0), DutyDeskFixture.item(3), DutyDeskFixture.item(1),
        ])

        #expect(results == [.success(true), .failure(.impossibleClock(minutes: 0)), .success(true), .success(false)])
        #expect(try desk.list(now: noon).map(\.item.outboxID) == [1, 3])
    }

    @Test("taking nothing in is brought to disk like taking something in")
    func nothingIsWritten() throws {
        let other = try DatabaseQueue(path: fixture.folder.appending(path: "duty.sqlite").path)
        func version() throws -> Int? { try other.read { try Int.fetchOne($0, sql: "PRAGMA data_version") } }
        let before = try version()

        #expect(try desk.take([]).isEmpty)

        #expect(try version() != before)
    }

    // MARK: Clocks

    @Test(
        "a task is due after 60, 240 or 1,440 minutes, and overdue a moment later", arguments: [60, 240, 1_440])
    func clocks(minutes: Int) throws {
        try desk.take(DutyDeskFixture.item(1, due: minutes))
        func clock(_ now: Instant) throws -> DutyClock? { try desk.list(now: now).first?.clock }
        let due = DutyDeskFixture.after(minutes: Int64(minutes))

        #expect(try clock(DutyDeskFixture.raised) == .dueIn(minutes: minutes))
        #expect(try clock(due.adding(seconds: -61)) == .dueIn(minutes: 2))
        #expect(try clock(due.adding(seconds: -1)) == .dueIn(minutes: 1))
        #expect(try clock(due) == .dueIn(minutes: 0))
        #expect(try clock(Instant(milliseconds: due.milliseconds + 1)) == .overdue(minutes: 0))
        #expect(try clock(due.adding(seconds: 125)) == .overdue(minutes: 2))
        #expect(try clock(due)?.isEscalated == false)
        #expect(try clock(Instant(milliseconds: due.milliseconds + 1))?.isEscalated == true)
    }

    @Test("what is due first stands first, whenever it was raised; done tasks come last and only if asked for")
    func order() throws {
        try desk.take(DutyDeskFixture.item(1, due: 1_440))
        try desk.take(DutyDeskFixture.item(2, due: 60, raised: DutyDeskFixture.after(minutes: 30)))
        try desk.take(DutyDeskFixture.item(3, due: 240))
        try desk.take(DutyDeskFixture.item(4, due: 60))
        let first = try #require(try desk.list(now: noon).first)
        _ = try desk.done(first.id, by: Redacted("Sabrina Atherby"), note: Redacted("rang"), at: noon)

        #expect(first.item.outboxID == 4)
        #expect(try desk.list(now: noon).map(\.item.outboxID) == [2, 3, 1])
        #expect(try desk.list(now: noon, includeDone: true).map(\.item.outboxID) == [2, 3, 1, 4])
    }

    // MARK: Escalation

    @Test("a late task is handed to a manager once, also across a restart")
    func escalation() throws {
        try desk.take(DutyDeskFixture.item(1))
        try desk.take(DutyDeskFixture.item(2, due: 240))
        let late = DutyDeskFixture.after(minutes: 61)

        #expect(try desk.escalate(now: DutyDeskFixture.after(minutes: 60)).isEmpty)
        #expect(try desk.escalate(now: late).map(\.item.outboxID) == [1])
        #expect(try fixture.reopened().escalate(now: DutyDeskFixture.after(minutes: 62)).isEmpty)
        #expect(try desk.escalate(now: DutyDeskFixture.after(minutes: 241)).map(\.item.outboxID) == [2])
        #expect(try desk.list(now: late).first?.escalated == late)
    }

    @Test("a task done before it is noticed is never escalated, and says that it was late")
    func doneLate() throws {
        try desk.take(DutyDeskFixture.item(1))
        let late = DutyDeskFixture.after(minutes: 90)

        let task = try desk.done(1, by: Redacted("Sabrina Atherby"), note: Redacted("rang"), at: late)

        #expect(task.clock == .done(late: true))
        #expect(try desk.escalate(now: late).isEmpty)
    }

    // MARK: Done

    @Test("a task is done by somebody, with a note; the first who did it stands")
    func done() throws {
        try desk.take(DutyDeskFixture.item(1))

        let task = try desk.done(1, by: Redacted(" Sabrina Atherby "), note: Redacted("rang the worker\n"), at: noon)

        #expect(task.clock == .done(late: false))
        #expect(task.completion?.by.reveal() == "Sabrina Atherby")
        #expect(task.completion?.note.reveal() == "rang the worker")
        #expect(throws: DutyDeskFault.alreadyDone(1)) {
            try desk.done(1, by: Redacted("Tobias Elverdyke"), note: Redacted("me too"), at: noon)
        }
        #expect(try desk.task(1, now: noon) == task)
    }

    @Test("an empty note is refused, whatever the task", arguments: DutyKind.allCases, ["", " \n\t"])
    func emptyNote(kind: DutyKind, note: String) throws {
        try desk.take(DutyDeskFixture.item(1, kind))

        #expect(throws: DutyDeskFault.emptyNote(kind)) {
            try desk.done(1, by: Redacted("Sabrina Atherby"), note: Redacted(note), at: noon)
        }
        #expect(try desk.task(1, now: noon).completion == nil)
    }

    @Test("a second look is ended by nobody who asked; every other task may be")
    func secondLook() throws {
        let detail: JSONValue = ["askedBy": ["worker-17", "Tobias Elverdyke"]]
        try desk.take(DutyDeskFixture.item(1, .secondPerson, detail: detail))
        try desk.take(DutyDeskFixture.item(2, .compulsoryTask, detail: detail))

        for name in ["WORKER-17", "tobias  elverdyke"] {
            #expect(throws: DutyDeskFault.samePerson) {
                try desk.done(1, by: Redacted(name), note: Redacted("right to ask"), at: noon)
            }
            #expect(throws: DutyDeskFault.samePerson) {
                try desk.checkDone(1, by: Redacted(name), note: Redacted("right to ask"))
            }
        }
        let second = try desk.done(1, by: Redacted("Sabrina Atherby"), note: Redacted("right to ask"), at: noon)
        let rang = try desk.done(2, by: Redacted("Tobias Elverdyke"), note: Redacted("rang"), at: noon)

        #expect(second.clock == .done(late: false))
        #expect(rang.clock == .done(late: false))
    }

    @Test("nobody, and a task that is not there, are refused")
    func nobody() throws {
        try desk.take(DutyDeskFixture.item(1))

        #expect(throws: DutyDeskFault.nobodyNamed) {
            try desk.done(1, by: Redacted("  "), note: Redacted("rang"), at: noon)
        }
        #expect(throws: DutyDeskFault.unknownTask(2)) {
            try desk.done(2, by: Redacted("Sabrina Atherby"), note: Redacted("rang"), at: noon)
        }
        #expect(throws: DutyDeskFault.unknownTask(2)) { try desk.task(2, now: noon) }
    }

    // MARK: The file

    @Test("what is committed is on disk: SQLite syncs fully")
    func durable() throws {
        #expect(try desk.file.durability() == DutyFile.Durability(synchronous: 2, journal: "wal"))
    }

    @Test("a folder that is not there is a storage fault, not a trap")
    func noFolder() {
        #expect(throws: DutyDeskFault.storage(code: 14)) { try DutyDesk(path: "/nowhere/at/all/duty.sqlite") }
    }

    @Test("a file that is no database is refused")
    func foreignFile() throws {
        let path = fixture.folder.appending(path: "other").path
        try String(repeating: "no database ", count: 100).write(toFile: path, atomically: true, encoding: .utf8)

        #expect(throws: DutyDeskFault.storage(code: 26)) { try DutyDesk(path: path) }
    }

    @Test("an exchange asked for twice makes one compulsory task, also where it comes from two leaves")
    func compulsoryOnce() throws {
        let first = try desk.take(DutyDeskFixture.item(1, .compulsoryTask))

        let second = try desk.take(DutyDeskFixture.item(2, .compulsoryTask))

        #expect(first)
        #expect(!second)
        #expect(try desk.list(now: DutyDeskFixture.raised).map(\.item.outboxID) == [1])
    }
}
