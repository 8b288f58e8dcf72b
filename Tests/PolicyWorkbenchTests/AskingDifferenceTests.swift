import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the difference in what our own questions give away")
struct AskingDifferenceTests {
    private let old: PolicySet

    init() throws { old = try SampleSet.stockport() }

    private func difference(_ text: String, _ other: String, in path: String = "asking.yaml") throws -> AskingDifference
    {
        try .between(old, SampleSet.stockport(path, text, other))
    }

    @Test("is nothing between a set and itself, or where only a sentence is put otherwise")
    func same() throws {
        #expect(try AskingDifference.between(old, old).regions.isEmpty)
        let worded = try difference("because: A family is safest", "because: Any family is safest")
        #expect(worded.regions.isEmpty)
        #expect(!worded.widens)
    }

    @Test("an identifier more is one sentence that widens, and its way back one that narrows")
    func more() throws {
        let new = try SampleSet.stockport(
            "asking.yaml", "identifiers: [name, date-of-birth, sex, nhs-number]",
            "identifiers: [name, date-of-birth, sex, previous-names, nhs-number]")

        let there = try AskingDifference.between(old, new)
        let back = try AskingDifference.between(new, old)

        #expect(
            there.regions.map(\.sentence) == [
                "New: our questions to councils on the route `all`, for `s47-enquiry` or `immediate-danger`, may give "
                    + "`previous-names` of any `child`, if the request says named manager `team-manager` or "
                    + "`service-manager`."
            ])
        #expect(there.widens)
        #expect(back.regions.map(\.sentence) == there.regions.map { $0.sentence.replacing("New:", with: "No longer:") })
        #expect(!back.widens)
    }

    @Test("a rule that withheld and goes lets out just what it kept: unknown marks and each mark are told")
    func mark() throws {
        let lifted = try difference("witness-protection, ", "")

        #expect(lifted.widens)
        #expect(lifted.regions.allSatisfy { $0.sentence.hasSuffix("the person is marked `witness-protection`.") })
        #expect(lifted.regions.contains { $0.identifiers.contains("name") })
        let all = lifted.regions.allSatisfy { region in
            if case .stop(let rule, _) = region.before {
                rule == "hidden-people-are-asked-about-by-phone"
            } else {
                false
            }
        }
        #expect(all)
    }

    @Test("without a name nothing goes, so a name less is everything less")
    func name() throws {
        let narrowed = try difference(
            "identifiers: [name, date-of-birth, sex, nhs-number]", "identifiers: [date-of-birth, sex, nhs-number]")

        #expect(!narrowed.widens)
        #expect(narrowed.regions.flatMap(\.identifiers).contains("sex"))
    }

    @Test("a word that the vocabulary loses stops the questions that say it")
    func vocabulary() throws {
        var small = SmallAsking(chance: SeededRandom(seed: 3))
        var files = small.files()
        let vocabulary = String(decoding: try #require(files["vocabulary.yaml"]), as: UTF8.self)
        let sets = try ["roles: [worker, manager]", "roles: [worker]"].map { roles in
            files["vocabulary.yaml"] = Array(
                vocabulary.replacing("roles: [worker, manager]", with: roles)
                    .replacing("roles: [worker]", with: roles).utf8)
            return try PolicySet.load(files: files)
        }

        let lost = try AskingDifference.between(sets[0], sets[1])

        #expect(!lost.regions.isEmpty)
        #expect(lost.regions.allSatisfy { $0.sentence.contains("if the worker is a `manager`") })
    }

    @Test("two councils are not compared, and no budget decides nothing")
    func refusals() throws {
        let leeds = try PolicyFolder.load(ScratchFolder.samples + "/leeds")

        #expect(throws: NotDecided.self) { try AskingDifference.between(old, leeds) }
        #expect(throws: NotDecided.self) { try AskingDifference.between(old, old, within: WorkBudget(steps: 3)) }
    }

    @Test("holds just what the evaluators send differently: every question of small vocabularies")
    func likeTheEvaluators() throws {
        var differing = 0
        for seed in 1...Soak.count(12, soak: 500) {
            var small = SmallAsking(chance: SeededRandom(seed: UInt64(seed)))
            let sets = try [PolicySet.load(files: small.files()), PolicySet.load(files: small.files())]
            let space = try AskingSpace(sets)
            let changes = AskingChanges(before: AskingBoxes(sets[0], space), after: AskingBoxes(sets[1], space))
            var budget = WorkBudget.usual
            let newly = try changes.newly(&budget)
            #expect(throws: Never.self) { try AskingDifference.between(sets[0], sets[1]) }
            #expect(newly.allSatisfy { one in newly.filter { $0.meets(one) }.count == 1 }, "no two meet")
            for question in SmallAsking.questions() {
                let decided = sets.map { $0.decide(asking: question).identifiers }

                let found = newly.filter { box in
                    space.points(question).contains { $0.meets(box) }
                }.reduce(into: Set<Code>()) { $0.formUnion(space.chosen(.field, in: $1)) }

                // Several marks are more than one: what each alone lets out and no other keeps.
                guard question.marks?.count ?? 0 < 2 else { continue }
                if found != decided[1].subtracting(decided[0]) {
                    Issue.record("seed \(seed): \(found) for \(question); \(decided)")
                }
                differing += found.isEmpty ? 0 : 1
            }
        }

        #expect(differing > 500, "so little differed that little was compared")
    }

    @Test("several marks send no more than each of them alone, so that one mark stands for all")
    func marksOnlyTake() throws {
        for seed in 100...Soak.count(105, soak: 200) {
            var small = SmallAsking(chance: SeededRandom(seed: UInt64(seed)))
            let set = try PolicySet.load(files: small.files())
            for question in SmallAsking.questions() {
                guard let marks = question.marks, marks.count > 1 else { continue }

                let alone = marks.map { mark in
                    var one = question
                    one.marks = [mark]
                    return set.decide(asking: one).identifiers
                }

                let common = alone.dropFirst().reduce(alone[0]) { $0.intersection($1) }
                #expect(set.decide(asking: question).identifiers == (common.contains("name") ? common : []))
            }
        }
    }
}

extension AskingSpace {
    /// A question as a box for each way of its marks; none where a word has no place here.
    fileprivate func points(_ question: AskingQuestion) -> [Box] {
        var box = universe
        func said(_ dimension: WordDimension, _ word: Code?) -> WordMask {
            word.map { mask(dimension, [$0]) } ?? .absent
        }
        box.purpose = said(.purpose, question.purpose)
        box.role = said(.role, question.role)
        box.about = said(.about, question.about)
        box.requester = said(.requester, question.route)
        box.family = said(.family, question.familyConversation)
        box.harm = said(.harm, question.harmThreshold)
        box.manager = said(.manager, question.namedManager)
        box.urgency = said(.urgency, question.urgency)
        guard let marks = question.marks else {
            box.marks = .absent
            return [box]
        }
        box.marks = marks.isEmpty ? .noMark : mask(.marks, Array(marks))
        return [box]
    }
}
