package import PolicyEngine
package import WireProtocol

/// What a draft makes of decisions of the past: how many would come out otherwise, and how.
///
/// Decisions are taken one at a time and none is kept, so a year of them needs no room.
package struct PolicyReplay: Sendable {
    /// Why a decision says nothing about a draft.
    package enum Omission: Hashable, Sendable, CaseIterable {
        /// An agreed number of questions was used up.
        case overLimit
        /// Something stood still.
        case stoodStill
        /// The decision is another council's.
        case otherCouncil
    }

    /// Decisions that would change in the same way.
    package struct Change: Hashable, Sendable {
        /// The rule that makes the difference, where one does.
        package let rule: Code?
        package let before: RecordedWord
        package let after: RecordedWord
        package let requester: AuthorityID
        package let purpose: Code
        package let category: Code
        package let about: Code
    }

    let draft: PolicySet
    private let known: [String: PolicySet]
    private let prohibitions: Set<Code>
    private let day: CalendarDay?
    /// Whether a set, by its digest, knows the words of a reason in law.
    private var laws: [String: [[Code]: Bool]] = [:]

    /// Decisions laid against the draft.
    package private(set) var compared = 0
    /// Those that would come out otherwise, by how.
    package private(set) var changes: [Change: Int] = [:]
    package private(set) var omitted: [Omission: Int] = [:]
    /// Decisions that the very set that made them decides otherwise: the record, or the program, is not as it was.
    package private(set) var contradictions = 0
    /// Decisions of sets that are not at hand: compared by level and reason, not by fields and obligations.
    package private(set) var underUnknownSets = 0
    /// Permitted decisions about somebody who was matched, of whom no facts were kept.
    package private(set) var withoutFacts = 0
    package private(set) var days: ClosedRange<CalendarDay>?

    /// How many would come out otherwise.
    package var changed: Int { changes.values.reduce(0, +) }

    /// - Parameters:
    ///   - sets: sets that decisions may have been made under, such as the one in force. With them fields and obligations
    ///     are compared too, and the record is checked.
    ///   - day: decides as if everything had been asked on that day.
    package init(with draft: PolicySet, knowing sets: [PolicySet] = [], asIfOn day: CalendarDay? = nil) {
        self.draft = draft
        self.day = day
        known = Dictionary(([draft] + sets).map { ($0.digest, $0) }) { first, _ in first }
        prohibitions = Set((draft.bans + draft.agreements.flatMap(\.withhold)).map(\.id))
    }

    /// Lays decisions against a set.
    package static func compare(
        _ decisions: some Sequence<RecordedDecision>, with draft: PolicySet, knowing sets: [PolicySet] = [],
        asIfOn day: CalendarDay? = nil
    ) -> PolicyReplay {
        var replay = PolicyReplay(with: draft, knowing: sets, asIfOn: day)
        for decision in decisions { replay.take(decision) }
        return replay
    }

    /// Lays one decision against the draft.
    package mutating func take(_ decision: RecordedDecision) {
        guard decision.question.holder == draft.authority else { return omit(.otherCouncil) }
        let old = known[decision.policySet].map { outcome(of: decision, under: $0, on: nil) }
        if let omission = decision.omission(old) { return omit(omission) }
        compared += 1
        let asked = decision.question.day
        days = days.map { min($0.lowerBound, asked)...max($0.upperBound, asked) } ?? asked...asked
        if old == nil { underUnknownSets += 1 }
        if let old, old.outcome != decision.outcome { contradictions += 1 }
        if decision.lacksFacts { withoutFacts += 1 }
        if day == nil, let old, decision.policySet == draft.digest {
            note(decision, old, old)
        } else {
            note(decision, old, outcome(of: decision, under: draft, on: day))
        }
    }

    private mutating func omit(_ omission: Omission) { omitted[omission, default: 0] += 1 }

    private mutating func note(_ decision: RecordedDecision, _ old: ReplayedOutcome?, _ new: ReplayedOutcome) {
        let sameContent = old.map { new.hasSameContent(as: $0) } ?? true
        guard new.outcome != decision.outcome || !sameContent else { return }
        let isContent = new.outcome == decision.outcome
        let question = decision.question
        let change = Change(
            rule: rule(old, new), before: RecordedWord(decision.outcome, other: false),
            after: RecordedWord(new.outcome, other: isContent), requester: question.requester,
            purpose: question.purpose, category: question.category, about: question.about)
        changes[change, default: 0] += 1
    }

    /// A prohibition that refuses makes the difference; otherwise a share that is there no more, rather than the one that
    /// is left and does not fit.
    private func rule(_ old: ReplayedOutcome?, _ new: ReplayedOutcome) -> Code? {
        if case .refused(_, let rule) = new.told, rule.map({ !prohibitions.contains($0) }) ?? true,
            case .permitted(let permit, _)? = old?.told
        {
            return permit.grantedBy.first
        }
        return new.rule ?? old?.rule
    }

    private mutating func outcome(
        of decision: RecordedDecision, under set: PolicySet, on day: CalendarDay?
    ) -> ReplayedOutcome {
        ReplayedOutcome(decision, under: set, on: day, knownLaw: knows(decision.law, set))
    }

    /// Few reasons in law are ever given, so what a set knows of them is looked up once.
    private mutating func knows(_ law: [Code], _ set: PolicySet) -> Bool {
        if let isKnown = laws[set.digest]?[law] { return isKnown }
        let isKnown = law.count >= 3 && set.vocabulary.unknownWord(of: LawClaim(words: law)) == nil
        laws[set.digest, default: [:]][law] = isKnown
        return isKnown
    }
}

/// What became of a decision, in a word for people.
package struct RecordedWord: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    fileprivate init(_ outcome: RecordedDecision.Outcome, other: Bool) {
        let again = other ? ", with other fields or obligations" : ""
        switch outcome {
        case .refused(let reason): description = "refused (`\(reason)`)"
        case .permitted(let level, nil): description = "at most `\(level)`" + again
        case .permitted(let level, let shown?):
            description = (shown == level ? "`\(shown)` shown" : "`\(shown)` shown of at most `\(level)`") + again
        }
    }
}

extension RecordedDecision {
    /// Why it says nothing about a draft. What stood still by the set itself, and not by a suspension, is compared.
    fileprivate func omission(_ old: ReplayedOutcome?) -> PolicyReplay.Omission? {
        switch outcome {
        case .refused("rate-limited"): .overLimit
        case .refused("suspended") where old?.outcome != outcome: .stoodStill
        case .refused, .permitted: nil
        }
    }
}

extension LawClaim {
    fileprivate init(words: [Code]) {
        self.init(article6: words[0], under: Array(words.dropFirst(3)), article9: words[1], schedule1: words[2])
    }
}
