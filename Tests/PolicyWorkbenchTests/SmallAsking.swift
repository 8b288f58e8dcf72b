import PolicyEngine
import TestSupport
import Testing
import WireProtocol

/// Random rules of our own questions over a vocabulary so small that every question can be asked.
struct SmallAsking {
    static let routes: [Code] = ["named", "everybody"]
    static let identifiers: [Code] = ["name", "sex", "postcode"]
    private static let purposes = SmallPolicy.purposes
    private static let about = SmallPolicy.about
    private static let facts = ["family conversation: [held]", "named manager: [manager]", "urgency: [now]"]

    var chance: SeededRandom

    /// The files of a set whose own questions are random.
    mutating func files() -> [String: [UInt8]] {
        var small = SmallPolicy(chance: chance)
        var files = small.files()
        chance = small.chance
        let routes = Self.routes.map(\.text).joined(separator: ", ")
        // Now and then a vocabulary that lacks a word of the other.
        let roles = chance.chance(15) ? "roles: [worker]" : "roles: [worker, manager]"
        files["vocabulary.yaml"] = Array(
            SmallPolicy.vocabulary.replacing("identifiers: [name]", with: "identifiers: [name, sex, postcode]")
                .replacing("to councils: [all]", with: "to councils: [\(routes)]")
                .replacing("roles: [worker, manager]", with: roles).utf8)
        files = files.filter { !$0.key.contains("/") }
        files["bans.yaml"] = Array(("language: 1\nauthority: E08000007\nbans:\n" + SmallPolicy.hiding).utf8)
        files["asking.yaml"] = Array(asking().utf8)
        return files
    }

    private mutating func asking() -> String {
        var text = "language: 1\nauthority: E08000007\nsend:\n"
        for index in 0..<Int.random(in: 1...3, using: &chance) { text += send("send-\(index)") }
        text += "withhold:\n"
        for index in 0..<Int.random(in: 1...2, using: &chance) { text += withhold("keep-\(index)") }
        return text
    }

    private mutating func send(_ id: String) -> String {
        """
          - { id: \(id), because: Invented., for: \(some(Self.purposes)), to councils: \(some(Self.routes)), about: \
        \(some(Self.about)), identifiers: \(some(Self.identifiers))\(said(30)) }

        """
    }

    private mutating func withhold(_ id: String) -> String {
        var parts = ["id: \(id)", "because: Invented.", "identifiers: \(some(Self.identifiers))"]
        if chance.chance(40) { parts.append("for: \(some(Self.purposes))") }
        if chance.chance(40) { parts.append("to councils: \(some(Self.routes))") }
        if chance.chance(40) { parts.append("about: \(some(Self.about))") }
        if chance.chance(50) { parts.append("when marked: [\(chance.one(of: SmallPolicy.marks))]") }
        return "  - { \(parts.joined(separator: ", "))\(said(30)) }\n"
    }

    private mutating func said(_ percent: Int) -> String {
        chance.chance(percent) ? ", when the request says: { \(chance.one(of: Self.facts)) }" : ""
    }

    private mutating func some(_ words: [Code]) -> String {
        "[\(chance.some(of: words).map(\.text).joined(separator: ", "))]"
    }

    /// Every question there is, with every set of marks, and some words nobody knows.
    static func questions() -> [AskingQuestion] {
        let sets: [Set<Code>?] = [
            nil, [], ["adoption"], ["marac"], ["renamed"], ["adoption", "marac"], ["marac", "renamed"],
            ["adoption", "renamed"], ["adoption", "marac", "renamed"],
        ]
        var questions: [AskingQuestion] = []
        for purpose in purposes + ["research"] {
            for role in ["worker", "manager", nil] as [Code?] {
                for (person, route) in about.flatMap({ person in routes.map { (person, $0) } }) {
                    for (family, manager) in [("held", nil), ("pending", "manager"), (nil, "manager"), (nil, nil)]
                        as [(Code?, Code?)]
                    {
                        for urgency in ["now", "later", nil] as [Code?] {
                            questions += sets.map { marks in
                                AskingQuestion(
                                    purpose: purpose, role: role, about: person, route: route,
                                    familyConversation: family, namedManager: manager, urgency: urgency, marks: marks)
                            }
                        }
                    }
                }
            }
        }
        return questions
    }
}
