import DutyDesk
import Testing
import WireProtocol

@Suite("Duty desk text")
struct DutyTextTests {
    private let fixture: DutyDeskFixture

    init() throws { fixture = try DutyDeskFixture() }

    private func task(_ kind: DutyKind, detail: JSONValue = DutyDeskFixture.detail) throws -> DutyTask {
        try fixture.desk.take(DutyDeskFixture.item(1, kind, due: 240, detail: detail))
        return try fixture.desk.task(1, now: DutyDeskFixture.after(minutes: 40))
    }

    @Test("a task's text has title, clock and whom to ring, and nothing else about anybody")
    func text() throws {
        let text = try task(.handOff).text { _ in "Leeds" }.reveal()

        #expect(
            text == """
                Task 1: Hand-off, a question of Leeds needs a person
                  clock     due in 3 h 20 min
                  raised    2026-11-20T10:36:00Z
                  due       2026-11-20T14:36:00Z
                  exchange  0192f3a1-7c5e-7d10-9b1e-2f4a6c
                  ring      Edmund Garrawick, Leeds City Council, 0113 496 0133
                  then      note what was done

                """)
    }

    @Test("the line for lists has no personal data at all")
    func line() throws {
        let line = try task(.compulsoryTask).line()

        #expect(line == "1  Compulsory, ring the duty desk of E08000035: due in 3 h 20 min")
    }

    @Test("a compulsory task says what the note must say")
    func compulsory() throws {
        #expect(try task(.compulsoryTask).text().reveal().contains("then      note that you rang, or why not\n"))
    }

    @Test(
        "a second person's task says how far the question went, and who cannot end it",
        arguments: [(1, "Leeds in"), (2, "Leeds and another council in"), (4, "Leeds and 3 others in")])
    func secondPerson(councils: Int64, words: String) throws {
        let text = try task(.secondPerson, detail: ["councils": .integer(councils), "askedBy": ["Edmund Garrawick"]])
            .text { _ in "Leeds" }.reveal()

        #expect(text.contains("Second person, look at a question asked of \(words) an emergency"))
        #expect(text.contains("then      note whether it was right to ask; whoever asked cannot end this task\n"))
        #expect(!text.contains("Garrawick"))
    }

    // clause: FCP-ANS-35+ FCP-ANS-35-
    @Test("without anybody to ring it is the duty desk; a peer's text cannot steer the terminal")
    func ring() throws {
        let silent = try task(.callBack, detail: [:]).text().reveal()
        let other = try DutyDeskFixture()
        let odd: JSONValue = ["ring": ["name": "Ed\u{1B}[2Jmund\n", "phone": 7]]
        try other.desk.take(DutyDeskFixture.item(1, detail: odd))
        let steered = try other.desk.task(1, now: DutyDeskFixture.raised).text().reveal()

        #expect(silent.contains("ring      the authority's duty desk\n"))
        #expect(steered.contains("ring      Ed[2Jmund\n"))
    }

    @Test("printing a task in any way shows no detail")
    func printing() throws {
        let task = try task(.wrongAnswer)
        var dumped = ""
        dump(task, to: &dumped)

        for text in ["\(task)", String(reflecting: task), dumped] {
            #expect(!text.contains("Penhallow") && !text.contains("Garrawick"))
        }
    }

    @Test(
        "minutes are told in words",
        arguments: [
            (DutyClock.dueIn(minutes: 0), "due in 0 min"), (.dueIn(minutes: 59), "due in 59 min"),
            (.dueIn(minutes: 120), "due in 2 h"), (.overdue(minutes: 0), "overdue by less than a minute, escalated"),
            (.overdue(minutes: 61), "overdue by 1 h 1 min, escalated"), (.done(late: false), "done"),
            (.done(late: true), "done late"),
        ])
    func spans(clock: DutyClock, text: String) {
        #expect(clock.text == text)
    }
}
