import HTTPTypes
import PeerDirectory
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("What members may fetch")
struct PublishedTests {
    // clause: FCP-VER-8+ FCP-VER-10+
    @Test("a node says who it is, what it speaks, and what its clock shows")
    func node() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)

        let response = await stockport.fetch("/fcg/v1/node", as: .leeds)

        #expect(response.status == 200)
        let directory = stockport.context.directory.current
        #expect(directory.issued < directory.expires)
        let told: JSONValue = [
            "type": "fcg.node/1", "authority": .string(SyntheticCouncil.stockport.authority.code),
            "software": .string("family-context-gateway \(Versions.product)"), "profiles": ["fcg-sig-v1"],
            "directory": 1, "directoryIssued": .string(directory.issued.text),
            "directoryExpires": .string(directory.expires.text), "log": "gateway.stockport.example/audit/2026",
            "clock": .string(federation.now.text),
        ]
        #expect(try StrictJSON.parse(response.body) == told)
    }

    // clause: FCP-TLS-25+ FCP-TLS-25-
    @Test("what carries no signature is for this node's own name too, in any case and with the port left out")
    func ownName() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let own = SyntheticCouncil.stockport.host
        let service = stockport.answering.peerService
        func fetch(_ host: String) async -> ReadyResponse {
            let head = HTTPRequest(method: .get, scheme: "https", authority: host, path: "/fcg/v1/node")
            return await service.resource(head, SyntheticCouncil.leeds.tls)
        }
        func add(_ host: String) async -> ReadyResponse {
            let head = HTTPRequest(method: .post, scheme: "https", authority: host, path: PostPath.addCheckpoint)
            return await service.post(SignedRequest(head: head, body: [], peer: SyntheticCouncil.leeds.tls))
        }

        for host in [own, own.uppercased(), own + ":443"] { #expect(await fetch(host).status == 200) }
        for host in [SyntheticCouncil.bradford.host, own + ":8443", own + ".", "127.0.0.1"] {
            #expect(await fetch(host).code == .misdirected)
            #expect(await add(host).code == .misdirected)
        }
        #expect(await add(own).code != .misdirected)
    }

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
