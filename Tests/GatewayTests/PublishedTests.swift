import HTTPTypes
import SyntheticFamilies
import Testing

@testable import Gateway

@Suite("What members may fetch")
struct PublishedTests {
    // clause: FCP-TLS-15-
    @Test("a year has one way to be written")
    func years() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        _ = await stockport.answering.answer(try federation.request([federation.story.child]))
        let published = Published(node: stockport.context)

        func status(_ year: String) throws -> Int? {
            let request = HTTPRequest(
                method: .get, scheme: "https", authority: SyntheticCouncil.stockport.host,
                path: "/audit/\(year)/checkpoint")
            do throws(Rejection) {
                return try published.resource(request, now: federation.now).status
            } catch { return nil }
        }

        #expect(try status("2026") == 200)
        for year in ["+2026", "02026", "-2026", "2026 ", ""] { #expect(try status(year) == nil) }
    }
}
