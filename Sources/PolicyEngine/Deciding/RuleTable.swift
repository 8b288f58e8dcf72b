/// By lane the place of the word that a question says; ``RuleTable/notSaid`` where it says none.
package typealias Places = InlineArray<64, UInt16>

/// Rules as bits: a row for every word of every lane, with a bit for each rule that takes that word.
///
/// A question picks one row a lane and joins them, 64 rules at a time. Rules lie in buckets by the words of one lane, so what
/// a decision costs grows with the rules of one bucket and hardly with those of the set.
package final class RuleTable: Sendable {
    /// What a fact that is missing does to a rule that looks at it.
    package enum Missing: Sendable { case fails, holds }

    /// What one rule looks at.
    package struct Rule: Sendable {
        /// By lane the places of the words that count; `nil` where any does, said or not.
        package var lanes: [[Int]?]
        package var days: ClosedRange<Int>?
        package var ages: ClosedRange<Int>?

        package init(lanes: [[Int]?], days: ClosedRange<Int>? = nil, ages: ClosedRange<Int>? = nil) {
            self.lanes = lanes
            self.days = days
            self.ages = ages
        }
    }

    /// How the lanes are made.
    package struct Plan: Sendable {
        /// How many words each lane has.
        package var words: [Int]
        /// The lane whose words make the buckets.
        package var bucketLane: Int
        /// Lanes before this one are reasons of their own; all from it on are one.
        package var firstFact: Int
        package var missing: Missing

        package init(words: [Int], bucketLane: Int, firstFact: Int, missing: Missing) {
            self.words = words
            self.bucketLane = bucketLane
            self.firstFact = firstFact
            self.missing = missing
        }
    }

    /// The first of the rules that came furthest, and the lane at which it failed.
    package struct Furthest: Sendable {
        package var lane = -1
        package var rule = 0
    }

    package static let notSaid = UInt16.max

    private struct Lane: Sendable {
        let number: Int
        let words: Int
        /// Its first row in every bucket.
        let firstRow: Int
    }

    private struct Bucket: Sendable {
        var blocks = 0
        var firstBits = 0
        var firstRule = 0
    }

    private let plan: Plan
    private let lanes: [Lane]
    /// One a word of the bucket lane, and the last for what is not said.
    private let buckets: [Bucket]
    private let bits: [UInt64]
    private let members: [Int32]
    private let days: [ClosedRange<Int>?]
    private let ages: [ClosedRange<Int>?]
    private let hasNumbers: Bool

    package init(_ rules: [Rule], _ plan: Plan) {
        self.plan = plan
        var row = 0
        var lanes: [Lane] = []
        for (number, words) in plan.words.enumerated() where number != plan.bucketLane {
            lanes.append(Lane(number: number, words: words, firstRow: row))
            row += words + 1
        }
        self.lanes = lanes
        var build = Build(plan: plan, lanes: lanes.map { ($0.number, $0.words, $0.firstRow) }, rows: row)
        var buckets: [Bucket] = []
        for word in 0...plan.words[plan.bucketLane] {
            let (firstBits, firstRule) = (build.bits.count, build.members.count)
            let blocks = build.add(rules, word)
            buckets.append(Bucket(blocks: blocks, firstBits: firstBits, firstRule: firstRule))
        }
        self.buckets = buckets
        bits = build.bits
        members = build.members
        days = rules.map(\.days)
        ages = rules.map(\.ages)
        hasNumbers = rules.contains { $0.days != nil || $0.ages != nil }
    }

    /// Gives every rule that fits, in their order, until told to stop; and the one that came furthest of those that do not.
    @inline(__always)
    package func walk(
        _ places: borrowing Places, day: Int?, age: Int?, fits take: (Int) -> Bool
    ) -> Furthest {
        var furthest = Furthest()
        let bucket = buckets[min(Int(places[plan.bucketLane]), buckets.count - 1)]
        for block in 0..<bucket.blocks {
            var fitting = UInt64.max
            var entering = fitting
            var failed = -1
            for lane in lanes {
                if lane.number == plan.firstFact { entering = fitting }
                let row = lane.firstRow + min(Int(places[lane.number]), lane.words)
                let next = fitting & bits[bucket.firstBits + row * bucket.blocks + block]
                guard next != 0 else {
                    failed = lane.number
                    break
                }
                fitting = next
            }
            if failed >= 0 {
                let reached = min(failed, plan.firstFact)
                if reached > furthest.lane {
                    let among = failed > plan.firstFact ? entering : fitting
                    furthest.lane = reached
                    furthest.rule = Int(members[bucket.firstRule + block * 64 + among.trailingZeroBitCount])
                }
                continue
            }
            while fitting != 0 {
                let rule = Int(members[bucket.firstRule + block * 64 + fitting.trailingZeroBitCount])
                fitting &= fitting - 1
                if hasNumbers, !holds(days[rule], day) || !holds(ages[rule], age) { continue }
                if take(rule) { return furthest }
            }
        }
        return furthest
    }

    private func holds(_ range: ClosedRange<Int>?, _ number: Int?) -> Bool {
        guard let range else { return true }
        guard let number else { return plan.missing == .holds }
        return range.contains(number)
    }
}

/// The bits of a table while it is made.
private struct Build {
    let plan: RuleTable.Plan
    let lanes: [(number: Int, words: Int, firstRow: Int)]
    let rows: Int
    var bits: [UInt64] = []
    var members: [Int32] = []

    /// Adds the bucket of one word of the bucket lane; how many blocks of 64 rules it has.
    mutating func add(_ rules: [RuleTable.Rule], _ word: Int) -> Int {
        let chosen = rules.indices.filter {
            accepts(rules[$0].lanes[plan.bucketLane], word, plan.words[plan.bucketLane])
        }
        let blocks = (chosen.count + 63) / 64
        let first = bits.count
        bits.append(contentsOf: repeatElement(0, count: rows * blocks))
        for (place, rule) in chosen.enumerated() {
            members.append(Int32(rule))
            for lane in lanes {
                for word in accepted(rules[rule].lanes[lane.number], lane.words) {
                    bits[first + (lane.firstRow + word) * blocks + place / 64] |= 1 << UInt64(place % 64)
                }
            }
        }
        return blocks
    }

    private func accepts(_ words: [Int]?, _ word: Int, _ count: Int) -> Bool {
        guard let words else { return true }
        return words.contains(word) || (word == count && plan.missing == .holds)
    }

    /// The rows of a lane that have a rule's bit; the last is that of what is not said.
    private func accepted(_ words: [Int]?, _ count: Int) -> [Int] {
        guard let words else { return Array(0...count) }
        return plan.missing == .holds ? words + [count] : words
    }
}
