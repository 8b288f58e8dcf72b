package import WireProtocol

/// What the policies say of a question before anything about the person is looked at.
package enum StageOneDecision: Sendable, Equatable {
    case permit(Permit)
    case refuse(Refusal)
}

extension PolicySet {
    /// Judges the question alone. The facts of the person found are judged by ``Permit/narrow(_:)``.
    package func decide(_ question: PolicyQuestion) -> StageOneDecision {
        StageOne(compiled, question, suspensions, stoppedTrials).decide(question.about, question.category, question.age)
    }

    /// Judges one question about several people and categories: a row a person, a decision a category, in their order.
    /// What the question says once is looked up once; its own person, category and age do not count.
    package func decide(
        _ question: PolicyQuestion, people: [(about: Code, age: Int?)], categories: [Code]
    ) -> [[StageOneDecision]] {
        let walk = StageOne(compiled, question, suspensions, stoppedTrials)
        return people.map { person in categories.map { walk.decide(person.about, $0, person.age) } }
    }

    /// The shares of trials that answer.
    package var sharesOnTrial: [Code] { trials.filter { $0.mode == "answering" }.flatMap(\.shares).map(\.id) }

    /// Whether some trial only watches.
    package var isWatching: Bool { trials.contains { $0.mode == "watching" } }

    /// The shares of trials that only watch and would have applied to a question (READING 9: they open nothing).
    package func watchedShares(_ question: PolicyQuestion) -> [Code] {
        StageOne(compiled, question, suspensions, stoppedTrials).watched(question.about, question.category)
    }
}

/// One walk through the reasons, in the order in which they are told (READING 7).
struct StageOne {
    private let compiled: CompiledSet
    private let question: PolicyQuestion
    private let suspensions: Suspensions
    private let stoppedTrials: Set<Code>
    private let words: SharedWords
    private let standing: Standing

    /// The agreements that answer today, or the reason of the one that came furthest.
    private enum Standing {
        case answering([CompiledAgreement])
        case none(Code, Refusal.Cause, rule: Code?)
    }

    init(
        _ compiled: CompiledSet, _ question: PolicyQuestion, _ suspensions: Suspensions, _ stoppedTrials: Set<Code> = []
    ) {
        self.compiled = compiled
        self.question = question
        self.suspensions = suspensions
        self.stoppedTrials = stoppedTrials
        words = compiled.index.shared(question)
        standing = Self.standing(compiled, question, suspensions, day: words.day)
    }

    func decide(_ about: Code, _ category: Code, _ age: Int?) -> StageOneDecision {
        switch compiled.index.resolve(words, about: about, category: category) {
        case .failure(let unknown):
            return .refuse(refusal(category, "vocabulary-unknown", .unknownWord(unknown.word)))
        case .success(let resolved):
            guard case .answering(let agreements) = standing, !isHalted(category) else {
                return .refuse(notAnswering(category))
            }
            var open: [CompiledProhibition] = []
            if let ban = prohibited(resolved, agreements, &open), !Mutant.banOutweighed.isOn {
                return .refuse(refused(category, by: ban))
            }
            return weigh(resolved, agreements, open, category, age)
        }
    }

    /// The first prohibition that the question alone makes hold; the others that may hold are left open.
    private func prohibited(
        _ resolved: ResolvedQuestion, _ agreements: [CompiledAgreement], _ open: inout [CompiledProhibition]
    ) -> CompiledProhibition? {
        if let ban = compiled.bans.judge(resolved, adding: &open) { return ban }
        for agreement in agreements {
            if let rule = agreement.withhold.judge(resolved, adding: &open) { return rule }
        }
        return nil
    }

    private func weigh(
        _ resolved: ResolvedQuestion, _ agreements: [CompiledAgreement], _ open: [CompiledProhibition],
        _ category: Code, _ age: Int?
    ) -> StageOneDecision {
        var furthest: Furthest?
        var fitting: [CompiledShare] = []
        func look(_ shares: ShareGroup) {
            guard let found = shares.weigh(resolved, into: &fitting) else { return }
            if found.stage > furthest?.stage ?? .purpose { furthest = found }
        }
        for agreement in agreements {
            look(agreement.shares)
            for trial in agreement.trials where trial.answers && includes(trial) { look(trial.shares) }
        }
        guard let first = fitting.first else {
            return .refuse(notCovered(resolved, category, furthest, agreements[0].id))
        }
        if let age, !compiled.ages[resolved.category].contains(age) {
            return .refuse(refusal(category, "outside-age-rule", .outsideAges(category), rule: first.id))
        }
        return .permit(Permit(compiled, category, question.day, words.handOffMinutes, resolved, fitting, open))
    }

