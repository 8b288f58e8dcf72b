package import PolicyEngine
package import WireProtocol

/// What a trial did, beside what was before it and what other teams met meanwhile: counts of questions and of what people
/// noted, never of people.
package struct TrialReport: Sendable {
    /// How many questions of a group came how far.
    struct Group: Sendable {
        /// Questions of the kind the trial's shares are about.
        var asked = 0
        /// Of these, those for which something of it was permitted, by whatever share.
        var permitted = 0
        /// Of these, those that showed something of it.
        var shown = 0
        /// Of these, those that the trial's own shares answered.
        var answered = 0
        /// Of these, those that they would have answered, had it not only watched.
        var watched = 0
    }

    package let trial: Trial
    /// The day it is made.
    let day: CalendarDay
    let standsStill: Bool
    private let requester: AuthorityID
    private let shares: Set<Code>
    private(set) var before = Group()
    private(set) var during = Group()
    private(set) var others = Group()
    private(set) var notes: [TrialNote] = []

    /// `nil` for a trial that the set does not have.
    package init?(of trial: Code, in set: PolicySet, on day: CalendarDay) {
        guard let trial = set.trials.first(where: { $0.id == trial }),
            let agreement = set.agreements.first(where: { $0.id == trial.agreement })
        else { return nil }
        self.trial = trial
        self.day = day
        requester = agreement.requester
        shares = Set(trial.shares.map(\.id))
        standsStill = set.suspensions.holds(.trial(trial.id))
    }

    /// The days that are looked at: those of the trial until now.
    var days: DayRange? {
        let last = min(day, trial.valid.until)
        return last < trial.valid.from ? nil : DayRange(from: trial.valid.from, until: last)
    }

    /// As many days before it.
    var baseline: DayRange? {
        days.map { DayRange(from: $0.from.adding(days: -$0.length), until: $0.from.adding(days: -1)) }
    }

    /// Counts one question, if it is of the kind the trial is about.
    package mutating func take(_ question: RecordedQuestion) {
        guard question.requester == requester, let days, let baseline else { return }
        let decisions = question.decisions.filter(isAbout)
        guard !decisions.isEmpty else { return }
        let isOfCohort = trial.teams.contains(question.team)
        if days.contains(question.day) {
            if isOfCohort { count(question, decisions, in: \.during) } else { count(question, decisions, in: \.others) }
        } else if baseline.contains(question.day), isOfCohort {
            count(question, decisions, in: \.before)
        }
    }

    package mutating func take(_ note: TrialNote) {
        if note.trial == trial.id { notes.append(note) }
    }

    private mutating func count(
        _ question: RecordedQuestion, _ decisions: [RecordedDecision], in group: WritableKeyPath<TrialReport, Group>
    ) {
        let levels = decisions.compactMap { decision -> Code?? in
            if case .permitted(_, let shown) = decision.outcome { .some(shown) } else { nil }
        }
        self[keyPath: group].asked += 1
        self[keyPath: group].permitted += levels.isEmpty ? 0 : 1
        self[keyPath: group].shown += levels.contains { $0.map { $0 != "nothing-to-show" } ?? false } ? 1 : 0
        self[keyPath: group].answered += question.tried.contains(where: shares.contains) ? 1 : 0
        self[keyPath: group].watched += question.watched.contains(where: shares.contains) ? 1 : 0
    }

    private func isAbout(_ decision: RecordedDecision) -> Bool {
        let question = decision.question
        return trial.shares.contains { share in
            share.purposes.contains { $0.value == question.purpose }
                && share.roles.contains { $0.value == question.role }
                && share.about.contains { $0.value == question.about }
                && share.categories.contains { $0.value == question.category }
        }
    }

    // MARK: Measures

    /// What was counted of a measure before the trial, and from its first day on.
    func counted(_ measure: Code) -> (before: Int, since: Int) {
        notes.reduce(into: (0, 0)) { sums, note in
            guard case .counted(measure, let add, let day) = note.content else { return }
            if day < trial.valid.from { sums.0 += add } else { sums.1 += add }
        }
    }

    package var stopRuleIsReached: Bool { trial.isStopped(by: notes) }

    /// The outcome noted last, and why.
    var decided: (outcome: Code, because: String)? {
        for note in notes.reversed() {
            if case .decided(let outcome, let because) = note.content { return (outcome, because) }
        }
        return nil
    }
}
