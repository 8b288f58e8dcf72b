import WireProtocol

/// Rules in words that people read.
struct RulePhrases {
    let vocabulary: Vocabulary

    func name(_ id: AuthorityID) -> String { vocabulary.authority(id)?.name ?? id.code }

    func name(ofCategory code: Code) -> String { vocabulary.category(code)?.name ?? code.text }

    /// `finding out whether … (s47-enquiry)`.
    func purpose(_ code: Code) -> String { "\(vocabulary.purpose(code)?.told ?? "") (`\(code)`)" }

    /// `a`, `b` and `c`.
    static func list(_ words: [some CustomStringConvertible], _ conjunction: String = "and") -> String {
        let quoted = words.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    /// What a share tells of a category.
    func fields(_ share: Share, of category: Code) -> [Code] {
        guard let known = vocabulary.category(category), let level = VocabularyFile.levels.firstIndex(of: share.upTo)
        else { return [] }
        let top = known.fields[level - 1].filter { share.only?.contains($0) ?? true }
        return known.fields[..<(level - 1)].flatMap(\.self) + top
    }

    func request(_ conditions: [RequestCondition]) -> [String] {
        conditions.map { "the question says \($0.fact.rawValue) \(Self.list($0.words, "or"))" }
    }

    func record(_ condition: RecordCondition) -> [String] {
        var phrases: [String] = []
        if let words = condition.involvement { phrases.append("the involvement is \(Self.list(words, "or"))") }
        if let range = condition.age { phrases.append("the person is \(Self.span(range, "years")) old") }
        if let range = condition.endedMonthsAgo {
            phrases.append("the involvement ended \(Self.span(range, "months")) ago (one that goes on counts as 0)")
        }
        return phrases
    }

    /// Everything a share wants beside the words it names.
    func conditions(_ share: Share) -> [String] { request(share.request) + record(share.record) }

    /// What a ban or a withhold rule looks at; empty where it always holds.
    func reach(_ rule: Prohibition) -> [String] {
        var phrases: [String] = []
        if let words = rule.purposes { phrases.append("for \(Self.list(words, "or"))") }
        if let words = rule.roles { phrases.append("asked by \(Self.list(words, "or"))") }
        if let words = rule.about { phrases.append("about \(Self.list(words, "or"))") }
        if let words = rule.categories { phrases.append("of \(Self.list(words, "or"))") }
        phrases += (request(rule.request) + record(rule.record)).map { "where " + $0 }
        if let marks = rule.marks { phrases.append("where somebody is marked \(Self.list(marks, "or"))") }
        if !rule.unless.isEmpty {
            phrases.append("unless " + request(rule.unless).joined(separator: " and "))
        }
        return phrases
    }

    func obligations(_ steps: ObligationScale.Steps) -> String {
        let found = vocabulary.obligations.obligations(at: steps)
        return "contact `\(found.contact)`, since `\(found.since)`, kept \(found.keepHours) hours, "
            + "onward `\(found.onward)`, the owner told `\(found.ownerTold)`"
    }

    static func span(_ range: WholeRange, _ unit: String) -> String {
        range.to.map { "\(range.from) to \($0) \(unit)" } ?? "\(range.from) \(unit) or more"
    }
}
