import PolicyEngine
import WireProtocol

/// What the sets made of questions alike, so that a year of decisions, most of which are alike, is judged in seconds.
///
/// Alike are those that no rule can tell apart: of the day only its place among the days on which anything begins or ends
/// counts, and of the team only whether a trial names it.
struct ReplayMemory {
    /// What the set of the record, where it is at hand, and the draft make of a question.
    struct Judgement {
        let before: RecordedDecision.Outcome?
        let after: RecordedDecision.Outcome
        /// Whether fields and obligations are alike, as far as both are known.
        let hasSameContent: Bool
        /// The rule to name for a difference.
        let rule: Code?
    }

    /// All that rules look at.
    struct Likeness: Hashable {
        let requester: AuthorityID
        let purpose: Code
        let role: Code
        let about: Code
        let category: Code
        let upTo: Code
        let urgency: Code
        let familyConversation: Code?
        let harmThreshold: Code?
        let namedManager: Code?
        let team: Code?
        let shown: Code?
        let age: Int?
        let days: Int
        let rows: [Row]?
        let set: Int
        let law: Int
    }

    /// What rules look at of one involvement.
    struct Row: Hashable {
        let marks: Set<Code>?
        let age: Int?
        let involvement: Code?
        let endedMonthsAgo: Int?

        init(_ facts: RecordFacts) {
            (marks, age, involvement, endedMonthsAgo) =
                (facts.marks, facts.age, facts.involvement, facts.endedMonthsAgo)
        }
    }

    /// More kinds of questions than this are forgotten and judged anew.
    private static let most = 200_000

    /// The first days on which something is other than on the day before, in any of the sets.
    private let turns: [Int]
    private let teamsOnTrial: Set<Code>
    private var judgements: [Likeness: Judgement] = [:]

    init(_ sets: some Sequence<PolicySet>) {
        let sets = Array(sets)
        let spans = sets.flatMap { $0.agreements.map(\.valid) + $0.trials.map(\.valid) }
        turns = Set(spans.flatMap { [$0.from.daysSinceEpoch, $0.until.daysSinceEpoch + 1] }).sorted()
        teamsOnTrial = Set(sets.flatMap(\.trials).flatMap(\.teams))
    }

    /// What was judged of a question alike.
    subscript(likeness: Likeness) -> Judgement? { judgements[likeness] }

    mutating func keep(_ judgement: Judgement, of likeness: Likeness) {
        if judgements.count >= Self.most { judgements.removeAll(keepingCapacity: true) }
        judgements[likeness] = judgement
    }

    func likeness(of decision: RecordedDecision, set: Int, law: Int) -> Likeness {
        let question = decision.question
        return Likeness(
            requester: question.requester, purpose: question.purpose, role: question.role, about: question.about,
            category: question.category, upTo: question.upTo, urgency: question.urgency,
            familyConversation: question.familyConversation, harmThreshold: question.harmThreshold,
            namedManager: question.namedManager,
            team: teamsOnTrial.contains(question.team) ? question.team : nil, shown: decision.recordedShown,
            age: question.age, days: place(question.day.daysSinceEpoch), rows: decision.rows?.map(Row.init),
            set: set, law: law)
    }

    /// How many turns a day has behind it.
    private func place(_ day: Int) -> Int {
        var (low, high) = (0, turns.count)
        while low < high {
            let middle = (low + high) / 2
            if turns[middle] <= day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A few values by number, the one met last found at once.
struct Numbering<Value: Hashable & Sendable>: Sendable {
    private var numbers: [Value: Int] = [:]
    private var last: (value: Value, number: Int)?

    mutating func number(of value: Value) -> Int {
        if let last, last.value == value { return last.number }
        let number = numbers[value] ?? numbers.count
        numbers[value] = number
        last = (value, number)
        return number
    }
}
