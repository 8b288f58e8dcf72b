import AuditTrail
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What the node records of a trial")
struct TrialRecordTests {
    private let federation: Federation
    private let stockport: TestNode
    private let staff: StaffDesk

    init() throws {
        federation = try Federation()
        let stockport = try federation.node(
            .stockport, putting: [("from: \"2026-12-01\"", "from: \"2026-11-15\"")], ownPolicies: true)
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        let pins = stockport.context.policies.generation.state.pins
        staff = StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk, pins: { pins })
        self.stockport = stockport
    }

    /// A question of its team about its category, as the record has it.
    private func asked(_ team: Code = "leeds-hough-lane") async throws -> RecordedQuestion {
        let query = try federation.query([federation.story.mothersPartner], ["substance-misuse"]) {
            $0.worker.team = team
            $0.namedManager = "team-manager"
        }
        _ = try await stockport.answering.answer(try federation.request(query)).answer()
        let entry = try #require(try stockport.leaves(.answered).last)
        return try #require(try RecordedQuestion(entry, holder: stockport.council.authority))
    }

    @Test("each question says which of its shares answered it, until it stands still")
    func tried() async throws {
        #expect(try await asked().tried == ["drug-and-alcohol-team-line"])
        #expect(try await asked("leeds-city").tried == [])

        try federation.suspend(try stockport.suspensions(.suspend, .trial("drug-and-alcohol-line")), at: .stockport)

        let after = try await asked()
        #expect(after.tried == [])
        #expect(after.decisions.map(\.outcome) == [.refused("category-not-covered")])
    }

    @Test("notes stand in the internal log under the trial's name, with who made them inside")
    func notes() async throws {
        let note = TrialNote(
            trial: "drug-and-alcohol-line",
            content: .counted(measure: "complaints-upheld", add: 1, on: federation.now.londonDay))

        let reply = await staff.handle("trial-record", ["by": "data-protection-officer", "note": note.json])

        #expect(reply.isFine)
        #expect(reply.body["stopped"] == true)
        let entry = try #require(try stockport.internalEntries("trial.noted").first)
        #expect(entry.binding == "drug-and-alcohol-line")
        #expect(try TrialNote(entry) == note)
        #expect(try entry.payload(.actor) == ["by": "data-protection-officer"])
    }

    // clause: FCP-POL-22-
    @Test(
        "a complaint that reaches the stop rule ends it with the next question, and a restart or another note changes nothing"
    )
    func stopRule() async throws {
        #expect(try await asked().tried == ["drug-and-alcohol-team-line"])
        let day = federation.now.londonDay
        for add in [1, -1] {
            let note = TrialNote(
                trial: "drug-and-alcohol-line", content: .counted(measure: "complaints-upheld", add: add, on: day))
            #expect(await staff.handle("trial-record", ["by": "auditor", "note": note.json]).body["stopped"] == true)
            #expect(try await asked().decisions.map(\.outcome) == [.refused("category-not-covered")])
        }

        try stockport.stop()
        let again = try federation.node(
            .stockport, putting: [("from: \"2026-12-01\"", "from: \"2026-11-15\"")], ownPolicies: true)

        let query = try federation.query([federation.story.mothersPartner], ["substance-misuse"]) {
            $0.worker.team = "leeds-hough-lane"
            $0.namedManager = "team-manager"
        }
        let answer = try await again.answering.answer(try federation.request(query)).answer()
        #expect(answer.refusal("s1", "substance-misuse")?.reason == "category-not-covered")
    }

    @Test("nothing is noted of a trial or a measure that is not there")
    func unknown() async throws {
        let notes: [TrialNote] = [
            TrialNote(trial: "another", content: .decided(outcome: "stop", because: "x")),
            TrialNote(
                trial: "drug-and-alcohol-line",
                content: .counted(measure: "phone-calls", add: 1, on: federation.now.londonDay)),
        ]
        for note in notes {
            #expect(await !staff.handle("trial-record", ["by": "auditor", "note": note.json]).isFine)
        }
        #expect(try stockport.internalEntries("trial.noted").isEmpty)
    }

    @Test("that decisions are read is recorded with why and by whom; for no reason that is known, it is not")
    func reading() async throws {
        #expect(await staff.handle("decisions-read", ["for": "policy-replay", "by": "auditor"]).isFine)
        #expect(await !staff.handle("decisions-read", ["for": "curiosity", "by": "auditor"]).isFine)

        let entries = try stockport.internalEntries("audit.decisions-read")

        #expect(entries.map(\.binding) == ["policy-replay"])
        #expect(try entries[0].payload(.actor) == ["by": "auditor"])
    }

    // clause: FCP-POL-22+ FCP-POL-22-
    @Test("the clock alone ends a trial: until midnight in England it answers, and never after it")
    func turnedClock() async throws {
        let today = federation.now.londonDay
        try stockport.stop()
        let node = try federation.node(
            .stockport,
            putting: [
                ("from: \"2026-12-01\"", "from: \"2026-11-15\""), ("until: \"2027-02-28\"", "until: \"\(today)\""),
            ], ownPolicies: true)
        var answered: Set<CalendarDay> = []
        for _ in 0..<24 {
            let query = try federation.query([federation.story.mothersPartner], ["substance-misuse"]) {
                $0.worker.team = "leeds-hough-lane"
                $0.namedManager = "team-manager"
            }
            let day = federation.now.londonDay

            let answer = try await node.answering.answer(try federation.request(query)).answer()

            let isRefused = answer.refusal("s1", "substance-misuse") != nil
            #expect(isRefused == (day > today), "\(federation.now)")
            answered.insert(day)
            federation.clock.advance(seconds: 5_400)
        }
        #expect(answered.count == 2)
    }
}
