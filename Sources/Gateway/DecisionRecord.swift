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
    /// What the question said that rules look at, beyond purpose and categories: a canonical object.
    let asked: [UInt8]
    /// Shares of answering trials that permitted something.
    let tried: [Code]
    private let subjects: [(about: Code, age: Int?)]
    /// By subject and category, the most that was permitted.
    private let levels: [[Code?]]
    private let longestMark: Int

    /// The most marks that are kept of one person. Who carries more is rare, and decided again on the question alone.
    static let mostMarks = 4

    init(_ question: FamilyQuery, _ ruling: Ruling) {
        asked = question.asked
        tried = ruling.tried
        subjects = question.subjects.map { ($0.about, $0.age(on: ruling.day)) }
        levels = ruling.decisions.map { $0.map { $0.permit?.level } }
        longestMark = ruling.policies.vocabulary.marks.map(\.code.text.utf8.count).max() ?? 0
    }

    /// Writes what is kept of one subject.
    func write(_ finding: SubjectFinding, at position: Int, to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("about", subjects[position].about.text)
            if let age = subjects[position].age { object.member("age") { $0.integer(Int64(age)) } }
            if let held = finding.held, held.isKept { object.member("held") { held.write(to: &$0) } }
            object.member("match", finding.match.explained)
            object.member("may") { $0.array { list in for level in levels[position] { list.text(level?.text ?? "") } } }
            object.member("missing") { $0.codes(finding.missing) }
            object.member("outcome", finding.answer.outcome.rawValue)
            object.member("ref", finding.answer.ref)
            object.member("rules") { $0.codes(finding.rules) }
            object.member("shown") { $0.object(finding.shown) }
        }
    }

    /// What is written of nobody, for the work that it is; never kept.
    func spare(_ findings: [SubjectFinding]) -> [UInt8] {
        var writer = CanonicalWriter(capacity: 512)
        writer.array { list in for finding in findings { list.codes(finding.rulesOfNobody) } }
        return writer.octets
    }

    /// The most octets that the members beyond those before this record existed can take, whoever is found: a function of
    /// question and policy alone.
    func mostOctets(ofSubject position: Int) -> Int {
        let categories = levels[position].count
        let held = 64 + DecisionRecord.mostMarks * (longestMark + 3) + (HeldForReplay.mostRowsOctets + 3) * categories
        let own = 48 + subjects[position].about.text.utf8.count + 12 * categories
        let words = tried.reduce(0) { $0 + $1.text.utf8.count + 3 }
        return held + own + (position == 0 ? 34 + asked.count + words : 0)
    }
}

extension FamilyQuery {
    fileprivate var asked: [UInt8] {
        var writer = CanonicalWriter()
        writer.object { object in
            object.member("familyConversation", ifPresent: familyConversation?.text)
            object.member("harmThreshold", ifPresent: harmThreshold?.text)
            object.member("law") { $0.codes([law.article6, law.article9, law.schedule1] + law.under) }
            object.member("namedManager", ifPresent: namedManager?.text)
            object.member("role", worker.role.text)
            object.member("team", worker.team.text)
            object.member("upTo", upTo.text)
            object.member("urgency", urgency.text)
        }
        return writer.octets
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

    /// Not where the person carries more marks than are kept.
    var isKept: Bool { (marks?.count ?? 0) <= DecisionRecord.mostMarks }

    func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            if let age { object.member("age") { $0.integer(Int64(age)) } }
            if let marks { object.member("marks") { $0.codes(marks.sorted()) } }
            object.member("rows") {
                $0.array { list in for row in rows { list.text(row.map(\.word).joined(separator: ",")) } }
            }
        }
    }
}

extension RecordFacts {
    /// `c`, or `h` and the months since it ended; a `?` in front where the marks of its source are unknown.
    fileprivate var word: String {
        let months = involvement == "current" ? "" : endedMonthsAgo.map { String(min(max($0, 0), 9_999)) } ?? ""
        return (marks == nil ? "?" : "") + (involvement == "current" ? "c" : "h") + months
    }
}

extension SubjectFinding {
    /// What was said of each service, in one word; of several involvements the first, which is the current one.
    fileprivate var shown: [String: JSONValue] {
        answer.categories.reduce(into: [:]) { $0[$1.category.text] = $0[$1.category.text] ?? .string($1.word) }
    }
}

extension CategoryAnswer {
    fileprivate var word: String {
        switch finding {
        case .refused(let refusal): refusal.reason.text
        case .shown(let shown): shown.level?.text ?? shown.shown.rawValue
        }
    }
}

extension Match {
    /// Why somebody was taken for found, or not.
    fileprivate var explained: String {
        switch self {
        case .notSearched: "not-searched"
        case .searched(let result, _): result.explanation.text
        }
    }
}
