import PolicyEngine
import TestSupport
import Testing
import WireProtocol

/// Random rules over a vocabulary so small that questions and rules meet all the time.
struct SmallPolicy {
    static let purposes: [Code] = ["s47", "s17"]
    static let roles: [Code] = ["worker", "manager"]
    static let about: [Code] = ["child", "parent"]
    static let categories: [Code] = ["school", "housing"]
    static let marks: [Code] = ["adoption", "marac", "renamed"]
    static let teams: [Code] = ["trial-team", "other-team"]
    static let family: [Code] = ["held", "pending"]
    static let urgency: [Code] = ["now", "later"]
    static let days = ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01", "2027-03-02"]
    static let asker = "E08000035"

    var chance: SeededRandom

    /// The files of a set.
    mutating func files() -> [String: [UInt8]] {
        var files = ["vocabulary.yaml": Self.vocabulary, "owners.yaml": Self.owners, "asking.yaml": Self.asking]
        files["bans.yaml"] =
            "language: 1\nauthority: E08000007\nbans:\n" + Self.hiding
            + (0..<Int.random(in: 0...2, using: &chance)).map { prohibition("ban-\($0)") }.joined()
        for name in chance.chance(40) ? ["a", "b"] : ["a"] { addAgreement(name, to: &files) }
        return files.mapValues { Array($0.utf8) }
    }

    private mutating func addAgreement(_ name: String, to files: inout [String: String]) {
        let state = chance.chance(85) ? "live" : "suspended"
        let end = name == "a" ? "2027-03-01" : "2027-01-01"
        var text = Self.agreement(name, state, end) + "share:\n"
        for index in 0..<Int.random(in: 1...4, using: &chance) { text += share("share-\(name)-\(index)") }
        if chance.chance(50) { text += "withhold:\n" + prohibition("keep-\(name)") }
        files["agreements/\(name).yaml"] = text
        guard chance.chance(50) else { return }
        let mode = chance.chance(80) ? "answering" : "watching"
        files["trials/\(name)-trial.yaml"] = Self.trial(name, mode) + "share:\n" + share("try-\(name)")
    }

    private mutating func share(_ id: String) -> String {
        let level = chance.one(of: ["flag", "contact", "detail"])
        var lines = [
            "  - id: \(id)", "    because: Invented.", "    for: \(some(Self.purposes))", "    to: \(some(Self.roles))",
            "    about: \(some(Self.about))", "    categories: \(some(Self.categories))", "    up to: \(level)",
        ]
        if level == "detail", chance.chance(30) { lines.append("    only: [since]") }
        if chance.chance(30) {
            lines.append("    when the request says: { family conversation: \(some(Self.family)) }")
        }
        lines += record()
        if chance.chance(50) { lines.append("    with: { keep hours: \(chance.one(of: ["24", "8", "1"])) }") }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func prohibition(_ id: String) -> String {
        let onRecord = chance.chance(60)
        var lines = [
            "  - id: \(id)", "    because: Invented.", "    cap: none",
            "    tell: \(onRecord ? "nothing-to-show" : "category-not-covered")", "    for: \(some(Self.purposes))",
        ]
        if chance.chance(50) { lines.append("    about: \(some(Self.about))") }
        if chance.chance(70) { lines.append("    categories: [\(chance.one(of: Self.categories))]") }
        if chance.chance(30) {
            lines.append("    when the request says: { urgency: [\(chance.one(of: Self.urgency))] }")
        }
        if chance.chance(40) {
            let harm = chance.chance(50) ? ", harm threshold: [explained]" : ""
            lines.append("    unless the request says: { family conversation: \(some(Self.family))\(harm) }")
        }
        if onRecord {
            let condition = record()
            lines += condition.isEmpty ? ["    when marked: [renamed]"] : condition
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func record() -> [String] {
        var parts: [String] = []
        if chance.chance(40) {
            parts.append("age: \(chance.one(of: ["{ from: 5 }", "{ to: 6 }", "{ from: 4, to: 5 }"]))")
        }
        if chance.chance(40) { parts.append("involvement: [\(chance.one(of: ["current", "historic"]))]") }
        if chance.chance(40) {
            parts.append("ended months ago: \(chance.one(of: ["{ to: 12 }", "{ from: 6 }", "{ from: 1, to: 12 }"]))")
        }
        return parts.isEmpty ? [] : ["    when the record says: { \(parts.joined(separator: ", ")) }"]
    }

    private mutating func some(_ words: [Code]) -> String {
        "[\(chance.some(of: words).map(\.text).joined(separator: ", "))]"
    }

    /// A question and a record out of everything the vocabulary can say, and some things it cannot.
    mutating func point() throws -> (PolicyQuestion, RecordFacts) {
        func id(_ text: String) throws -> AuthorityID { try #require(AuthorityID(text)) }
        let day = try #require(CalendarDay(chance.one(of: Self.days)))
        let question = PolicyQuestion(
            holder: try id("E08000007"), requester: try id(Self.asker), team: chance.one(of: Self.teams),
            purpose: chance.one(of: Self.purposes), role: chance.one(of: Self.roles), about: chance.one(of: Self.about),
            category: chance.one(of: Self.categories), upTo: "detail",
            familyConversation: chance.one(of: Self.family + [nil]), harmThreshold: chance.one(of: ["explained", nil]),
            namedManager: chance.one(of: ["manager", nil]), urgency: chance.one(of: Self.urgency), day: day)
        let facts = RecordFacts(
            marks: chance.chance(70) ? [] : chance.one(of: [["adoption"], ["renamed"], nil]),
            age: chance.one(of: [3, 4, 5, 6, 7, nil]), involvement: chance.one(of: ["current", "historic", nil]),
            endedMonthsAgo: chance.one(of: [0, 1, 5, 6, 12, 13, nil]), day: day)
        return (question, facts)
    }
}
