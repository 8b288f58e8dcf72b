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
    private var memory: ReplayMemory
    private var sets = Numbering<String>()
    private var laws = Numbering<[Code]>()

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
        memory = ReplayMemory(known.values)
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
        let judged = judge(decision)
        if let omission = decision.omission(judged.before) { return omit(omission) }
        compared += 1
        note(decision.question.day)
        if judged.before == nil { underUnknownSets += 1 }
        if let before = judged.before, before != decision.outcome { contradictions += 1 }
        if decision.lacksFacts { withoutFacts += 1 }
        note(decision, judged)
    }

    private mutating func judge(_ decision: RecordedDecision) -> ReplayMemory.Judgement {
        let (set, law) = (sets.number(of: decision.policySet), laws.number(of: decision.law))
        let likeness = memory.likeness(of: decision, set: set, law: law)
        if let known = memory[likeness] { return known }
        let judgement = judgement(of: decision)
        memory.keep(judgement, of: likeness)
        return judgement
    }

    private func judgement(of decision: RecordedDecision) -> ReplayMemory.Judgement {
        let before = known[decision.policySet].map { ReplayedOutcome(decision, under: $0, on: nil) }
        let isSame = day == nil && decision.policySet == draft.digest
        let after = (isSame ? before : nil) ?? ReplayedOutcome(decision, under: draft, on: day)
        return ReplayMemory.Judgement(
            before: before?.outcome, after: after.outcome,
            hasSameContent: before.map(after.hasSameContent) ?? true, rule: rule(before, after))
    }

    private mutating func note(_ day: CalendarDay) {
        guard let known = days else { return days = day...day }
        if !known.contains(day) { days = min(known.lowerBound, day)...max(known.upperBound, day) }
    }

    private mutating func omit(_ omission: Omission) { omitted[omission, default: 0] += 1 }

    private mutating func note(_ decision: RecordedDecision, _ judged: ReplayMemory.Judgement) {
        guard judged.after != decision.outcome || !judged.hasSameContent else { return }
        let isContent = judged.after == decision.outcome
        let question = decision.question
        let change = Change(
            rule: judged.rule, before: RecordedWord(decision.outcome, other: false),
            after: RecordedWord(judged.after, other: isContent), requester: question.requester,
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
    fileprivate func omission(_ old: Outcome?) -> PolicyReplay.Omission? {
        switch outcome {
        case .refused("rate-limited"): .overLimit
        case .refused("suspended") where old != outcome: .stoodStill
        case .refused, .permitted: nil
        }
    }
}
