import TestSupport
import Testing

@testable import PolicyWorkbench

/// Boxes over few words and numbers, laid against every single point they could hold.
@Suite("boxes")
struct BoxTests {
    private static let nothing = Box(
        requester: 1, category: 1, purpose: 1, marks: 1, role: 1, about: 1, team: 1, family: 1, harm: 1, manager: 1,
        urgency: 1, involvement: 1, field: 1, days: Span(low: 0, high: 0), ages: Span(low: 0, high: 0),
        months: Span(low: 0, high: 0))

    /// Every point of three dimensions of words and two of numbers.
    private static let points: [Box] = {
        var points: [Box] = []
        for number in 0..<(3 * 3 * 2 * 5 * 4) {
            var box = nothing
            box.purpose = 1 << WordMask(number % 3)
            box.marks = 1 << WordMask(number / 3 % 3)
            box.field = 1 << WordMask(number / 9 % 2)
            let age = Int32(number / 18 % 5) - 1
            let day = Int32(number / 90)
            box.ages = Span(low: age, high: age)
            box.days = Span(low: day, high: day)
            points.append(box)
        }
        return points
    }()

    private static func random(_ chance: inout SeededRandom) -> Box {
        func mask(_ count: WordMask) -> WordMask {
            chance.chance(30) ? count : WordMask.random(in: 1...count, using: &chance)
        }
        func span(_ range: ClosedRange<Int32>) -> Span {
            let (one, other) = (Int32.random(in: range, using: &chance), Int32.random(in: range, using: &chance))
            return chance.chance(30)
                ? Span(low: range.lowerBound, high: range.upperBound)
                : Span(low: min(one, other), high: max(one, other))
        }
        var box = nothing
        (box.purpose, box.marks, box.field) = (mask(7), mask(7), mask(3))
        (box.ages, box.days) = (span(-1...3), span(0...3))
        return box
    }

    private static func held(by boxes: [Box]) -> [Int] {
        points.indices.filter { index in boxes.contains { $0.meets(points[index]) } }
    }

    @Test("meet, cut out, vanish under others and join as their points do, one by one")
    func asPointsDo() throws {
        var chance = SeededRandom(seed: 7)
        for _ in 0..<Soak.count(150, soak: 5_000) {
            let box = Self.random(&chance)
            let covers = (0..<Int.random(in: 1...6, using: &chance)).map { _ in Self.random(&chance) }
            var budget = WorkBudget.usual
            let expected = Set(Self.held(by: [box])).subtracting(Self.held(by: covers)).sorted()

            let rest = try Covering(covers).remainder(of: [box], &budget)
            let gap = try Covering(covers).gap(in: box, &budget)
            let joined = try rest.merged(&budget)

            #expect(Self.held(by: rest) == expected)
            #expect((gap == nil) == expected.isEmpty)
            #expect(gap.map { Set(Self.held(by: [$0])).isSubset(of: expected) } ?? true)
            #expect(Self.held(by: joined) == expected)
            #expect(joined.count <= rest.count)
            #expect(rest.allSatisfy { one in rest.filter { $0.meets(one) }.count == 1 }, "no two pieces meet")
            #expect(
                Self.held(by: box.intersection(covers[0]).map { [$0] } ?? []).count
                    == Set(Self.held(by: [box])).intersection(Self.held(by: [covers[0]])).count)
        }
    }

    @Test("covers as hard as pigeons in too few holes end by the budget, a count of steps, and are not decided")
    func adversary() throws {
        var budget = WorkBudget.usual

        #expect(throws: NotDecided.self) { try Covering(Self.pigeons).gap(in: Self.wide, &budget) }

        #expect(budget.left < 0)
    }

    /// Thirteen pigeons, each of which a dimension puts in one of twelve holes; a cover for every two that share one.
    /// Together they cover everything, which nobody sees from fewer than all of them.
    private static let pigeons: [Box] = {
        let dimensions = WordDimension.allCases
        return (0..<12).flatMap { hole in
            dimensions.indices.flatMap { first in
                dimensions.indices.dropFirst(first + 1).map { second in
                    var box = wide
                    box[dimensions[first]] = 1 << WordMask(hole)
                    box[dimensions[second]] = 1 << WordMask(hole)
                    return box
                }
            }
        }
    }()

    private static let wide: Box = {
        var box = nothing
        for dimension in WordDimension.allCases { box[dimension] = (1 << 12) - 1 }
        return box
    }()
}
