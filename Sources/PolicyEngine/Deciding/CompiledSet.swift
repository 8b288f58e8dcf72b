import WireProtocol

/// The rules of a set in the form decisions are made from.
final class CompiledSet: Sendable {
    let authority: AuthorityID
    let vocabulary: Vocabulary
    let index: WordIndex
    let bans: ProhibitionGroup
    /// By category.
    let owners: [String?]
    /// By category, the ages that bind every share of it.
    let ages: [WholeRange]
    /// The marks that leave one row out, and the one a court sets.
    let marksOfRows: Bits
    let marksOfCourts: Bits
    private let requesters: TextPlaces
    private let partners: [[CompiledAgreement]]

    init(
        authority: AuthorityID, vocabulary: Vocabulary, bans: [Prohibition], agreements: [Agreement],
        trials: [Trial], owners: [CategoryOwner]
    ) {
        let index = WordIndex(vocabulary)
        self.authority = authority
        self.vocabulary = vocabulary
        self.index = index
        self.bans = ProhibitionGroup(bans, valid: nil, index)
        let groups = Dictionary(grouping: agreements, by: \.requester).sorted { $0.key < $1.key }
        let changes = Dictionary(grouping: trials, by: \.agreement)
        requesters = TextPlaces(groups.map(\.key.code))
        partners = groups.map { _, group in
            group.map { CompiledAgreement($0, changes[$0.id] ?? [], index) }
        }
        let posts = Dictionary(owners.map { ($0.category, $0.owner) }) { first, _ in first }
        self.owners = vocabulary.categories.map { posts[$0.code] }
        ages = vocabulary.categories.map(\.ages)
        marksOfRows = index.marks.bits(vocabulary.marks.filter { $0.effect == "row-left-out" }.map(\.code))
        marksOfCourts = index.marks.bits(["court-order-restriction"])
    }

    /// The agreements with a council, in the order of their files; none for a council that has none.
    func agreements(with requester: AuthorityID) -> [CompiledAgreement] {
        requesters[requester.code].map { partners[$0] } ?? []
    }
}

final class CompiledAgreement: Sendable {
    let id: Code
    let isLive: Bool
    let valid: DayRange
    let days: ClosedRange<Int>
    let shares: ShareGroup
    let withhold: ProhibitionGroup
    let trials: [CompiledTrial]

    init(_ agreement: Agreement, _ trials: [Trial], _ index: WordIndex) {
        id = agreement.id
        isLive = agreement.state == "live"
        valid = agreement.valid
        days = agreement.valid.from.daysSinceEpoch...agreement.valid.until.daysSinceEpoch
        shares = ShareGroup(agreement.shares, valid: days, index)
        withhold = ProhibitionGroup(agreement.withhold, valid: days, index)
        self.trials = trials.map { CompiledTrial($0, index) }
    }
}

final class CompiledTrial: Sendable {
    let id: Code
    let runs: Bool
    let answers: Bool
    let days: ClosedRange<Int>
    let teams: Set<Code>
    let shares: ShareGroup

    init(_ trial: Trial, _ index: WordIndex) {
        id = trial.id
        runs = trial.state == "trial"
        answers = trial.mode == "answering"
        days = trial.valid.from.daysSinceEpoch...trial.valid.until.daysSinceEpoch
        teams = Set(trial.teams)
        shares = ShareGroup(trial.shares, valid: days, index)
    }

    func includes(_ team: Code, on day: Int) -> Bool { runs && days.contains(day) && teams.contains(team) }
}
