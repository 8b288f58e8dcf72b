import TestSupport
import Testing
import WireProtocol

@testable import PolicyEngine

@Suite("how the files are read")
struct ReadingTests {
    private let set: PolicySet
    private let enquiry = Questions.enquiry("E08000007", "E08000035", "child", "school")
    private let pupil = RecordFacts(marks: [], age: 9, involvement: "current", day: Questions.day("2026-12-10"))

    init() throws { set = try Samples.set("stockport") }

    private func permit(_ question: PolicyQuestion) throws -> Permit {
        guard case .permit(let permit) = set.decide(question) else {
            throw Refused(text: "\(set.decide(question))")
        }
        return permit
    }

    private struct Refused: Error { let text: String }

    // clause: FCP-POL-6-
    @Test("a word that the vocabulary lacks refuses, whichever it is")
    func unknownWords() {
        let changes: [@Sendable (inout PolicyQuestion) -> Void] = [
            { $0.purpose = "research" }, { $0.role = "cleaner" }, { $0.about = "neighbour" },
            { $0.category = "libraries" }, { $0.upTo = "none" }, { $0.upTo = "everything" },
            { $0.familyConversation = "maybe" }, { $0.harmThreshold = "no" }, { $0.namedManager = "somebody" },
            { $0.urgency = "soon" },
        ]
        for change in changes {
            var question = enquiry
            change(&question)
            guard case .refuse(let refusal) = set.decide(question) else {
                Issue.record("permitted \(question)")
                continue
            }
            #expect(refusal.reason == "vocabulary-unknown")
        }
        var question = enquiry
        question.purpose = "research"
        guard case .refuse(let refusal) = set.decide(question) else { return }
        #expect(refusal.sentence == "`research` is never a purpose for asking about a family.")
    }

    // clause: FCP-POL-15+
    @Test("another holder, or an asker without an agreement, is told so")
    func noAgreement() {
        for (holder, requester) in [("E08000035", "E08000035"), ("E08000007", "E08000001")] {
            var question = enquiry
            question.holder = Questions.authority(holder)
            question.requester = Questions.authority(requester)
            guard case .refuse(let refusal) = set.decide(question) else {
                Issue.record("permitted")
                continue
            }
            #expect(refusal.reason == "no-agreement")
        }
    }

    // clause: FCP-POL-14+ FCP-POL-14- FCP-POL-15+ FCP-POL-15-
    @Test(
        "any state but live is suspended, and that is told before dates and bans",
        arguments: ["draft", "trial", "suspended", "ended"])
    func suspended(state: String) throws {
        let files = try Samples.files("stockport")
            .replacing("agreements/stockport-to-leeds.yaml", "state: live", "state: \(state)")
        var late = enquiry
        late.day = Questions.day("2030-01-01")
        late.purpose = "training"

        let decision = try PolicySet.load(files: files).decide(late)

        guard case .refuse(let refusal) = decision else {
            Issue.record("permitted")
            return
        }
        #expect(refusal.reason == "suspended")
        #expect(refusal.rule == "stockport-to-leeds")
    }

    // clause: FCP-POL-13+ FCP-POL-13-
    @Test("what is asked for caps what is told") func upToCaps() throws {
        var question = Questions.enquiry("E08000007", "E08000035", "parent-or-carer", "housing")
        question.upTo = "contact"

        let capped = try permit(question)

        #expect(capped.level == "contact")
        #expect(!capped.fields.contains("eviction"))
        #expect(capped.grantedBy == ["housing-contact", "housing-notices"])
    }

    @Test("a permit is good for its own day only") func otherDay() throws {
        var tomorrow = pupil
        tomorrow.day = pupil.day.adding(days: 1)

        let told = try permit(enquiry).narrow(tomorrow)

        #expect(told.level == "none")
        #expect(told.fields.isEmpty)
        #expect(try permit(enquiry).narrow(pupil).level == "contact")
    }

    // clause: FCP-POL-18- FCP-RES-5-
    @Test("a mark nobody knows hides like one that is missing, and calls nobody")
    func unknownMark() throws {
        var marked = pupil
        marked.marks = ["brand-new-mark"]

        let told = try permit(enquiry).narrow(marked)

        #expect(told.level == "none")
        #expect(told.missing == ["marks"])
        #expect(told.handOffMinutes == nil)
        #expect(told.reasonsKept == ["marked", "row-left-out"])
    }

