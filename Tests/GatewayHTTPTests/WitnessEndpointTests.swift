import Gateway
import GatewayHTTP
import HTTPTypes
import Testing
import WireProtocol

@Suite("witness and reconciliation over TLS", .timeLimit(.minutes(1)))
struct WitnessEndpointTests {
    private func post(_ path: String, octets: Int) async throws -> (statuses: [Int], service: TestService) {
        let service = TestService()
        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", path, body: String(repeating: "x", count: octets)))
            ])
        }
        return (heard.statuses, service)
    }

    // clause: FCP-LIM-3+ FCP-LIM-3- FCP-LIM-4+ FCP-WIT-17+
    @Test(
        "each body has its own limit, and what is within it arrives whole",
        arguments: [
            ("/witness/add-checkpoint", 32_768), ("/fcg/v1/reconcile", 262_144), ("/fcg/v1/query", 65_536),
        ])
    func limits(path: String, limit: Int) async throws {
        let within = try await post(path, octets: limit)
        let beyond = try await post(path, octets: limit + 1)

        #expect(within.statuses == [200])
        #expect(within.service.now.queries.map(\.head.path) == [path])
        #expect(within.service.now.queries.map(\.body.count) == [limit])
        #expect(within.service.now.queries.map(\.peer.authority.code) == [TestCertificates.asker])
        #expect(beyond.statuses == [413])
        #expect(beyond.service.now.queries.isEmpty)
    }

    @Test("what is posted is not fetched, and what is fetched is not posted")
    func methods() async throws {
        let service = TestService()
        let name = String(repeating: "0a", count: 32)

        let fetched = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("GET", "/witness/\(name)/checkpoint", isLast: false)), .response,
                .send(request("GET", "/fcg/v1/exchanges/0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12/receipt", isLast: false)),
                .response, .send(request("GET", "/audit/2026/tile/entries/000", isLast: false)), .response,
                .send(request("GET", "/witness/add-checkpoint")),
            ])
        }

        #expect(fetched.statuses == [200, 200, 200, 405])
        #expect(fetched.text.lowercased().contains("\r\nallow: post\r\n"))
        #expect(service.now.resources.count == 3)
        #expect(service.now.queries.isEmpty)
    }
}
