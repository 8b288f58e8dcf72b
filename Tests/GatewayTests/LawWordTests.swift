import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("The asker's reason in law")
struct LawWordTests {
    // clause: FCP-POL-6-
    @Test(
        "a word of `law` that the vocabulary does not have is a refusal with its reason, whatever is asked",
        arguments: [
            LawClaim(article6: "6-1-a", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
            LawClaim(article6: "6-1-e", under: ["ca1989-s47", "ca1989-s74"], article9: "9-2-g", schedule1: "sch1-18"),
            LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-x", schedule1: "sch1-18"),
            LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-81"),
        ])
    func unknownWord(law: LawClaim) async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let query = try federation.query([federation.story.child, federation.story.hiddenChild]) { $0.law = law }

        let answer = try await stockport.answering.answer(try federation.request(query)).answer()

        #expect(answer.outcome == .refused)
        for entry in answer.subjects.flatMap(\.categories) {
            guard case .refused(let refusal) = entry.finding else {
                Issue.record("something was told")
                continue
            }
            #expect(refusal.reason == "vocabulary-unknown")
        }
        #expect(try stockport.leaves(.answered).count == 1)
        #expect(try await stockport.tasks().isEmpty)
    }
}
