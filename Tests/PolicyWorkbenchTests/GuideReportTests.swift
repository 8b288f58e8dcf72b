import Foundation
import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("what the policy guide shows of past decisions")
struct GuideReportTests {
    private let guide: String
    private let set: PolicySet

    init() throws {
        let root = URL(filePath: ScratchFolder.samples).deletingLastPathComponent()
        guide = try String(contentsOf: root.appending(path: "docs/policy-guide/README.md"), encoding: .utf8)
        set = try SampleSet.stockport()
    }

    @Test("is what replay says of such decisions")
    func replay() throws {
        // The guide's `draft`: the family conversation of an assessment must be pending.
        let draft = try SampleSet.stockport(
            SampleSet.toLeeds, "family conversation: [held, not-safe, not-practicable]\n",
            "family conversation: [pending]\n")
        var school = RecordedQuestions()
        (school.category, school.about, school.purpose, school.policySet) = (
            "school", "child", "s17-assessment", set.digest
        )
        (school.permitted, school.word, school.says) = ("detail", "detail", ["familyConversation": "held"])
        school.age = 9
        var transfer = school
        (transfer.purpose, transfer.isMatched) = ("transfer-in", false)
        var police = school
        (police.category, police.permitted, police.word, police.purpose) =
            ("police", nil, "category-not-covered", "s47-enquiry")

        let decisions = try [(school, 48, "2026-11-02"), (transfer, 13, "2026-11-20"), (police, 1_143, "2026-12-10")]
            .flatMap { question, count, day in
                Array(repeating: try question.question(on: day).decisions, count: count).flatMap(\.self)
            }
        let replay = PolicyReplay.compare(decisions, with: draft, knowing: [set])

        #expect(replay.contradictions == 0)
        #expect(guide.contains("--since 2026-11-01\n\(replay)\n```"), "\(replay)")
    }

    @Test("is a line as replay writes it")
    func line() throws {
        let block = try #require(guide.components(separatedBy: "```json\n").last?.components(separatedBy: "```").first)
        let line = Array(block.replacing("\n", with: "").utf8)
        var reader = DecisionLineReader()

        let decision = try reader.read(line[...])

        #expect(CanonicalJSON.encode(decision.json) == line)
        #expect(decision.rows?.map(\.endedMonthsAgo) == [0, 10])
    }

    @Test("is what the report of a trial says of such questions")
    func report() throws {
        let day = try #require(CalendarDay("2027-01-14"))
        var report = try #require(TrialReport(of: "drug-and-alcohol-line", in: set, on: day))
        var answered = RecordedQuestions()
        answered.tried = ["drug-and-alcohol-team-line"]
        var silent = answered
        silent.word = "nothing-to-show"
        var refused = RecordedQuestions()
        (refused.permitted, refused.word) = (nil, "category-not-covered")
        var other = refused
        other.team = "leeds-city"
        for (question, count, day) in [
            (answered, 11, "2026-12-05"), (silent, 13, "2026-12-20"), (refused, 7, "2027-01-14"),
            (refused, 18, "2026-11-30"), (other, 44, "2026-12-05"),
        ] {
            for _ in 0..<count { report.take(try question.question(on: day)) }
        }
        for (add, text) in [(19, "2026-12-24"), (6, "2026-11-24")] {
            let content = TrialNote.Content.counted(
                measure: "called-within-two-days", add: add, on: try #require(CalendarDay(text)))
            report.take(TrialNote(trial: report.trial.id, content: content))
        }

        #expect(guide.contains("stockport/node.yaml\n\(report)\n```"), "\(report)")
    }
}