    /// The shares of trials that only watch and fit; none where something is refused before shares are looked at.
    func watched(_ about: Code, _ category: Code) -> [Code] {
        guard case .success(let resolved) = compiled.index.resolve(words, about: about, category: category),
            case .answering(let agreements) = standing, !isHalted(category)
        else { return [] }
        var open: [CompiledProhibition] = []
        guard prohibited(resolved, agreements, &open) == nil else { return [] }
        var fitting: [CompiledShare] = []
        for trial in agreements.flatMap(\.trials) where !trial.answers && includes(trial) {
            _ = trial.shares.weigh(resolved, into: &fitting)
        }
        return fitting.map(\.id)
    }
}

extension StageOne {
    private static func standing(
        _ compiled: CompiledSet, _ question: PolicyQuestion, _ suspensions: Suspensions, day: Int
    ) -> Standing {
        let all = question.holder == compiled.authority ? compiled.agreements(with: question.requester) : []
        guard let first = all.first else {
            return .none("no-agreement", .noAgreement(question.holder, question.requester), rule: nil)
        }
        if suspensions.holds(.council(question.requester)) {
            return .none("suspended", .haltedFor(question.requester), rule: nil)
        }
        let live = all.kept { ($0.isLive || Mutant.draftAnswers.isOn) && !suspensions.holds(.agreement($0.id)) }
        guard let next = live.first else { return .none("suspended", .notLive(first.id), rule: first.id) }
        let today = live.kept { $0.days.contains(day) }
        guard today.isEmpty else { return .answering(today) }
        return day < next.days.lowerBound
            ? .none("policy-not-yet-in-force", .begins(next.id, next.valid.from), rule: next.id)
            : .none("policy-expired", .ended(next.id, next.valid.until), rule: next.id)
    }

    /// A category that stands still comes before the agreements' own state and dates, but behind the council's.
    private func notAnswering(_ category: Code) -> Refusal {
        switch standing {
        case .none(let reason, let cause, let rule)
        where rule == nil || !isHalted(category): refusal(category, reason, cause, rule: rule)
        case .none, .answering: refusal(category, "suspended", .haltedCategory)
        }
    }

    private func isHalted(_ category: Code) -> Bool { suspensions.holds(.category(category)) }

    private func includes(_ trial: CompiledTrial) -> Bool {
        (trial.includes(question.team, on: words.day) || Mutant.trialForever.isOn)
            && (!stoppedTrials.contains(trial.id) || Mutant.trialForever.isOn)
            && !suspensions.holds(.trial(trial.id))
    }

    private func notCovered(
        _ resolved: ResolvedQuestion, _ category: Code, _ furthest: Furthest?, _ agreement: Code
    ) -> Refusal {
        let stage = furthest?.stage ?? .purpose
        let unmet = stage == .request ? furthest?.share?.firstUnmet(resolved) : nil
        return refusal(
            category, unmet?.reason ?? stage.reason, .notCovered(agreement), rule: furthest?.share?.id)
    }

    private func refused(_ category: Code, by ban: CompiledProhibition) -> Refusal {
        refusal(
            category, ban.tell, .prohibited(ban.because), rule: ban.id,
            handOff: ban.handsOff ? words.handOffMinutes : nil)
    }

    private func refusal(
        _ category: Code, _ reason: Code, _ cause: Refusal.Cause, rule: Code? = nil, handOff: Int? = nil
    ) -> Refusal {
        let place = compiled.index.categories[category]
        return Refusal(
            reason: reason, rule: rule, owner: place.flatMap { compiled.owners[$0] }, handOffMinutes: handOff,
            cause: cause, purpose: question.purpose, category: category, compiled: compiled)
    }
}

extension [CompiledAgreement] {
    /// Those that fit; the same array, and no new one, when all do.
    fileprivate func kept(_ fits: (CompiledAgreement) -> Bool) -> Self { allSatisfy(fits) ? self : filter(fits) }
}
