import AuditTrail
import CaseIndex
import PersonMatching
import PolicyEngine
import WireProtocol

/// What the holder keeps of a decision so that it can be made again: the question's facts in the policies' words, what was
/// permitted, and of somebody who was matched the facts that narrowed it. Never a name or an identifier.
///
/// ``PolicyWorkbench/RecordedQuestion`` reads it.
struct DecisionRecord: Sendable {
    /// What the question said that rules look at, beyond purpose and categories.
    let asked: JSONValue
    /// Shares of answering trials that permitted something.
    let tried: JSONValue
    private let subjects: [(about: Code, age: Int?)]
    /// By subject and category, the most that was permitted.
    private let levels: [[Code?]]
    private let longestMark: Int

    /// The most marks that are kept of one person. Who carries more is rare, and decided again on the question alone.
    static let mostMarks = 4

    init(_ question: FamilyQuery, _ ruling: Ruling) {
        let law = [question.law.article6, question.law.article9, question.law.schedule1] + question.law.under
        var members: [String: JSONValue] = [
            "role": .string(question.worker.role.text), "team": .string(question.worker.team.text),
            "urgency": .string(question.urgency.text), "upTo": .string(question.upTo.text),
            "law": .array(law.map { .string($0.text) }),
        ]
        members["familyConversation"] = question.familyConversation.map { .string($0.text) }
        members["harmThreshold"] = question.harmThreshold.map { .string($0.text) }
        members["namedManager"] = question.namedManager.map { .string($0.text) }
        asked = .object(members)
        tried = .array(ruling.tried.map { .string($0.text) })
        subjects = question.subjects.map { ($0.about, $0.age(on: ruling.day)) }
        levels = ruling.decisions.map { $0.map { $0.permit?.level } }
        longestMark = ruling.policies.vocabulary.marks.map(\.code.text.utf8.count).max() ?? 0
    }

    /// What is kept of one subject.
    func payload(of finding: SubjectFinding, at position: Int) -> JSONValue {
        let answer = finding.answer
        var members: [String: JSONValue] = [
            "ref": .string(answer.ref), "outcome": .string(answer.outcome.rawValue),
            "match": finding.match.explained, "rules": .array(finding.rules.map { .string($0.text) }),
            "missing": .array(finding.missing.map { .string($0.text) }),
            "about": .string(subjects[position].about.text),
            "may": .array(levels[position].map { .string($0?.text ?? "") }),
            "shown": .object(
                answer.categories.reduce(into: [:]) { $0[$1.category.text] = $0[$1.category.text] ?? $1.word }),
        ]
        members["age"] = subjects[position].age.map { .integer(Int64($0)) }
        members["held"] = finding.held?.payload
        return .object(members)
    }

    /// The most octets that the members beyond those before this record existed can take, whoever is found: a function of
    /// question and policy alone.
    func mostOctets(ofSubject position: Int) -> Int {
        let categories = levels[position].count
        let held = 64 + DecisionRecord.mostMarks * (longestMark + 3) + (HeldForReplay.mostRowsOctets + 3) * categories
        let own = 48 + subjects[position].about.text.utf8.count + 12 * categories
        let shared = position == 0 ? 32 + LeafPayloads.octets(asked) + LeafPayloads.octets(tried) : 0
        return held + own + shared
    }
}

/// The facts of a record that decided about somebody who was matched.
struct HeldForReplay: Sendable {
    let marks: Set<Code>?
    let age: Int?
    /// By category asked, the involvements that were weighed, in their order.
    let rows: [[RecordFacts]]

    /// Five involvements of `?h1200`, and the commas between them.
    static let mostRowsOctets = 5 * 7

    /// `nil` where the person carries more marks than are kept.
    var payload: JSONValue? {
        if let marks, marks.count > DecisionRecord.mostMarks { return nil }
        var members: [String: JSONValue] = [
            "rows": .array(rows.map { .string($0.map(\.word).joined(separator: ",")) })
        ]
        members["age"] = age.map { .integer(Int64($0)) }
        members["marks"] = marks.map { .array($0.sorted().map { .string($0.text) }) }
        return .object(members)
    }
}

extension RecordFacts {
    /// `c`, or `h` and the months since it ended; a `?` in front where the marks of its source are unknown.
    fileprivate var word: String {
        let months = involvement == "current" ? "" : endedMonthsAgo.map { String(min(max($0, 0), 9_999)) } ?? ""
        return (marks == nil ? "?" : "") + (involvement == "current" ? "c" : "h") + months
    }
}

extension CategoryAnswer {
    /// What was said of a service, in one word; of several involvements the first, which is the current one.
    fileprivate var word: JSONValue {
        switch finding {
        case .refused(let refusal): .string(refusal.reason.text)
        case .shown(let shown): .string(shown.level?.text ?? shown.shown.rawValue)
        }
    }
}

extension Match {
    /// Why somebody was taken for found, or not.
    fileprivate var explained: JSONValue {
        switch self {
        case .notSearched: "not-searched"
        case .searched(let result): .string(result.explanation.text)
        }
    }
}
