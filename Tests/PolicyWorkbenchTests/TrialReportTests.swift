import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the report of a trial")
struct TrialReportTests {
    private let set: PolicySet
    private let trial: Code = "drug-and-alcohol-line"
    private let share: JSONValue = "drug-and-alcohol-team-line"

    init() throws { set = try SampleSet.stockport() }

    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    private func report(on text: String = "2026-12-20", _ set: PolicySet? = nil) throws -> TrialReport {
        try #require(TrialReport(of: trial, in: set ?? self.set, on: day(text)))
    }

    /// Some questions that its share answered.
    private func answered(_ shown: String = "contact") -> RecordedQuestions {
        var question = RecordedQuestions()
        (question.tried, question.word) = ([share], shown)
        return question
    }

    private func refused(_ team: Code) -> RecordedQuestions {
        var question = RecordedQuestions()
        (question.team, question.permitted, question.word) = (team, nil, "category-not-covered")
        return question
    }

    @Test("counts its teams before and during it, and other teams, each where it belongs")
    func groups() throws {
        var report = try report()
        var otherCategory = answered()
        otherCategory.category = "school"
        var otherCouncil = answered()
        otherCouncil.requester = "E08000032"
        for _ in 0..<9 { report.take(try answered().question(on: "2026-12-05")) }
        for _ in 0..<6 { report.take(try answered("nothing-to-show").question(on: "2026-12-20")) }
        for _ in 0..<7 { report.take(try refused("leeds-city").question(on: "2026-12-01")) }
        for _ in 0..<8 { report.take(try refused("leeds-hough-lane").question(on: "2026-11-30")) }
        // Neither of these: too long before, still to come, another team before, another kind, another council.
        report.take(try refused("leeds-hough-lane").question(on: "2026-11-10"))
        report.take(try answered().question(on: "2026-12-21"))
        report.take(try refused("leeds-city").question(on: "2026-11-30"))
        report.take(try otherCategory.question(on: "2026-12-05"))
        report.take(try otherCouncil.question(on: "2026-12-05"))

        #expect(report.during.asked == 15)
        #expect(report.during.permitted == 15)
        #expect(report.during.shown == 9)
        #expect(report.during.answered == 15)
        #expect(report.before.asked == 8)
        #expect(report.before.permitted == 0)
        #expect(report.others.asked == 7)
        #expect(report.others.answered == 0)
        let page = report.description
        #expect(page.contains("answering, 2026-12-01 to 2027-02-28: day 20 of 90 on 2026-12-20"))
        #expect(page.contains("questions of the kind it is about               8            15             7"))
        #expect(page.contains("  which it answered                             -            15             -"))
        #expect(page.contains("before: its teams, 2026-11-11 to 2026-11-30, as many days."))
        #expect(page.contains("not to be published before its end on 2027-02-28"))
    }

    @Test("of one that only watched says what it would have answered")
    func watching() throws {
        let set = try SampleSet.stockport("trials/drug-and-alcohol-line.yaml", "mode: answering", "mode: watching")
        var report = try report(set)
        var question = refused("leeds-hough-lane")
        question.watched = [share]
        for _ in 0..<12 { report.take(try question.question(on: "2026-12-05")) }

        #expect(report.during.watched == 12)
        #expect(report.during.answered == 0)
        #expect(report.description.contains("  which it would have answered                  -            12"))
    }

    @Test("hides what is below five, and what would give that away")
    func small() throws {
        var report = try report()
        for _ in 0..<12 { report.take(try answered().question(on: "2026-12-05")) }
        for _ in 0..<3 { report.take(try answered("nothing-to-show").question(on: "2026-12-05")) }
        for _ in 0..<2 { report.take(try refused("leeds-city").question(on: "2026-12-05")) }

        let lines = report.description.split(separator: "\n")

        #expect(lines.contains { $0.hasPrefix("questions") && $0.hasSuffix("            15  fewer than 5") })
        #expect(lines.contains { $0.hasPrefix("  which showed") && $0.contains("hidden") && !$0.contains("12") })
        #expect(!report.description.contains(" 12 ") && !report.description.contains(" 3 "))
    }

    private func counted(_ measure: Code, _ add: Int, on text: String) throws -> TrialNote {
        TrialNote(trial: trial, content: .counted(measure: measure, add: add, on: try day(text)))
    }

    @Test("adds what was counted before and since, and takes back what was a mistake")
    func measures() throws {
        var report = try report()
        for note in [
            try counted("called-within-two-days", 6, on: "2026-11-20"),
            try counted("called-within-two-days", 8, on: "2026-12-01"),
            try counted("called-within-two-days", 4, on: "2026-12-02"),
            try counted("called-within-two-days", -1, on: "2026-12-02"),
            TrialNote(trial: "another", content: .counted(measure: "called-within-two-days", add: 50, on: report.day)),
        ] { report.take(note) }

        #expect(report.counted("called-within-two-days") == (6, 11))
        #expect(
            report.description.contains(
                "called-within-two-days (counts `feedback-contact-made`): 11, before the trial 6\n"))
    }

    @Test("says when the stop rule is reached, and a complaint taken back does not unreach it")
    func stopRule() throws {
        var report = try report()
        #expect(!report.stopRuleIsReached)
        #expect(report.description.contains("stop rule: 1 complaint upheld, not reached"))

        report.take(try counted("called-within-two-days", 9, on: "2026-12-02"))
        #expect(!report.stopRuleIsReached)
        report.take(try counted("complaints-upheld", 1, on: "2026-12-02"))
        report.take(try counted("complaints-upheld", -1, on: "2026-12-03"))

        #expect(report.stopRuleIsReached)
        #expect(report.description.contains("reached: it gives nothing any more"))
        #expect(report.trial.isStopped(by: [nil]), "a note that nobody can read any more")
        #expect(!report.trial.isStopped(by: []))
    }

    @Test("tells the outcome that was noted, and that its file does not say so yet")
    func outcome() throws {
        var report = try report(on: "2027-04-01")
        #expect(report.description.contains("the report is overdue"))

        report.take(TrialNote(trial: trial, content: .decided(outcome: "adapt", because: "the line was busy")))

        #expect(report.description.contains("outcome noted: adapt, because: the line was busy"))
        #expect(report.description.contains("write `state: ended` and `outcome: adapt`"))
        #expect(report.description.contains("over on 2027-04-01"))
    }

    @Test("of a trial to come compares nothing; of one that is not there, there is none")
    func none() throws {
        var early = try report(on: "2026-11-30")
        early.take(try answered().question(on: "2026-11-29"))

        #expect(early.description.contains("It has not begun"))
        #expect(TrialReport(of: "no-such-trial", in: set, on: early.day) == nil)
    }

    @Test("notes come back from JSON as they were, and nothing else does")
    func notes() throws {
        for note in [
            try counted("complaints-upheld", -3, on: "2026-12-02"),
            TrialNote(trial: trial, content: .decided(outcome: "stop", because: "too early")),
        ] { #expect(try TrialNote(note.json) == note) }
        let wrong: [JSONValue] = [
            ["trial": "a"], ["trial": "a", "outcome": "not-yet-decided", "because": "x"],
            ["trial": "a", "measure": "b", "add": 1_001, "on": "2026-12-02"],
            ["trial": "a", "measure": "b", "add": 1, "on": "2026-12-02", "who": "c"],
        ]
        for json in wrong { #expect(throws: SchemaFault.self) { try TrialNote(json) } }
    }
}
