package import WireProtocol

/// What the policies say of a question before anything about the person is looked at.
package enum StageOneDecision: Sendable, Equatable {
    case permit(Permit)
    case refuse(Refusal)
}

extension PolicySet {
    /// Judges the question alone. The facts of the person found are judged by ``Permit/narrow(_:)``.
    package func decide(_ question: PolicyQuestion) -> StageOneDecision {
        StageOne(compiled, question, suspensions).decide()
    }

    /// The shares of trials that answer.
    package var sharesOnTrial: [Code] { trials.filter { $0.mode == "answering" }.flatMap(\.shares).map(\.id) }

    /// Whether some trial only watches.
    package var isWatching: Bool { trials.contains { $0.mode == "watching" } }

    /// The shares of trials that only watch and would have applied to a question (READING 9: they open nothing).
    package func watchedShares(_ question: PolicyQuestion) -> [Code] {
        guard question.holder == authority, case .success(let resolved) = compiled.index.resolve(question) else {
            return []
        }
        let walk = StageOne(compiled, question, suspensions)
        guard case .success(let agreements) = walk.inForce(resolved) else { return [] }
        let rules = compiled.bans + agreements.flatMap(\.withhold)
        guard !rules.contains(where: { !$0.needsRecord && $0.holds(resolved) }) else { return [] }
        return agreements.flatMap(\.trials).filter { !$0.answers && walk.includes($0, on: resolved.day) }
            .flatMap(\.shares).filter { $0.stage(resolved) == .matches }.map(\.id)
    }
}

/// One walk through the reasons, in the order in which they are told (READING 7).
struct StageOne {
    let compiled: CompiledSet
    let question: PolicyQuestion
    let suspensions: Suspensions

    init(_ compiled: CompiledSet, _ question: PolicyQuestion, _ suspensions: Suspensions) {
        self.compiled = compiled
        self.question = question
        self.suspensions = suspensions
    }

    func decide() -> StageOneDecision {
        switch compiled.index.resolve(question) {
        case .failure(let unknown): .refuse(refusal("vocabulary-unknown", .unknownWord(unknown.word)))
        case .success(let resolved): decide(resolved)
        }
    }

    private func decide(_ resolved: ResolvedQuestion) -> StageOneDecision {
        let agreements: [CompiledAgreement]
        switch inForce(resolved) {
        case .failure(let refusal): return .refuse(refusal)
        case .success(let found): agreements = found
        }
        var open: [CompiledProhibition] = []
        for ban in compiled.bans where ban.holds(resolved) {
            if !ban.needsRecord { return .refuse(refused(by: ban)) }
            open.append(ban)
        }
        for rule in agreements.lazy.flatMap(\.withhold) where rule.holds(resolved) {
            if !rule.needsRecord { return .refuse(refused(by: rule)) }
            open.append(rule)
        }
        return weigh(resolved, agreements, open)
    }

    /// The agreements that answer today, or the reason of the one that came furthest.
    fileprivate func inForce(_ resolved: ResolvedQuestion) -> Result<[CompiledAgreement], Refusal> {
        guard question.holder == compiled.authority, let all = compiled.partners[question.requester], !all.isEmpty
        else {
            return .failure(refusal("no-agreement", .noAgreement(question.holder, question.requester)))
        }
        if let halt { return .failure(refusal("suspended", halt)) }
        let today = all.filter { $0.days.contains(resolved.day) && answers($0) }
        guard today.isEmpty else { return .success(today) }
        guard let live = all.first(where: answers) else {
            return .failure(refusal("suspended", .notLive(all[0].id), rule: all[0].id))
        }
        let begins = resolved.day < live.days.lowerBound
        return .failure(
            refusal(
                begins ? "policy-not-yet-in-force" : "policy-expired",
                begins ? .begins(live.id, live.valid.from) : .ended(live.id, live.valid.until), rule: live.id))
    }

    /// What stands still for everybody, for this council or for this category.
    private var halt: Refusal.Cause? {
        if suspensions.holds(.council(question.requester)) { return .haltedFor(question.requester) }
        return suspensions.holds(.category(question.category)) ? .haltedCategory : nil
    }

    private func answers(_ agreement: CompiledAgreement) -> Bool {
        agreement.isLive && !suspensions.holds(.agreement(agreement.id))
    }

    fileprivate func includes(_ trial: CompiledTrial, on day: Int) -> Bool {
        trial.includes(question.team, on: day) && !suspensions.holds(.trial(trial.id))
    }

    private func weigh(
        _ resolved: ResolvedQuestion, _ agreements: [CompiledAgreement], _ open: [CompiledProhibition]
    ) -> StageOneDecision {
        var furthest: (stage: ShareStage, share: CompiledShare)?
        var matching: [CompiledShare] = []
        for agreement in agreements {
            let trials = agreement.trials.filter { $0.answers && includes($0, on: resolved.day) }
            for share in [agreement.shares, trials.flatMap(\.shares)].joined() {
                let stage = share.stage(resolved)
                if stage == .matches { matching.append(share) }
                if furthest.map({ stage > $0.stage }) ?? true { furthest = (stage, share) }
            }
        }
        guard let first = matching.first else {
            return .refuse(notCovered(resolved, furthest, agreements[0].id))
        }
        let category = compiled.vocabulary.categories[resolved.category]
        if let age = question.age, !category.ages.contains(age) {
            return .refuse(refusal("outside-age-rule", .outsideAges(category.code), rule: first.id))
        }
        return .permit(Permit(compiled, question, resolved, matching, open))
    }

    private func notCovered(
        _ resolved: ResolvedQuestion, _ furthest: (stage: ShareStage, share: CompiledShare)?, _ agreement: Code
    ) -> Refusal {
        guard let furthest else { return refusal("purpose-not-covered", .notCovered(agreement)) }
        let namesCategory = furthest.stage > .category
        let unmet = furthest.stage == .request ? furthest.share.firstUnmet(resolved) : nil
        return refusal(
            unmet?.reason ?? furthest.stage.reason, .notCovered(agreement),
            rule: namesCategory ? furthest.share.id : nil)
    }

    private func refused(by ban: CompiledProhibition) -> Refusal {
        refusal(
            ban.tell, .prohibited(ban.because), rule: ban.id,
            handOff: ban.handsOff ? compiled.handOffMinutes(question.urgency) : nil)
    }

    private func refusal(_ reason: Code, _ cause: Refusal.Cause, rule: Code? = nil, handOff: Int? = nil) -> Refusal {
        let category = compiled.index.categories[question.category]
        return Refusal(
            reason: reason, rule: rule, owner: category.flatMap { compiled.owners[$0] }, handOffMinutes: handOff,
            cause: cause, purpose: question.purpose, category: question.category, compiled: compiled)
    }
}
