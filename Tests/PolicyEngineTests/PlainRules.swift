/// Invented rules as plain text and numbers, and a reading of them that shares nothing with the engine: one step, with
/// every fact known or known to be missing, written as READING says it and as slowly as it likes.
struct PlainRule {
    var id = ""
    /// `nil` only in prohibitions: any.
    var purposes: [String]?
    var roles: [String]?
    var about: [String]?
    var categories: [String]?
    var says: [String: [String]] = [:]
    var unless: [String: [String]] = [:]
    var age: ClosedRange<Int>?
    var involvement: [String]?
    var ended: ClosedRange<Int>?
    var marks: [String]?
    // Shares only.
    var upTo = "flag"
    var only: [String]?
    var with: [String: String] = [:]
    // Prohibitions only.
    var tell = "nothing-to-show"
    var handsOff = false

    var looksAtRecord: Bool { age != nil || involvement != nil || ended != nil || marks != nil }
}

/// What is asked, in words.
struct PlainQuestion {
    var purpose = ""
    var role = ""
    var about = ""
    var category = ""
    var upTo = ""
    var says: [String: String] = [:]
    var age: Int?
    var day = ""
    var team = ""
}

/// What is on record, in words.
struct PlainRecord {
    var marks: [String]?
    var age: Int?
    var involvement: String?
    var ended: Int?
}

/// What one reading with all facts at once comes to.
struct PlainOutcome: Equatable {
    var refused: String?
    var fields: Set<String> = []
    var by: [String] = []
    var missing: Set<String> = []
    var handsOff = false
    var with: [String: Int] = [:]
}

/// A council's rules towards one other council.
struct PlainPolicy {
    var valid: ClosedRange<String>
    var bans: [PlainRule]
    var shares: [PlainRule]
    var withhold: [PlainRule]
    var trial: [PlainRule]
    var trialDays: ClosedRange<String>
    var trialTeam: String

    static let ages: [String: ClosedRange<Int>] = [
        "school": 4...20, "housing": 16...999, "anti-social-behaviour": 16...999, "adult-social-care": 16...999,
        "childrens-social-care": 0...25,
    ]
    static let fields: [String: [[String]]] = [
        "school": [["involvement"], ["organisation", "contact", "phone", "email"], ["since", "admission-type"]],
        "housing": [
            ["involvement"], ["organisation", "contact", "phone", "email"],
            ["since", "eviction", "notice-seeking-possession", "rent-arrears"],
        ],
        "anti-social-behaviour": [
            ["involvement"], ["organisation", "contact", "phone", "email"], ["open-or-closed"],
        ],
        "adult-social-care": [
            ["involvement"], ["organisation", "contact", "phone", "email"], ["since", "last-contact"],
        ],
        "childrens-social-care": [["involvement"], ["organisation", "contact", "phone", "email"], ["since"]],
    ]
    static let levels = ["flag", "contact", "detail"]
    static let scales: [String: [String]] = [
        "contact": ["person", "team"], "since": ["day", "month", "year", "withheld"], "keep hours": ["24", "8", "1"],
        "onward": ["case-file", "nobody"], "owner told": ["monthly", "weekly", "same-day"],
    ]
    static let facts = ["family conversation", "harm threshold", "named manager", "urgency"]
    static let factReasons = [
        "family conversation": "family-conversation-missing", "harm threshold": "harm-threshold-missing",
        "named manager": "manager-not-named",
    ]

    func answer(_ question: PlainQuestion, _ record: PlainRecord) -> PlainOutcome {
        if let reason = dateReason(question) { return PlainOutcome(refused: reason) }
        let prohibitions = (bans + withhold).filter { isAbout($0, question) && holdsByRequest($0, question) }
        if let told = prohibitions.first(where: { !$0.looksAtRecord }) {
            return PlainOutcome(refused: told.tell, handsOff: told.handsOff)
        }
        let runs = trialDays.contains(question.day) && question.team == trialTeam
        let all = shares + (runs ? trial : [])
        let fitting = all.filter { misfit($0, question) == nil }
        guard !fitting.isEmpty else { return PlainOutcome(refused: furthestReason(all, question)) }
        if let age = question.age, let ages = Self.ages[question.category], !ages.contains(age) {
            return PlainOutcome(refused: "outside-age-rule")
        }
        return weigh(question, record, fitting, prohibitions)
    }