    // clause: FCP-POL-4- FCP-POL-7- FCP-POL-8-
    @Test("reasons that are kept say what the asker never reads")
    func reasonsKept() throws {
        func kept(_ marks: Set<Code>, involvement: Code = "current") throws -> [Code] {
            var record = pupil
            record.marks = marks
            record.involvement = involvement
            return try permit(enquiry).narrow(record).reasonsKept
        }

        #expect(try kept([]) == [])
        #expect(try kept(["court-order-restriction"]) == ["court-order", "marked"])
        #expect(try kept(["protected-referrer"]) == ["row-left-out"])
        #expect(try kept([], involvement: "historic") == ["not-covered-by-record"])
    }

    // clause: FCP-POL-12+ FCP-POL-12-
    @Test("obligations join to the strictest in any order and any grouping")
    func lattice() {
        var chance = SeededRandom(seed: 7)
        func steps() -> ObligationScale.Steps {
            ObligationScale.Steps(
                contact: .random(in: 0...1, using: &chance), since: .random(in: 0...3, using: &chance),
                keepHours: .random(in: 0...2, using: &chance), onward: .random(in: 0...1, using: &chance),
                ownerTold: .random(in: 0...2, using: &chance))
        }
        for _ in 0..<200 {
            let (first, second, third) = (steps(), steps(), steps())
            #expect(first.joined(second) == second.joined(first))
            #expect(first.joined(second).joined(third) == first.joined(second.joined(third)))
            #expect(first.joined(first) == first)
            #expect(first.joined(ObligationScale.Steps()) == first)
            #expect(first.joined(second).since >= first.since)
        }
    }

    @Test("a trial that only watches opens nothing and says what it would have told")
    func watching() throws {
        let files = try Samples.files("stockport")
            .replacing("trials/drug-and-alcohol-line.yaml", "mode: answering", "mode: watching")
        let watching = try PolicySet.load(files: files)
        var question = Questions.enquiry("E08000007", "E08000035", "parent-or-carer", "substance-misuse")
        question.team = "leeds-hough-lane"
        question.harmThreshold = "explained"
        question.namedManager = "team-manager"

        #expect(set.watchedShares(question) == [])
        #expect(watching.watchedShares(question) == ["drug-and-alcohol-team-line"])
        guard case .refuse(let refusal) = watching.decide(question) else {
            Issue.record("permitted")
            return
        }
        #expect(refusal.reason == "category-not-covered")
    }

    @Test("an explanation names rule, agreement, owner and what would have been needed")
    func explanation() {
        let asked = Questions.enquiry("E08000007", "E08000035", "household-adult", "anti-social-behaviour")

        let text = set.explain(asked).description

        #expect(
            text == """
                On 2026-12-10 a social-worker of team `leeds-city` in Leeds asks Stockport about Anti-social behaviour of a \
                household-adult, for finding out whether a child is coming to serious harm (`s47-enquiry`).
                The question alone decides: refused, `manager-not-named`.
                - The question must name a manager who stands behind it.
                - Share `behaviour-with-a-manager` of agreement `stockport-to-leeds` (DSA-LDS-STP-2026-01): What happens in \
                and around a home can endanger a child, or the worker at the door.
                Anti-social behaviour belongs to: Head of Housing Operations (Stockport Homes), deputy: Community Safety \
                Manager.
                What would have been needed:
                - share `behaviour-with-a-manager`: named manager `team-manager` or `service-manager`
                """)
    }

    @Test("an explanation with the record tells our own staff which facts were missing")
    func explanationOfRecord() {
        let asked = Questions.enquiry("E08000007", "E08000035", "parent-or-carer", "housing")
        let record = RecordFacts(marks: [], age: 34, involvement: "historic", day: asked.day)

        let lines = set.explain(asked, record).description.split(separator: "\n").map(String.init)

        #expect(lines[1] == "With the record: nothing to show; the asker cannot tell this from having no record.")
        #expect(lines[2].hasPrefix("- Withhold rule `old-tenancies` of agreement `stockport-to-leeds`"))
        #expect(
            lines[3]
                == "- Missing in the record: `ended-months-ago`. A fact that is missing makes bans hold and shares fail."
        )
    }
}
