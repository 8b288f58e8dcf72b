import WireProtocol

/// The rules of a set in the form decisions are made from.
final class CompiledSet: Sendable {
    let authority: AuthorityID
    let vocabulary: Vocabulary
    let index: WordIndex
    let bans: [CompiledProhibition]
    let partners: [AuthorityID: [CompiledAgreement]]
    /// By category.
    let owners: [String?]

    init(
        authority: AuthorityID, vocabulary: Vocabulary, bans: [Prohibition], agreements: [Agreement],
        trials: [Trial], owners: [CategoryOwner]
    ) {
        let index = WordIndex(vocabulary)
        self.authority = authority
        self.vocabulary = vocabulary
        self.index = index
        self.bans = bans.map { CompiledProhibition($0, index) }
        partners = Dictionary(grouping: agreements, by: \.requester).mapValues { group in
            group.map { agreement in
                CompiledAgreement(agreement, trials.filter { $0.agreement == agreement.id }, index)
            }
        }
        self.owners = vocabulary.categories.map { category in
            owners.first { $0.category == category.code }?.owner
        }
    }

    func handOffMinutes(_ urgency: Code) -> Int? { vocabulary.handOffMinutes[urgency] }
}

final class CompiledAgreement: Sendable {
    let id: Code
    let isLive: Bool
    let valid: DayRange
    let days: ClosedRange<Int>
    let shares: [CompiledShare]
    let withhold: [CompiledProhibition]
    let trials: [CompiledTrial]

    init(_ agreement: Agreement, _ trials: [Trial], _ index: WordIndex) {
        id = agreement.id
        isLive = agreement.state == "live"
        valid = agreement.valid
        days = agreement.valid.from.daysSinceEpoch...agreement.valid.until.daysSinceEpoch
        shares = agreement.shares.map { CompiledShare($0, index) }
        withhold = agreement.withhold.map { CompiledProhibition($0, index) }
        self.trials = trials.map { CompiledTrial($0, index) }
    }
}

final class CompiledTrial: Sendable {
    let id: Code
    let runs: Bool
    let answers: Bool
    let days: ClosedRange<Int>
    let teams: Set<Code>
    let shares: [CompiledShare]

    init(_ trial: Trial, _ index: WordIndex) {
        id = trial.id
        runs = trial.state == "trial"
        answers = trial.mode == "answering"
        days = trial.valid.from.daysSinceEpoch...trial.valid.until.daysSinceEpoch
        teams = Set(trial.teams)
        shares = trial.shares.map { CompiledShare($0, index) }
    }

    func includes(_ team: Code, on day: Int) -> Bool { runs && days.contains(day) && teams.contains(team) }
}
