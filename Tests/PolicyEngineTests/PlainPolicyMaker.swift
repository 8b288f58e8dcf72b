/// Numbers that look random and are the same in every run (Steele, Lea and Flood, "Fast splittable generators", 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    mutating func some<Element>(of elements: [Element]) -> [Element] {
        let chosen = elements.filter { _ in chance(55) }
        return chosen.isEmpty ? [one(of: elements)] : chosen
    }
}

/// Makes policies, questions and records that meet often.
struct PlainPolicyMaker {
    static let purposes = ["s47-enquiry", "s17-assessment", "transfer-in", "cp-conference"]
    private static let roles = ["social-worker", "duty-worker", "team-manager"]
    private static let about = ["child", "sibling", "parent-or-carer"]
    private static let categories = PlainPolicy.fields.keys.sorted()
    private static let words: [String: [String]] = [
        "family conversation": ["held", "not-safe", "pending"], "harm threshold": ["explained"],
        "named manager": ["team-manager", "service-manager"], "urgency": ["emergency", "same-day", "standard"],
    ]
    private static let hidden = [
        "refuge-or-confidential-address", "adoption", "witness-protection", "staff-interest-conflict", "high-risk",
        "court-order-restriction", "marac", "mappa", "child-asked-not-to-share", "objection-upheld",
    ]
    private static let rows = ["protected-referrer", "third-party-information"]

    var chance: SplitMix

    mutating func policy() -> PlainPolicy {
        let bans = (0..<3).map { prohibition("ban-\($0)") }
        return PlainPolicy(
            valid: "2026-11-01"..."2027-10-31",
            bans: bans + [
                PlainRule(id: "hide-people", marks: Self.hidden, handsOff: true),
                PlainRule(id: "hide-rows", marks: Self.rows),
            ],
            shares: (0..<7).map { share("share-\($0)") },
            withhold: chance.chance(60) ? [prohibition("keep-0"), prohibition("keep-1")] : [],
            trial: chance.chance(60) ? [share("try-0"), share("try-1")] : [],
            trialDays: "2026-12-01"..."2027-02-28", trialTeam: "trial-team")
    }

    private mutating func share(_ id: String) -> PlainRule {
        var rule = PlainRule(id: id)
        rule.purposes = chance.some(of: Self.purposes)
        rule.roles = chance.some(of: Self.roles)
        rule.about = chance.some(of: Self.about)
        rule.categories = [chance.one(of: Self.categories)]
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
        if chance.chance(20) { rule.marks = chance.some(of: Self.hidden + Self.rows) }
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
            "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", "2027-02-28", "2027-03-01", "2027-10-31",
            "2027-11-01", "2027-01-15", "2027-01-16",
        ])
        question.team = chance.one(of: ["trial-team", "other-team"])
        return question
    }

    mutating func record() -> PlainRecord {
        PlainRecord(
            marks: chance.chance(75) ? [] : chance.chance(60) ? [chance.one(of: Self.hidden + Self.rows)] : nil,
            age: chance.chance(85) ? chance.one(of: [3, 4, 9, 15, 16, 17, 18, 20, 21, 25, 26, 40]) : nil,
            involvement: chance.chance(85) ? chance.one(of: ["current", "historic"]) : nil,
            ended: chance.chance(75) ? chance.one(of: [0, 5, 6, 12, 13, 24, 25, 60]) : nil)
    }
}
