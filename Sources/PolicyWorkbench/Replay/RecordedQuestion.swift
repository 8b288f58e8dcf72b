import PolicyEngine
package import WireProtocol

/// One question as the holder's audit trail keeps it for replay: in the policies' words, with what came of each person and
/// category.
package struct RecordedQuestion: Sendable {
    package let requester: AuthorityID
    package let day: CalendarDay
    package let team: Code
    package let role: Code
    package let purpose: Code
    package let categories: [Code]
    /// Shares of trials that only watched and would have fitted.
    package let watched: [Code]
    /// Shares of trials that answered and permitted something.
    package let tried: [Code]
    /// One a person and category.
    package let decisions: [RecordedDecision]

    /// Reads the `decision` payload of an answered exchange. `nil` where the question is a repeat, or was recorded before
    /// there was anything to replay.
    package init?(
        decision: JSONValue, holder: AuthorityID, requester: AuthorityID, day: CalendarDay
    ) throws(SchemaFault) {
        var reader = try ObjectReader(decision, at: "decision")
        guard reader.takeIfPresent("repeatOf") == nil, let asked = reader.takeIfPresent("asked") else { return nil }
        let facts = try Asked(asked)
        let purpose = try reader.parsed("purpose", as: "a word", Code.init)
        let categories = try reader.list("categories", 0...64, Self.code)
        let policySet = try reader.text("policySet")
        (self.requester, self.day, self.purpose, self.categories) = (requester, day, purpose, categories)
        (team, role) = (facts.team, facts.role)
        watched = try reader.listIfPresent("watched", 0...4_096, Self.code) ?? []
        tried = try reader.listIfPresent("tried", 0...4_096, Self.code) ?? []
        let blank = facts.question(purpose, holder: holder, requester: requester, day: day)
        decisions = try reader.list("subjects", 0...64) { value, place throws(SchemaFault) in
            try RecordedSubject(value, place).decisions(blank, categories, facts.law, policySet)
        }.flatMap(\.self)
    }

    fileprivate static func code(_ value: JSONValue, _ place: String) throws(SchemaFault) -> Code {
        guard case .string(let text) = value, let code = Code(text) else { throw SchemaFault(place, "is not a word") }
        return code
    }
}

/// What a question said that rules look at.
private struct Asked {
    let role: Code
    let team: Code
    let law: [Code]
    private let urgency: Code
    private let upTo: Code
    private let familyConversation: Code?
    private let harmThreshold: Code?
    private let namedManager: Code?

    init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "decision.asked")
        role = try reader.parsed("role", as: "a word", Code.init)
        team = try reader.parsed("team", as: "a word", Code.init)
        urgency = try reader.parsed("urgency", as: "a word", Code.init)
        upTo = try reader.parsed("upTo", as: "a word", Code.init)
        familyConversation = try reader.parsedIfPresent("familyConversation", as: "a word", Code.init)
        harmThreshold = try reader.parsedIfPresent("harmThreshold", as: "a word", Code.init)
        namedManager = try reader.parsedIfPresent("namedManager", as: "a word", Code.init)
        law = try reader.list("law", 3...64, RecordedQuestion.code)
        try reader.finish()
    }

    /// The question about nobody and nothing yet.
    func question(_ purpose: Code, holder: AuthorityID, requester: AuthorityID, day: CalendarDay) -> PolicyQuestion {
        PolicyQuestion(
            holder: holder, requester: requester, team: team, purpose: purpose, role: role, about: "child",
            category: "none", upTo: upTo, familyConversation: familyConversation, harmThreshold: harmThreshold,
            namedManager: namedManager, urgency: urgency, day: day)
    }
}

/// One person of a recorded question.
private struct RecordedSubject {
    let place: String
    let about: Code
    let age: Int?
    let isMatched: Bool
    /// By category asked, the most that was permitted; empty for a refusal.
    let levels: [String]
    /// What was shown or told, by category.
    let words: JSONValue
    let facts: RecordedFacts
    /// By category asked; `nil` where nothing was kept.
    let rows: [String]?

    init(_ value: JSONValue, _ place: String) throws(SchemaFault) {
        self.place = place
        var reader = try ObjectReader(value, at: place)
        about = try reader.parsed("about", as: "a word", Code.init)
        age = try reader.integerIfPresent("age").map(Int.init)
        isMatched = reader.takeIfPresent("outcome") == "matched"
        levels = try reader.list("may", 0...64, Self.text)
        words = try reader.take("shown")
        var facts = RecordedFacts()
        guard let held = reader.takeIfPresent("held") else {
            (self.facts, rows) = (facts, nil)
            return
        }
        var kept = try ObjectReader(held, at: place + ".held")
        facts.age = try kept.integerIfPresent("age").map(Int.init)
        facts.marks = try kept.listIfPresent("marks", 0...64, RecordedQuestion.code).map(Set.init)
        rows = try kept.list("rows", 0...64, Self.text)
        self.facts = facts
    }

    func decisions(
        _ blank: PolicyQuestion, _ categories: [Code], _ law: [Code], _ policySet: String
    ) throws(SchemaFault) -> [RecordedDecision] {
        guard levels.count == categories.count, rows.map({ $0.count == categories.count }) ?? true,
            case .object(let words) = words
        else { throw SchemaFault(place, "does not fit the categories") }
        var decisions: [RecordedDecision] = []
        for (index, category) in categories.enumerated() {
            var question = blank
            (question.about, question.category, question.age) = (about, category, age)
            guard case .string(let text)? = words[category.text], let word = Code(text) else {
                throw SchemaFault(place + ".shown", "lacks a category")
            }
            let level = Code(levels[index])
            decisions.append(
                RecordedDecision(
                    question: question, law: law, policySet: policySet,
                    outcome: level.map { .permitted(upTo: $0, shown: isMatched ? word : nil) } ?? .refused(word),
                    rows: level == nil ? nil : rows.flatMap { facts.rows($0[index], on: blank.day) }))
        }
        return decisions
    }

    private static func text(_ value: JSONValue, _ place: String) throws(SchemaFault) -> String {
        guard case .string(let text) = value else { throw SchemaFault(place, "is not text") }
        return text
    }
}

extension ObjectReader {
    mutating func integerIfPresent(_ name: String) throws(SchemaFault) -> Int64? {
        guard let value = takeIfPresent(name) else { return nil }
        guard case .integer(let number) = value else { throw SchemaFault(place(name), "is not a whole number") }
        return number
    }
}
