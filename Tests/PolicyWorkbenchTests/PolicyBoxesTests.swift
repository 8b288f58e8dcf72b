import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

extension AnalysisSpace {
    /// The boxes, one a field, that hold one question and one record alone.
    func points(_ question: PolicyQuestion, _ facts: RecordFacts) -> [Code: Box] {
        func one(_ dimension: WordDimension, _ word: Code?) -> WordMask {
            word.map { mask(dimension, [$0]) } ?? .absent
        }
        func number(_ value: Int?) -> Span { Span(low: Int32(value ?? -1), high: Int32(value ?? -1)) }
        let team = mask(.team, [question.team])
        let day = Int32(question.day.daysSinceEpoch)
        var box = universe
        box.requester = mask(question.requester)
        box.category = one(.category, question.category)
        box.purpose = one(.purpose, question.purpose)
        box.marks = facts.marks.map { $0.isEmpty ? .noMark : mask(.marks, Array($0)) } ?? .absent
        box.role = one(.role, question.role)
        box.about = one(.about, question.about)
        box.team = team == 0 ? .absent : team
        box.family = one(.family, question.familyConversation)
        box.harm = one(.harm, question.harmThreshold)
        box.manager = one(.manager, question.namedManager)
        box.urgency = one(.urgency, question.urgency)
        box.involvement = one(.involvement, facts.involvement)
        (box.days, box.ages) = (Span(low: day, high: day), number(facts.age))
        box.months = number(facts.endedMonthsAgo)
        let fields = words[.field]?.words ?? []
        return Dictionary(
            uniqueKeysWithValues: fields.map { field in
                box.field = mask(.field, [field])
                return (field, box)
            })
    }
}

@Suite("rules as boxes")
struct PolicyBoxesTests {
    @Test("tell what the evaluator tells, on every question and record tried of small vocabularies")
    func likeTheEvaluator() throws {
        var told = 0
        for seed in 1...Soak.count(30, soak: 1_000) {
            var small = SmallPolicy(chance: SeededRandom(seed: UInt64(seed)))
            let set = try PolicySet.load(files: small.files())
            let boxes = PolicyBoxes(set, try AnalysisSpace([set]))
            let (shared, prohibited) = (boxes.shared, boxes.prohibited)
            for _ in 0..<200 {
                let (question, facts) = try small.point()

                let decided = Witness(question, facts, in: set)
                let found = boxes.space.points(question, facts).filter { _, point in
                    shared.contains { $0.meets(point) } && !prohibited.contains { $0.meets(point) }
                }

                if Set(found.keys) != decided.fields {
                    Issue.record("seed \(seed): boxes tell \(found.keys); \(decided)")
                }
                if !found.isEmpty { told += 1 }
            }
        }

        #expect(told > 300, "so little was told that little was compared")
    }

    @Test("what is told of a person with several marks is what is told with each of them alone")
    func severalMarks() throws {
        var told = 0
        for seed in 1...Soak.count(20, soak: 500) {
            var small = SmallPolicy(chance: SeededRandom(seed: UInt64(seed)))
            let set = try PolicySet.load(files: small.files())
            for _ in 0..<100 {
                let (question, found) = try small.point()
                var facts = found
                let marks = small.chance.some(of: ["renamed", "marac", "misspelt"] as [Code])
                func fields(_ marks: Set<Code>) -> Set<Code> {
                    facts.marks = marks
                    return Witness(question, facts, in: set).fields
                }

                let each = marks.map { fields([$0]) }.reduce(fields([])) { $0.intersection($1) }

                if fields(Set(marks)) != each { Issue.record("seed \(seed): \(marks) \(question)") }
                told += each.isEmpty ? 0 : 1
            }
        }

        #expect(told > 10, "so little was told that little was compared")
    }
}
