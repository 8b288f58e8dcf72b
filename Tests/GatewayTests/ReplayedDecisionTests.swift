import AuditTrail
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Decisions that are made again")
struct ReplayedDecisionTests {
    private let federation: Federation
    private var story: Story { federation.story }

    init() throws { federation = try Federation() }

    private static let categories: [Code] = [
        "school", "housing", "anti-social-behaviour", "childrens-social-care", "police", "substance-misuse",
    ]

    /// Questions of many kinds about everybody of the story, as they come to one node.
    private func askAbout(_ node: TestNode) async throws {
        let people = [
            story.child, story.mother, story.mothersPartner, story.hiddenChild, story.hiddenMother, story.unknownChild,
            story.namesake, story.renamedMother,
        ]
        for purpose in ["s47-enquiry", "s17-assessment", "early-help", "research"] as [Code] {
            for (index, person) in people.enumerated() {
                let query = try federation.query([person, story.child], Self.categories, withNumber: index % 2 == 0) {
                    $0.purpose = purpose
                    $0.upTo = index % 3 == 0 ? "flag" : "detail"
                    if index % 2 == 0 { $0.namedManager = "team-manager" }
                    if index > 5 { $0.harmThreshold = nil }
                    if purpose == "s17-assessment" { $0.familyConversation = index < 4 ? "held" : "pending" }
                }
                _ = try await node.answering.answer(try federation.request(query)).answer()
            }
        }
    }

    /// What the folder of a node holds, read beside it.
    private func recorded(_ node: TestNode) throws -> [RecordedQuestion] {
        var questions: [RecordedQuestion] = []
        try AuditReader(folder: node.auditFolder).forEach("exchange.answered", in: .exchange, opening: [.decision]) {
            let question = try RecordedQuestion($0, holder: node.council.authority)
            questions.append(try #require(question))
        }
        return questions
    }

    @Test("under the very set that made them come out as they did, each of them, of two nodes with stores of their own")
    func reproducible() async throws {
        for council in [SyntheticCouncil.stockport, .bradford] {
            let node = try federation.node(council)
            let set = node.context.policies.current
            if council == .stockport {
                try await askAbout(node)
            } else {
                let query = try federation.query([story.child, story.mother]) { $0.to = council.authority }
                _ = try await node.answering.answer(
                    try federation.request(query) { $0.holder = council }
                ).answer()
            }

            let decisions = try recorded(node).flatMap(\.decisions)
            let replay = PolicyReplay.compare(decisions, with: set)

            #expect(replay.compared == decisions.count)
            #expect(replay.changed == 0, "\(replay)")
            #expect(replay.contradictions == 0)
            #expect(replay.underUnknownSets == 0)
            #expect(replay.withoutFacts == 0)
            guard council == .stockport else { continue }
            #expect(decisions.count == 4 * 8 * 2 * Self.categories.count)
            let shown = Set(
                decisions.compactMap { if case .permitted(_, let shown) = $0.outcome { shown } else { nil } })
            #expect(shown.isSuperset(of: ["contact", "flag", "nothing-to-show"]), "\(shown)")
            #expect(decisions.contains { $0.rows?.isEmpty == false })
        }
    }

    @Test("under a draft change where it differs, in what only the record decides too")
    func changed() async throws {
        let node = try federation.node(.stockport)
        try await askAbout(node)
        let decisions = try recorded(node).flatMap(\.decisions)
        let draft = try federation.policies(
            .stockport, putting: [("      ended months ago: { to: 12 }", "      ended months ago: { to: 1 }")]
        ).current

        let replay = PolicyReplay.compare(decisions, with: draft, knowing: [node.context.policies.current])

        #expect(replay.changed > 0)
        #expect(Set(replay.changes.keys.map(\.category)) == ["school"])
        #expect(replay.changes.keys.allSatisfy { $0.after.description.contains("`nothing-to-show` shown") })
    }

    @Test("come back from a line of JSON as they were, and name nobody")
    func lines() async throws {
        let node = try federation.node(.stockport)
        try await askAbout(node)
        for decision in try recorded(node).flatMap(\.decisions) {
            let text = CanonicalJSON.text(decision.json)

            let again = try RecordedDecision(try StrictJSON.parse(Array(text.utf8)))

            #expect(again == decision)
            let family = story.child.person.family
            #expect(!text.contains(family) && !text.contains("pseudonym") && !text.contains("dateOfBirth"))
        }
    }

    @Test("a repeat is not counted again")
    func repeats() async throws {
        let node = try federation.node(.stockport)
        let query = try federation.query([story.child])
        for _ in 0..<2 { _ = try await node.answering.answer(try federation.request(query)).answer() }

        let entries = try node.leaves(.answered)

        #expect(entries.count == 2)
        #expect(try entries.compactMap { try RecordedQuestion($0, holder: node.council.authority) }.count == 1)
    }

    @Test("a question above an agreed number, and one met while something stood still, say nothing about a draft")
    func omitted() async throws {
        let node = try federation.node(
            .stockport, putting: [("each: authority, at most: 500", "each: authority, at most: 1")], ownPolicies: true)
        for _ in 0..<2 { _ = try await node.answering.answer(try federation.request([story.child])).answer() }
        let council = Suspension.Target.council(SyntheticCouncil.leeds.authority)
        try federation.suspend(try node.suspensions(.suspend, council), at: .stockport)
        federation.clock.advance(seconds: 86_400 * 2)
        _ = try await node.answering.answer(try federation.request([story.child])).answer()

        let replay = PolicyReplay.compare(
            try recorded(node).flatMap(\.decisions), with: node.context.policies.current.suspending(.none))

        #expect(replay.omitted[.overLimit] == 2)
        #expect(replay.omitted[.stoodStill] == 2)
        #expect(replay.compared == 2)
        #expect(replay.changed == 0)
        #expect(replay.contradictions == 0)
    }

    @Test("their record has room for the most that can be kept of anybody, and is as long for nobody")
    func room() throws {
        let day = federation.now.londonDay
        let row = RecordFacts(marks: nil, age: 117, involvement: "historic", endedMonthsAgo: 9_999, day: day)
        let marks = Set((1...4).compactMap { Code(String(repeating: "m", count: 29) + "\($0)") })
        let held = HeldForReplay(
            marks: marks, age: 117, rows: Array(repeating: Array(repeating: row, count: 5), count: 18))

        var writer = CanonicalWriter()
        writer.object { object in object.member("held") { held.write(to: &$0) } }

        #expect(held.isKept)
        #expect(
            writer.octets.count
                <= 64 + DecisionRecord.mostMarks * (30 + 3) + (HeldForReplay.mostRowsOctets + 3) * 18)
        var more = marks
        more.insert("one-more")
        #expect(!HeldForReplay(marks: more, age: 1, rows: []).isKept)
    }
}
