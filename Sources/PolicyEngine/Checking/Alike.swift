import WireProtocol

/// Words that no rule of a set tells apart: one of them decides for all.
struct Alike {
    private let purposeLists: [[Code]]
    private let roleLists: [[Code]]
    private let aboutLists: [[Code]]
    private let requestLists: [RequestFact: [[Code]]]
    private let vocabulary: Vocabulary

    init(_ set: PolicySet, _ clause: NeverClause) {
        vocabulary = set.vocabulary
        let shares = set.agreements.flatMap(\.shares) + set.trials.flatMap(\.shares)
        let rules = set.bans + set.agreements.flatMap(\.withhold)
        purposeLists = shares.map { $0.purposes.map(\.value) } + (rules.map(\.purposes) + [clause.purposes]).compactMap(\.self)
        roleLists = shares.map { $0.roles.map(\.value) } + (rules.map(\.roles) + [clause.roles]).compactMap(\.self)
        aboutLists = shares.map { $0.about.map(\.value) } + (rules.map(\.about) + [clause.about]).compactMap(\.self)
        let conditions = shares.flatMap(\.request) + rules.flatMap { $0.request + $0.unless } + clause.request
        requestLists = Dictionary(grouping: conditions, by: \.fact).mapValues { $0.map(\.words) }
    }

    func purposes(in box: [Code], _ wanted: [Code]?) -> [Code] { oneOfEach(box, wanted, purposeLists) }
    func roles(in box: [Code], _ wanted: [Code]?) -> [Code] { oneOfEach(box, wanted, roleLists) }
    func about(in box: [Code], _ wanted: [Code]?) -> [Code] { oneOfEach(box, wanted, aboutLists) }

    /// What the request may say inside the box of a share and of a clause; one of each kind, in every combination.
    func requests(_ share: Share, _ clause: NeverClause) -> [[Code?]] {
        RequestFact.allCases.enumerated().reduce([[]]) { combinations, entry in
            let choices = choices(entry.element, at: entry.offset, share, clause)
            return combinations.flatMap { combination in choices.map { combination + [$0] } }
        }
    }

    private func choices(_ fact: RequestFact, at place: Int, _ share: Share, _ clause: NeverClause) -> [Code?] {
        let boxes = (share.request + clause.request).filter { $0.fact == fact }.map(\.words)
        let words = vocabulary.requestFacts[place].filter { word in boxes.allSatisfy { $0.contains(word) } }
        let chosen: [Code?] = oneOfEach(words, nil, requestLists[fact] ?? [])
        // A word that is not said satisfies no condition; and how urgent a question is, it always says.
        return boxes.isEmpty && fact != .urgency ? chosen + [nil] : chosen
    }

    private func oneOfEach(_ box: [Code], _ wanted: [Code]?, _ lists: [[Code]]) -> [Code] {
        var seen: Set<[Bool]> = []
        return box.filter { wanted?.contains($0) ?? true }.filter { word in
            seen.insert(lists.map { $0.contains(word) }).inserted
        }
    }
}
