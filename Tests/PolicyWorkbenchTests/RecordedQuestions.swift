import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// Questions as a holder's audit trail keeps them, about Stockport's drug and alcohol line unless told otherwise.
struct RecordedQuestions {
    var team: Code = "leeds-hough-lane"
    var requester = "E08000035"
    var purpose = "s47-enquiry"
    var category = "substance-misuse"
    var about = "parent-or-carer"
    var policySet = "0"
    /// The most that was permitted; `nil` for a refusal.
    var permitted: String? = "contact"
    /// What was shown or the reason told.
    var word = "contact"
    var tried: [JSONValue] = []
    var watched: [JSONValue] = []
    var rows: String? = "c"
    var age: Int64 = 34
    var isMatched = true
    var says: [String: JSONValue] = [:]

    func json() -> JSONValue {
        var asked: [String: JSONValue] = [
            "role": "social-worker", "team": .string(team.text), "urgency": "same-day", "upTo": "detail",
            "law": ["6-1-e", "9-2-g", "sch1-18", "ca1989-s47"],
        ]
        asked.merge(says) { $1 }
        var subject: [String: JSONValue] = [
            "ref": "s1", "outcome": permitted == nil || !isMatched ? "not-confirmed" : "matched", "match": "x",
            "rules": [],
            "missing": [], "about": .string(about), "may": [.string(permitted ?? "")],
            "shown": .object([category: .string(word)]), "age": .integer(age),
        ]
        if permitted != nil, isMatched, let rows {
            subject["held"] = ["age": .integer(age), "marks": [], "rows": [.string(rows)]]
        }
        var members: [String: JSONValue] = [
            "purpose": .string(purpose), "outcome": "answered", "categories": [.string(category)],
            "policySet": .string(policySet), "subjects": [.object(subject)], "asked": .object(asked),
        ]
        if !tried.isEmpty { members["tried"] = .array(tried) }
        if !watched.isEmpty { members["watched"] = .array(watched) }
        return .object(members)
    }

    func question(on day: String) throws -> RecordedQuestion {
        let (holder, asker) = (AuthorityID("E08000007"), AuthorityID(requester))
        let question = try RecordedQuestion(
            decision: json(), holder: #require(holder), requester: #require(asker), day: #require(CalendarDay(day)))
        return try #require(question)
    }
}
