import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

/// What the runner of mutants asks of each: a fault that stops a node would be found by anything.
@Suite("Whether a node lives")
struct LivenessTests {
    @Test("a sound question is answered, with a receipt")
    func answers() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let query = try federation.query([federation.story.child])

        let response = await stockport.answering.answer(try federation.request(query))

        #expect(response.status == 200)
        #expect(try response.receipt().index >= 0)
    }
}