    private func weigh(
        _ question: PlainQuestion, _ record: PlainRecord, _ fitting: [PlainRule], _ prohibitions: [PlainRule]
    ) -> PlainOutcome {
        var outcome = PlainOutcome()
        for share in fitting {
            for (key, scale) in Self.scales {
                let step = scale.firstIndex(of: share.with[key] ?? scale[0]) ?? 0
                outcome.with[key] = max(outcome.with[key] ?? 0, step)
            }
        }
        var holding: [String] = []
        for rule in prohibitions {
            let tests = recordTests(rule, record)
            if tests.contains(where: { $0.1 == false }) { continue }
            holding.append(rule.id)
            outcome.missing.formUnion(tests.filter { $0.1 == nil }.map(\.0))
            let known = rule.marks.map { marks in (record.marks ?? []).contains(where: marks.contains) }
            if rule.handsOff, known ?? tests.allSatisfy({ $0.1 == true }) { outcome.handsOff = true }
        }
        for share in fitting {
            var tests = recordTests(share, record)
            tests.append(("age", record.age.map { Self.ages[question.category]?.contains($0) ?? false }))
            if tests.contains(where: { $0.1 == false }) { continue }
            let absent = tests.filter { $0.1 == nil }.map(\.0)
            outcome.missing.formUnion(absent)
            guard absent.isEmpty, holding.isEmpty else { continue }
            outcome.by.append(share.id)
            outcome.fields.formUnion(Self.told(share, question))
        }
        if !holding.isEmpty { outcome.by = holding }
        return outcome
    }

    /// The fields one share tells of the category asked about, as far as it was asked.
    static func told(_ share: PlainRule, _ question: PlainQuestion) -> Set<String> {
        guard let own = fields[question.category] else { return [] }
        var told: Set<String> = []
        for (index, level) in levels.enumerated() {
            for field in own[index] where level != share.upTo || share.only?.contains(field) ?? true {
                told.insert(field)
            }
            if level == share.upTo || level == question.upTo { break }
        }
        return told
    }

    private func dateReason(_ question: PlainQuestion) -> String? {
        if question.day < valid.lowerBound { return "policy-not-yet-in-force" }
        return question.day > valid.upperBound ? "policy-expired" : nil
    }

    private func isAbout(_ rule: PlainRule, _ question: PlainQuestion) -> Bool {
        rule.purposes?.contains(question.purpose) ?? true && rule.roles?.contains(question.role) ?? true
            && rule.about?.contains(question.about) ?? true && rule.categories?.contains(question.category) ?? true
    }

    private func holdsByRequest(_ rule: PlainRule, _ question: PlainQuestion) -> Bool {
        for (fact, words) in rule.says {
            if let said = question.says[fact], !words.contains(said) { return false }
        }
        guard !rule.unless.isEmpty else { return true }
        return rule.unless.contains { fact, words in !words.contains(question.says[fact] ?? "not said") }
    }

    /// How far a share comes, and the reason it goes no further; `nil` when it fits.
    private func misfit(_ share: PlainRule, _ question: PlainQuestion) -> (Int, String)? {
        if share.purposes?.contains(question.purpose) == false { return (0, "purpose-not-covered") }
        if share.roles?.contains(question.role) == false { return (1, "role-not-covered") }
        if share.categories?.contains(question.category) == false { return (2, "category-not-covered") }
        if share.about?.contains(question.about) == false { return (3, "person-not-covered") }
        for fact in Self.facts {
            guard let words = share.says[fact] else { continue }
            if !words.contains(question.says[fact] ?? "not said") { return (4, Self.factReasons[fact] ?? "") }
        }
        return nil
    }

    private func furthestReason(_ shares: [PlainRule], _ question: PlainQuestion) -> String {
        let misfits = shares.compactMap { misfit($0, question) }
        let furthest = misfits.map(\.0).max() ?? 0
        return misfits.first { $0.0 == furthest }?.1 ?? "purpose-not-covered"
    }

    /// Each fact a rule looks at and whether it fits; `nil` where the fact is missing.
    private func recordTests(_ rule: PlainRule, _ record: PlainRecord) -> [(String, Bool?)] {
        var tests: [(String, Bool?)] = []
        if let marks = rule.marks { tests.append(("marks", record.marks.map { $0.contains(where: marks.contains) })) }
        if let range = rule.age { tests.append(("age", record.age.map(range.contains))) }
        if let words = rule.involvement { tests.append(("involvement", record.involvement.map(words.contains))) }
        if let range = rule.ended {
            let months = record.involvement == "current" ? 0 : record.ended
            tests.append(("ended-months-ago", months.map(range.contains)))
        }
        return tests
    }
}
