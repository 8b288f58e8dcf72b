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
}
