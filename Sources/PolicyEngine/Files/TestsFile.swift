package import WireProtocol

/// `tests/*.yaml`: questions with the decisions an IG officer expects, and what must never happen.
package struct TestsFile: Sendable {
    package let path: String
    /// The agreement they are about.
    package let agreement: Located<Code>
    let cases: [TestCase]
    package let never: [NeverClause]
}

/// One question, one record, one expectation.
struct TestCase: Sendable {
    let name: String
    let spot: Spot
    let question: PolicyQuestion
    let record: RecordFacts
    let expect: Expectation
}

/// What a test says should come out. `nil` is not looked at.
struct Expectation: Sendable {
    let level: Code
    let fields: [Code]?
    let by: [Located<Code>]?
    let steps: [String: Int]
    let refused: Code?
    let shown: Code?
    let missing: [Code]?
    let handOffMinutes: Int?
}

/// A box of questions out of which nothing above a level may ever come.
package struct NeverClause: Sendable {
    package let name: String
    package let spot: Spot
    package let levelAbove: Code
    package let purposes: [Code]?
    package let roles: [Code]?
    package let about: [Code]?
    package let categories: [Code]?
    package let request: [RequestCondition]
    package let marks: [Code]?
    package let missing: Set<RecordFact>
}

/// Who asks what in which circumstances, as far as one place says it.
struct Circumstances: Sendable {
    /// What the request says beyond that; replaced as a whole by a test that says it anew.
    struct Request: Sendable {
        var words: [RequestFact: Code] = [:]
        var age: Int?
    }

    var asked: CalendarDay?
    var holder: AuthorityID?
    var requester: AuthorityID?
    var team: Code?
    var purpose: Code?
    var role: Code?
    var about: Code?
    var category: Code?
    var upTo: Code?
    var request: Request?
    var record: RecordFacts?

    /// The question, or `nil` with the first key that is said nowhere.
    func question() -> (PolicyQuestion?, missing: String?) {
        guard let asked else { return (nil, "asked") }
        guard let holder else { return (nil, "holder") }
        guard let requester else { return (nil, "requester") }
        guard let team else { return (nil, "team") }
        guard let purpose else { return (nil, "for") }
        guard let role else { return (nil, "as") }
        guard let about else { return (nil, "about") }
        guard let category else { return (nil, "category") }
        guard let urgency = request?.words[.urgency] else { return (nil, "request: urgency") }
        let question = PolicyQuestion(
            holder: holder, requester: requester, team: team, purpose: purpose, role: role, about: about,
            category: category, upTo: upTo ?? "detail", familyConversation: request?.words[.familyConversation],
            harmThreshold: request?.words[.harmThreshold], namedManager: request?.words[.namedManager],
            urgency: urgency, age: request?.age, day: asked)
        return (question, nil)
    }
}
