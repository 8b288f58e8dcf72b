import TestSupport

/// Makes policies, questions and records that meet often.
struct PlainPolicyMaker {
    private static let words = PlainPolicy.words
    private static let purposes = words["purpose"] ?? []
    private static let roles = words["role"] ?? []
    private static let about = words["about"] ?? []
    private static let categories = PlainPolicy.fields.keys.sorted()

    var chance: SeededRandom

    mutating func policy() -> PlainPolicy {
        let bans = (0..<Int.random(in: 0...3, using: &chance)).map { prohibition("ban-\($0)") }
        let second = chance.chance(40) ? [agreement("b")] : []
        return PlainPolicy(
            bans: bans + [
                PlainRule(id: "hide-people", marks: PlainPolicy.hiding, handsOff: true),
                PlainRule(id: "hide-rows", marks: PlainPolicy.ofRows),
            ], agreements: [agreement("a")] + second)
    }

    private mutating func agreement(_ name: String) -> PlainAgreement {
        PlainAgreement(
            id: name, state: chance.chance(88) ? "live" : chance.one(of: ["draft", "trial", "suspended", "ended"]),
            valid: chance.one(of: [
                "2026-11-01"..."2027-10-31", "2026-11-01"..."2027-10-31", "2026-11-30"..."2027-03-15",
            ]),
            shares: (0..<6).map { share("share-\(name)-\($0)") },
            withhold: chance.chance(35) ? [prohibition("keep-\(name)-0"), prohibition("keep-\(name)-1")] : [],
            trial: chance.chance(60) ? trial(name) : nil)
    }

    private mutating func trial(_ name: String) -> PlainTrial {
        PlainTrial(
            state: chance.chance(85) ? "trial" : chance.one(of: ["draft", "suspended", "ended"]),
            mode: chance.chance(80) ? "answering" : "watching", days: "2026-12-01"..."2027-02-28", team: "trial-team",
            shares: [share("try-\(name)-0"), share("try-\(name)-1")])
    }

    private mutating func share(_ id: String) -> PlainRule {
        var rule = PlainRule(id: id)
        rule.purposes = chance.some(of: Self.purposes)
        rule.roles = chance.some(of: Self.roles)
        rule.about = chance.some(of: Self.about)
        let first = chance.one(of: Self.categories)
        rule.categories = chance.chance(70) ? [first] : Array(Set([first, chance.one(of: Self.categories)])).sorted()
        rule.upTo = chance.one(of: PlainPolicy.levels)
        if chance.chance(40), let own = PlainPolicy.fields[rule.categories?.first ?? ""] {
            rule.only = chance.some(of: own[PlainPolicy.levels.firstIndex(of: rule.upTo) ?? 0])
        }
        rule.says = conditions(["family conversation", "harm threshold", "named manager"])
        addRecordTests(to: &rule)
        for key in PlainPolicy.scales.keys.sorted() where chance.chance(60) {
            rule.with[key] = chance.one(of: PlainPolicy.scales[key] ?? [])
        }
        return rule
    }

    private mutating func prohibition(_ id: String) -> PlainRule {
        var rule = PlainRule(id: id)
        if chance.chance(50) { rule.purposes = chance.some(of: Self.purposes) }
        if chance.chance(30) { rule.roles = [chance.one(of: Self.roles)] }
        if chance.chance(30) { rule.about = [chance.one(of: Self.about)] }
        if chance.chance(80) { rule.categories = chance.some(of: Self.categories) }
        rule.says = conditions(PlainPolicy.facts)
        rule.unless = conditions(PlainPolicy.facts)
        if chance.chance(60) { addRecordTests(to: &rule) }
        if chance.chance(20) { rule.marks = chance.some(of: PlainPolicy.hiding + PlainPolicy.ofRows) }
        rule.handsOff = chance.chance(40)
        if !rule.looksAtRecord {
            // A ban on everything would leave nothing to compare.
            rule.categories = [chance.one(of: Self.categories)]
            rule.tell = chance.one(of: ["category-not-covered", "answered-by-people", "purpose-not-covered"])
        }
        return rule
    }

    private mutating func conditions(_ facts: [String]) -> [String: [String]] {
        var conditions: [String: [String]] = [:]
        for fact in facts where chance.chance(15) { conditions[fact] = chance.some(of: Self.words[fact] ?? []) }
        return conditions
    }

    private mutating func addRecordTests(to rule: inout PlainRule) {
        if chance.chance(40) { rule.involvement = chance.some(of: ["current", "historic"]) }
        if chance.chance(25) { rule.ended = chance.one(of: [0...12, 6...24, 25...900]) }
        if chance.chance(20) { rule.age = chance.one(of: [0...17, 18...99, 16...25]) }
    }

    mutating func question() -> PlainQuestion {
        var question = PlainQuestion(
            purpose: chance.one(of: Self.purposes), role: chance.one(of: Self.roles),
            about: chance.one(of: Self.about), category: chance.one(of: Self.categories),
            upTo: chance.one(of: PlainPolicy.levels))
        for fact in PlainPolicy.facts where fact == "urgency" || chance.chance(70) {
            question.says[fact] = chance.one(of: Self.words[fact] ?? [])
        }
        if chance.chance(40) { question.age = chance.one(of: [3, 4, 9, 15, 16, 20, 21, 25, 26, 40]) }
        question.day = chance.one(of: [
            "2026-10-31", "2026-11-01", "2026-11-29", "2026-11-30", "2026-12-01", "2027-02-28", "2027-03-01",
            "2027-10-31", "2027-11-01", "2027-03-15", "2027-03-16",
        ])
        question.team = chance.one(of: ["trial-team", "other-team"])
        if chance.chance(6) { misspeak(&question) }
        return question
    }

    /// A word or a council that the policies do not know.
    private mutating func misspeak(_ question: inout PlainQuestion) {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: question.purpose = "curiosity"
        case 1: question.role = "neighbour"
        case 2: question.about = "stranger"
        case 3: question.category = "library"
        case 4: question.upTo = chance.one(of: ["none", "everything"])
        case 5: question.says[chance.one(of: PlainPolicy.facts)] = "perhaps"
        case 6: question.requester = "E08000032"
        default: question.holder = "E08000032"
        }
    }

    mutating func record() -> PlainRecord {
        PlainRecord(
            marks: chance.chance(92) ? marks() : nil,
            age: chance.chance(85) ? chance.one(of: [3, 4, 9, 15, 16, 17, 18, 20, 21, 25, 26, 40]) : nil,
            involvement: chance.chance(85)
                ? chance.one(of: ["current", "historic", "current", "historic", "past"]) : nil,
            ended: chance.chance(75) ? chance.one(of: [0, 5, 6, 12, 13, 24, 25, 60]) : nil)
    }

    private mutating func marks() -> [String] {
        guard chance.chance(20) else { return [] }
        let known = PlainPolicy.hiding + PlainPolicy.ofRows
        return (0...Int.random(in: 0...1, using: &chance)).map { _ in
            chance.chance(90) ? chance.one(of: known) : "misspelt-mark"
        }
    }
}
