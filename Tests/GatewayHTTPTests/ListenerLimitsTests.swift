import Gateway
import GatewayHTTP
import NIOCore
import Testing
import WireProtocol

@Suite("limits", .timeLimit(.minutes(1)))
struct ListenerLimitsTests {
    enum Oversize: CaseIterable {
        case target, hugeTarget, field, hugeField, manyFields, veryManyFields, allFields, body, tebibyte, expected

        var status: Int {
            switch self {
            case .target: 414
            case .hugeTarget, .field, .hugeField, .manyFields, .veryManyFields, .allFields: 431
            case .body, .tebibyte, .expected: 413
            }
        }

        /// The header only: nothing of a body is sent, so the refusal cannot have waited for one.
        var text: String {
            switch self {
            case .target: request("GET", "/" + String(repeating: "a", count: 2_048))
            case .hugeTarget: request("GET", "/" + String(repeating: "a", count: 131_072))
            case .field: request("GET", "/fcg/v1/node", ["X: " + String(repeating: "a", count: 8_192)])
            case .hugeField: request("GET", "/fcg/v1/node", ["X: " + String(repeating: "a", count: 262_144)])
            case .manyFields: request("GET", "/fcg/v1/node", (0..<65).map { "X-\($0): a" })
            case .veryManyFields: request("GET", "/fcg/v1/node", (0..<5_000).map { "X-\($0): a" })
            case .allFields:
                request("GET", "/fcg/v1/node", (0..<5).map { "X-\($0): " + String(repeating: "a", count: 8_000) })
            case .body: Self.post(length: "65537")
            case .tebibyte: Self.post(length: "1099511627776")
            case .expected: Self.post(length: "65537", "\r\nExpect: 100-continue")
            }
        }

        private static func post(length: String, _ more: String = "") -> String {
            "POST /fcg/v1/query HTTP/1.1\r\nHost: \(TestCertificates.host)\r\nContent-Length: \(length)\(more)\r\n\r\n"
        }
    }

    // clause: FCP-LIM-1- FCP-LIM-2- FCP-LIM-3- FCP-TLS-14-
    @Test("what is too large is refused before it is read", arguments: Oversize.allCases)
    func oversize(part: Oversize) async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(part.text)])
        }

        #expect(heard.statuses == [part.status])
        #expect(heard.isClosed)
        #expect(service.now.admitted == 0)
    }

    // clause: FCP-LIM-1+ FCP-LIM-2+ FCP-LIM-3+ FCP-LIM-4+
    @Test("what is as large as allowed is served")
    func atTheLimit() async throws {
        let service = TestService()
        let body = String(repeating: "a", count: 65_536)
        let fields = (0..<4).map { "X-\($0): " + String(repeating: "a", count: 8_000) }

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(request("POST", "/fcg/v1/query", fields, body: body))])
        }

        let target = try await withNode(service) { port, _ in
            let target = "/fcg/v1/query?" + String(repeating: "a", count: 2_048 - 14)
            return try await RawConnection.asker(port).run([.send(request("POST", target, body: "{}"))])
        }

        #expect(heard.statuses == [200])
        #expect(target.statuses == [200])
        #expect(service.now.queries.map(\.body.count) == [65_536, 2])
    }

    // clause: FCP-TLS-14+
    @Test("a peer that asks before it sends is told to go on")
    func expectContinue() async throws {
        let heard = try await withNode { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", ["Expect: 100-continue"], body: "{}").replacing("{}", with: "")),
                .response, .send("{}"),
            ])
        }

        #expect(heard.statuses == [100, 200])
    }

    // clause: FCP-TLS-14- FCP-LIM-9-
    @Test("a peer that asks before it sends is not told to go on when it is refused")
    func expectRefused() async throws {
        let service = TestService()
        service.change { $0.refusesAll = true }

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(
                    "POST /fcg/v1/query HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                )
            ])
        }

        #expect(heard.statuses == [429])
        #expect(heard.isClosed)
    }

    // clause: FCP-LIM-5- FCP-LIM-11+
    @Test("a slow header and a slow body end with 408 while others are served")
    func slow() async throws {
        var limits = ListenerLimits.hasty
        limits.headerTime = .milliseconds(400)
        limits.bodyTime = .milliseconds(400)
        let service = TestService()

        let (header, body, other) = try await withNode(service, limits: limits) { port, _ in
            let drops = (0..<20).flatMap { _ in [RawStep.send("X"), .pause(.milliseconds(50))] }
            async let header = RawConnection.asker(port).run([.send("GET /fcg/v1/node HTTP/1.1\r\nX: ")] + drops)
            async let body = RawConnection.asker(port).run(
                [.send("POST /fcg/v1/query HTTP/1.1\r\nHost: a.example\r\nContent-Length: 60000\r\n\r\n")] + drops)
            let other = try await RawConnection.asker(port).run([.send(request())])
            return (try await header, try await body, other)
        }

        #expect(header.statuses == [408])
        #expect(body.statuses == [408])
        #expect(other.statuses == [200])
        #expect(service.now.problems == [.timeout])
        #expect(service.now.queries.isEmpty)
        #expect(service.now.admitted == service.now.done)
    }

    // clause: FCP-LIM-7-
    @Test("a quiet connection is closed without a word")
    func idle() async throws {
        var limits = ListenerLimits.hasty
        limits.idleTime = .milliseconds(700)

        let (silent, served) = try await withNode(limits: limits) { port, _ in
            (
                try await RawConnection.asker(port).run([]),
                try await RawConnection.asker(port).run([.send(request(isLast: false))])
            )
        }

        #expect(silent.text == "")
        #expect(silent.isClosed)
        #expect(served.statuses == [200])
        #expect(served.isClosed)
    }
}
