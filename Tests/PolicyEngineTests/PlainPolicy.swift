/// Stockport's invented rules towards Leeds, and a reading of them that shares nothing with the engine: one step, with
/// every fact known or known to be missing, written as READING says it and as slowly as it likes.
struct PlainPolicy {
    var bans: [PlainRule]
    /// In the order of their files.
    var agreements: [PlainAgreement]

    static let words: [String: [String]] = [
        "purpose": ["s47-enquiry", "s17-assessment", "transfer-in", "cp-conference"],
        "role": ["social-worker", "duty-worker", "team-manager"], "about": ["child", "sibling", "parent-or-carer"],
        "family conversation": ["held", "not-safe", "pending"], "harm threshold": ["explained"],
        "named manager": ["team-manager", "service-manager"], "urgency": ["emergency", "same-day", "standard"],
    ]
    static let hiding = [
        "refuge-or-confidential-address", "adoption", "witness-protection", "staff-interest-conflict", "high-risk",
        "court-order-restriction", "marac", "mappa", "child-asked-not-to-share", "objection-upheld",
    ]
    static let ofRows = ["protected-referrer", "third-party-information"]

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
        if hasUnknownWord(question) { return PlainOutcome(refused: "vocabulary-unknown") }
        let (answering, reason) = inForce(question)
        if let reason { return PlainOutcome(refused: reason) }
        let prohibitions = (bans + answering.flatMap(\.withhold)).filter {
            isAbout($0, question) && holdsByRequest($0, question)
        }
        if let told = prohibitions.first(where: { !$0.looksAtRecord }) {
            return PlainOutcome(refused: told.tell, handsOff: told.handsOff)
        }
        let all = answering.flatMap { $0.shares + trialShares($0, question) }
        let fitting = all.filter { misfit($0, question) == nil }
        guard !fitting.isEmpty else { return PlainOutcome(refused: furthestReason(all, question)) }
        if let age = question.age, let ages = Self.ages[question.category], !ages.contains(age) {
            return PlainOutcome(refused: "outside-age-rule")
        }
        return weigh(question, record, fitting, prohibitions)
    }

    private func hasUnknownWord(_ question: PlainQuestion) -> Bool {
        let said = question.says.merging([
            "purpose": question.purpose, "role": question.role, "about": question.about,
        ]) { first, _ in first }
        return said.contains { key, word in Self.words[key]?.contains(word) == false }
            || Self.fields[question.category] == nil || !Self.levels.contains(question.upTo)
    }

    /// The agreements that answer on the day; if none, the reason: state before dates.
    private func inForce(_ question: PlainQuestion) -> ([PlainAgreement], reason: String?) {
        guard question.holder == "E08000007", question.requester == "E08000035" else { return ([], "no-agreement") }
        let live = agreements.filter { $0.state == "live" }
        let today = live.filter { $0.valid.contains(question.day) }
        guard today.isEmpty else { return (today, nil) }
        guard let first = live.first else { return ([], "suspended") }
        return ([], question.day < first.valid.lowerBound ? "policy-not-yet-in-force" : "policy-expired")
    }

    private func trialShares(_ agreement: PlainAgreement, _ question: PlainQuestion) -> [PlainRule] {
        guard let trial = agreement.trial, trial.state == "trial", trial.mode == "answering",
            trial.days.contains(question.day), trial.team == question.team
        else { return [] }
        return trial.shares
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
        if let marks = rule.marks { tests.append(("marks", isMarked(record, marks))) }
        if let range = rule.age { tests.append(("age", record.age.map(range.contains))) }
        let involvement = record.involvement.flatMap { ["current", "historic"].contains($0) ? $0 : nil }
        if let words = rule.involvement { tests.append(("involvement", involvement.map(words.contains))) }
        if let range = rule.ended {
            let months = record.involvement == "current" ? 0 : record.ended
            tests.append(("ended-months-ago", months.map(range.contains)))
        }
        return tests
    }

    /// A mark whose word nobody knows may be any mark.
    private func isMarked(_ record: PlainRecord, _ wanted: [String]) -> Bool? {
        guard let marks = record.marks else { return nil }
        if marks.contains(where: wanted.contains) { return true }
        return marks.allSatisfy((Self.hiding + Self.ofRows).contains) ? false : nil
    }
}
