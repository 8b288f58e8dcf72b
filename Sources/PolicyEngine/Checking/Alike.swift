import WireProtocol

/// Words that no rule tells apart for one purpose and one category: one of them decides for all.
struct Alike {
    let roles: [Code]
    let about: [Code]
    /// What the request may say of each fact, in every combination.
    let requests: [[Code?]]

    /// `nil` where no share of these agreement's has this purpose and category within the clause.
    init?(
        _ purpose: Code, _ category: Code, _ shares: [Share], _ rules: [Prohibition], _ clause: NeverClause,
        _ vocabulary: Vocabulary
    ) {
        let shares = shares.filter { share in
            share.purposes.contains { $0.value == purpose } && share.categories.contains { $0.value == category }
        }
        guard !shares.isEmpty, clause.purposes?.contains(purpose) ?? true, clause.categories?.contains(category) ?? true
        else { return nil }
        let rules = rules.filter { rule in
            rule.purposes?.contains(purpose) ?? true && rule.categories?.contains(category) ?? true
        }
        let roleLists = shares.map { $0.roles.map(\.value) } + rules.compactMap(\.roles)
        roles = Self.oneOfEach(vocabulary.roles.filter { clause.roles?.contains($0) ?? true }, roleLists)
        let aboutLists = shares.map { $0.about.map(\.value) } + rules.compactMap(\.about)
        about = Self.oneOfEach(
            vocabulary.about.map(\.word).filter { clause.about?.contains($0) ?? true }, aboutLists)
        let tested = shares.flatMap(\.request) + rules.flatMap { $0.request + $0.unless }
        requests = RequestFact.allCases.enumerated().reduce([[]]) { combinations, entry in
            let lists = tested.filter { $0.fact == entry.element }.map(\.words)
            let choices = Self.choices(entry.element, lists, clause, vocabulary.requestFacts[entry.offset])
            return combinations.flatMap { combination in choices.map { combination + [$0] } }
        }
    }

    /// What is not said is a choice too, unless the clause wants it said; how urgent it is, a question always says.
    private static func choices(_ fact: RequestFact, _ lists: [[Code]], _ clause: NeverClause, _ all: [Code]) -> [Code?]
    {
        let wanted = clause.request.first { $0.fact == fact }?.words
        if let wanted { return oneOfEach(wanted, lists) }
        if fact == .urgency { return oneOfEach(all, lists) }
        return lists.isEmpty ? [nil] : oneOfEach(all, lists) + [nil]
    }

    private static func oneOfEach(_ words: [Code], _ lists: [[Code]]) -> [Code] {
        var seen: Set<[Bool]> = []
        return words.filter { word in seen.insert(lists.map { $0.contains(word) }).inserted }
    }
}
