import AuditTrail
import PolicyWorkbench
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("A trial that only watches")
struct WatchingTrialTests {
    /// The sample's trial, begun before the tests' day.
    private static let begun = ("from: \"2026-12-01\"", "from: \"2026-11-15\"")
    private static let watching = ("mode: answering", "mode: watching")

    /// The answer to a question that the trial is about, and what was recorded of it.
    private func asked(
        _ changes: [(String, String)], team: Code = "leeds-hough-lane"
    ) async throws -> (answer: FamilyAnswer, recorded: JSONValue) {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, putting: changes)
        let query = try federation.query([federation.story.mothersPartner], ["substance-misuse"]) {
            $0.worker.team = team
            $0.namedManager = "team-manager"
        }
        let answer = try await stockport.answering.answer(try federation.request(query)).answer()
        return (answer, try #require(try stockport.leaves().first).payload(.decision))
    }

    @Test("records which of its shares would have fitted, and tells and opens nothing")
    func records() async throws {
        let found = try await asked([Self.begun, Self.watching])

        #expect(found.recorded["watched"] == ["drug-and-alcohol-team-line"])
        #expect(found.answer.refusal("s1", "substance-misuse")?.reason == "category-not-covered")
        #expect(CanonicalJSON.text(found.recorded).contains("not-searched"))
    }

    @Test("records nothing of another team, of days outside, or once it answers")
    func others() async throws {
        #expect(try await asked([Self.begun, Self.watching], team: "leeds-city").recorded["watched"] == nil)
        #expect(try await asked([Self.watching]).recorded["watched"] == nil)
        let answering = try await asked([Self.begun])
        #expect(answering.recorded["watched"] == nil)
        #expect(answering.answer.refusal("s1", "substance-misuse") == nil)
    }
}
