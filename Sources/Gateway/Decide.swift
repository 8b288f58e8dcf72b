import AuditTrail
import PeerDirectory
import PolicyWorkbench
import PolicyEngine
import WireProtocol

/// What the policies say about one question, before any record is opened.
struct Ruling: Sendable {
    /// The set that decided; the rest of the walk uses no other.
    let policies: PolicySet
    /// One row a subject, one decision a category, in the order asked.
    let decisions: [[StageOneDecision]]
    /// The decision day, in England.
    let day: CalendarDay
    /// The agreed numbers of questions that this one is the first to be above; a manager is to be told.
    let limitsToTell: [Agreement.Limit]
    /// Shares of trials that only watch and would have fitted; for the record, and nobody's answer.
    let watched: [Code]
    /// Shares of trials that answer and did permit something; for the record.
    let tried: [Code]

    fileprivate init(
        policies: PolicySet, decisions: [[StageOneDecision]], day: CalendarDay, limitsToTell: [Agreement.Limit],
        watched: [Code]
    ) {
        self.policies = policies
        self.decisions = decisions
        self.day = day
        self.limitsToTell = limitsToTell
        self.watched = watched
        let permitted = decisions.joined().compactMap(\.permit).flatMap(\.grantedBy)
        tried = permitted.isEmpty ? [] : Set(permitted).intersection(policies.sharesOnTrial).sorted()
    }

    /// Whether anything at all may be looked up about a subject.
    func permitsSearch(of subject: Int) -> Bool {
        Mutant.unpermittedSearch.isOn || decisions[subject].contains { $0.permit != nil }
    }
}

extension StageOneDecision {
    var permit: Permit? {
        if case .permit(let permit) = self { permit } else { nil }
    }
}

/// Room 2. Decides every subject and category on question and published policy alone.
struct Decider: Sendable {
    let node: NodeContext
    private let quota: AgreementQuota

    /// Counts on from the questions of the last day, and of the hour by which a day in England may be longer.
    init(node: NodeContext) throws(AuditFailure) {
        self.node = node
        try node.trials.load(from: node.audit)
        quota = AgreementQuota(counting: try node.audit.answered(since: node.now().adding(seconds: -90_000)))
    }

    func decide(_ query: VerifiedQuery) -> Ruling {
        let policies = node.trials.heeded(by: query.policies)
        let question = query.question
        let day = query.now.londonDay
        let verdict = quota.take(question, under: policies, at: query.now)
        let unknown = Mutant.wordGuessed.isOn ? nil : policies.vocabulary.unknownWord(of: question.law)
        let decisions: [[StageOneDecision]] =
            if !verdict.isWithin {
                question.refused { policies.rateLimited($0, purpose: question.purpose) }
            } else if let unknown {
                question.refused { policies.unknown(unknown, $0, purpose: question.purpose) }
            } else {
                question.decided(by: policies, on: day)
            }
        let watched = verdict.isWithin && unknown == nil ? watchedShares(question, policies, day) : []
        return Ruling(
            policies: policies, decisions: decisions, day: day, limitsToTell: verdict.toTell, watched: watched)
    }

    private func watchedShares(_ question: FamilyQuery, _ policies: PolicySet, _ day: CalendarDay) -> [Code] {
        guard policies.isWatching else { return [] }
        let shares = question.subjects.flatMap { subject in
            question.categories.flatMap { category in
                policies.watchedShares(question.policyQuestion(about: subject, category: category, day: day))
            }
        }
        return Set(shares).sorted()
    }
}

extension FamilyQuery {
    func policyQuestion(about subject: Subject, category: Code, day: CalendarDay) -> PolicyQuestion {
        PolicyQuestion(
            holder: to, requester: from, team: worker.team, purpose: purpose, role: worker.role, about: subject.about,
            category: category, upTo: upTo, familyConversation: familyConversation, harmThreshold: harmThreshold,
            namedManager: namedManager, urgency: urgency, age: subject.age(on: day), day: day)
    }

    /// A decision for every person and category; what the question says once is looked up once.
    fileprivate func decided(by policies: PolicySet, on day: CalendarDay) -> [[StageOneDecision]] {
        guard let category = categories.first else { return subjects.map { _ in [] } }
        let each = subjects.map { policyQuestion(about: $0, category: category, day: day) }
        guard let first = each.first else { return [] }
        return policies.decide(first, people: each.map { ($0.about, $0.age) }, categories: categories)
    }

    /// The same refusal for everybody, a category at a time.
    fileprivate func refused(_ refusal: (Code) -> PolicyEngine.Refusal) -> [[StageOneDecision]] {
        subjects.map { _ in categories.map { .refuse(refusal($0)) } }
    }
}

extension Subject {
    /// Whole years on a day, by the date of birth in the question.
    func age(on day: CalendarDay) -> Int? {
        guard let born = dateOfBirth?.reveal() else { return nil }
        return Mutant.ageByYear.isOn ? day.year - born.year : born.wholeYears(until: day)
    }
}
