package import WireProtocol

/// What is disclosed of one category once the person's facts are known. The level `none` is `nothing-to-show`.
///
/// Everything but `level` and `fields` is for our own staff and the audit trail.
package struct Disclosure: Sendable, Equatable {
    package let level: Code
    package let fields: Set<Code>
    /// The rules that decided: the prohibitions if any held, otherwise the shares that fitted.
    package let by: [Code]
    /// The facts whose absence made a prohibition hold or a share fail.
    package let missing: [Code]
    /// Minutes within which the duty desk acts, when a known mark calls for a person.
    package let handOffMinutes: Int?
    /// Of the vocabulary's `reasons kept`; empty when something is shown.
    package let reasonsKept: [Code]
}

/// Whether a condition holds, when a fact may be missing.
enum Truth {
    case no, unknown, yes
}

/// The facts of the person found, in numbers; facts in words nobody knows count as missing.
private struct ResolvedFacts {
    let marks: Bits
    let allMarksKnown: Bool
    let age: Int?
    let involvement: Code?
    let endedMonthsAgo: Int?

    init(_ facts: RecordFacts, _ index: WordIndex) {
        marks = index.marks.bits(facts.marks ?? [])
        allMarksKnown = facts.marks.map { $0.allSatisfy { index.marks[$0] != nil } } ?? false
        age = facts.age
        involvement = facts.involvement.flatMap { ["current", "historic"].contains($0) ? $0 : nil }
        endedMonthsAgo = involvement == "current" ? 0 : facts.endedMonthsAgo
    }

    func isMarked(_ wanted: Bits) -> Truth {
        if marks & wanted != 0 { return .yes }
        return allMarksKnown ? .no : .unknown
    }
}

/// Joins conditions: one that fails decides, then one that is unknown.
private struct Conjunction {
    private(set) var truth = Truth.yes
    private(set) var missing: [RecordFact] = []

    mutating func add(_ fact: RecordFact, _ other: Truth) {
        switch other {
        case .no: truth = .no
        case .unknown where truth != .no:
            truth = .unknown
            missing.append(fact)
        case .unknown, .yes: break
        }
    }

    mutating func add(_ condition: RecordCondition, _ facts: ResolvedFacts) {
        if let range = condition.age { add(.age, Self.holds(facts.age.map(range.contains))) }
        if let words = condition.involvement { add(.involvement, Self.holds(facts.involvement.map(words.contains))) }
        if let range = condition.endedMonthsAgo {
            add(.endedMonthsAgo, Self.holds(facts.endedMonthsAgo.map(range.contains)))
        }
    }

    static func holds(_ answer: Bool?) -> Truth { answer.map { $0 ? .yes : .no } ?? .unknown }
}

extension Permit {
    /// Narrows the permit with the facts of the person found; the second half of the decision.
    package func narrow(_ facts: RecordFacts) -> Disclosure {
        let known = ResolvedFacts(facts, compiled.index)
        var missing: Set<RecordFact> = []
        var holding: [CompiledProhibition] = []
        var handsOff = false
        for rule in prohibitions {
            let found = judge(rule, known)
            guard found.truth != .no else { continue }
            holding.append(rule)
            missing.formUnion(found.missing)
            let isKnown = rule.marks == 0 ? found.truth == .yes : known.isMarked(rule.marks) == .yes
            if rule.handsOff, isKnown { handsOff = true }
        }
        let fitting = shares.filter { share in
            let found = judge(share, known)
            if found.truth == .unknown { missing.formUnion(found.missing) }
            return found.truth == .yes
        }
        let told = holding.isEmpty && facts.day == day
        let bits = told ? fitting.reduce(0) { $0 | $1.fields[categoryIndex] } & ceiling : 0
        return Disclosure(
            level: compiled.level(of: bits, category: categoryIndex),
            fields: Set(compiled.index.fields.words(in: bits)),
            by: holding.isEmpty ? (told ? fitting.map(\.id) : []) : holding.map(\.id),
            missing: RecordFact.allCases.filter(missing.contains).map(\.code),
            handOffMinutes: handsOff ? handOffMinutes : nil, reasonsKept: bits == 0 ? reasons(holding, known) : [])
    }

    private func judge(_ rule: CompiledProhibition, _ facts: ResolvedFacts) -> Conjunction {
        var conjunction = Conjunction()
        if rule.marks != 0 { conjunction.add(.marks, facts.isMarked(rule.marks)) }
        conjunction.add(rule.record, facts)
        return conjunction
    }

    /// A category's own ages bind every share of it.
    private func judge(_ share: CompiledShare, _ facts: ResolvedFacts) -> Conjunction {
        var conjunction = Conjunction()
        let ages = compiled.ages[categoryIndex]
        conjunction.add(.age, Conjunction.holds(facts.age.map(ages.contains)))
        conjunction.add(share.record, facts)
        return conjunction
    }

    private func reasons(_ holding: [CompiledProhibition], _ facts: ResolvedFacts) -> [Code] {
        guard !holding.isEmpty else { return ["not-covered-by-record"] }
        var reasons: Set<Code> = []
        for rule in holding {
            guard rule.marks != 0 else {
                reasons.insert("not-covered-by-record")
                continue
            }
            let isOfRows = rule.marks & ~compiled.marksOfRows == 0
            reasons.insert(isOfRows ? "row-left-out" : "marked")
            if facts.marks & rule.marks & compiled.marksOfCourts != 0 {
                reasons.insert("court-order")
            }
        }
        return compiled.vocabulary.reasonsKept.filter(reasons.contains)
    }
}
