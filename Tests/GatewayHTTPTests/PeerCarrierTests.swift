import Gateway
import GatewayHTTP
import HTTPTypes
import NIOSSL
import PeerClient
import Testing
import WireProtocol

@Suite("the way out", .timeLimit(.minutes(1)))
struct PeerCarrierTests {
    private static let sound = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    /// One request to a scripted server: the fault, and what the server had received by then.
    private func fault(
        _ certificate: TestCertificate?, newest: TLSVersion? = nil, _ script: [ServerStep] = [.send(sound)],
        within milliseconds: Int64 = 5_000
    ) async throws -> (fault: TransportFault?, received: ScriptedServer.Received) {
        try await ScriptedServer(certificate: certificate, newest: newest, script: script).run { port, received in
            let outcome = try await withCarrier(DirectoryPort(port)) { await $0.ask(within: milliseconds) }
            return (outcome.fault, received)
        }
    }

    // clause: FCP-IDN-8+ FCP-IDN-9+ FCP-IDN-10+ FCP-ANS-19+ FCP-ANS-20+ FCP-ANS-21+ FCP-ANS-22+
    @Test("a request arrives as it was sent, under the name of the directory, and its answer comes back")
    func roundTrip() async throws {
        let service = TestService()

        let answer = try await withNode(service) { port, _ in
            try await withCarrier(DirectoryPort(port)) { try await $0.ask("{ }").get() }
        }

        #expect(answer.head.status.code == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "answer to 3")
        let query = try #require(service.now.queries.first)
        #expect(query.head.path == "/fcg/v1/query?a=%2F")
        #expect(query.head.authority == "\(TestCertificates.host):8443")
        #expect(query.head.headerFields[.contentType] == "application/json")
        #expect(query.body == Array("{ }".utf8))
        #expect(query.peer.authority.code == TestCertificates.asker)
    }

    @Test("requests to one authority share a connection")
    func sharedConnection() async throws {
        let service = TestService()
        var limits = ListenerLimits.hasty
        limits.connectionsPerPeer = 1

        let faults = try await withNode(service, limits: limits) { port, _ in
            try await withCarrier(DirectoryPort(port)) { carrier in
                [await carrier.ask().fault, await carrier.ask().fault, await carrier.ask().fault]
            }
        }

        #expect(faults == [nil, nil, nil])
        #expect(service.now.queries.count == 3)
    }

    // clause: FCP-IDN-9-
    @Test("another authority's server from the same issuer, under the right name, gets not one octet of the request")
    func wrongAuthority() async throws {
        let (fault, received) = try await fault(TestCertificates.shared.neighbourUnderHoldersName)

        #expect(fault == .wrongIdentity)
        #expect(received.connections == 1)
        #expect(received.text == "")
    }

    // clause: FCP-IDN-8-
    @Test("a server of an issuer not pinned for the authority gets not one octet of the request")
    func otherIssuer() async throws {
        let (fault, received) = try await fault(TestCertificates.shared.strangeHolder)

        #expect(fault == .wrongIdentity)
        #expect(received.text == "")
    }

    // clause: FCP-IDN-10-
    @Test("a certificate without the endpoint's host name is refused")
    func otherHostName() async throws {
        let (fault, received) = try await fault(TestCertificates.shared.holderUnderOtherName)

        #expect(fault == .wrongIdentity)
        #expect(received.text == "")
    }

    @Test("a server that only speaks TLS 1.2, or none, is unreachable")
    func noTLS() async throws {
        let certificates = try TestCertificates.shared

        #expect(try await fault(certificates.holder, newest: .tlsv12).fault == .unreachable)
        #expect(try await fault(nil).fault == .unreachable)
    }

    @Test("nobody at the address, and nobody in the directory, are unreachable")
    func nobodyThere() async throws {
        let port = try await ScriptedServer(script: []).run { port, _ in port }

        #expect(try await withCarrier(DirectoryPort(port)) { await $0.ask().fault } == .unreachable)
        #expect(try await withCarrier(DirectoryPort(nil)) { await $0.ask().fault } == .unreachable)
    }

    @Test("no time left means nothing is sent")
    func noTimeLeft() async throws {
        let (fault, received) = try await fault(TestCertificates.shared.holder, within: 0)

        #expect(fault == .timedOut)
        #expect(received.connections == 0)
    }

    // clause: FCP-ANS-23-
    @Test(
        "the deadline holds for silence, a slow header and a slow body",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
    func deadline(beginning: String) async throws {
        let drops = (0..<50).flatMap { _ in [ServerStep.pause(.milliseconds(200)), .send("X")] }
        let start = ContinuousClock.now

        let (fault, _) = try await fault(
            TestCertificates.shared.holder, [.send(beginning)] + (beginning == "" ? [.pause(.seconds(10))] : drops),
            within: 300)

        #expect(fault == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    /// A response that is sound except for one thing.
    struct FaultyResponse: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: [ServerStep]
        let fault: TransportFault

        init(_ testDescription: String, _ fault: TransportFault, _ script: [ServerStep]) {
            self.testDescription = testDescription
            self.script = script
            self.fault = fault
        }

        static func response(_ line: String, _ fields: [String], _ body: String) -> [ServerStep] {
            [.send(([line] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body)]
        }

        static let ok = "HTTP/1.1 200 OK"
        static let all = [
            FaultyResponse("HTTP/1.0", .unacceptable, response("HTTP/1.0 200 OK", ["Content-Length: 2"], "{}")),
            FaultyResponse("noise", .unacceptable, [.send("SSH-2.0-x\r\n\r\n")]),
            FaultyResponse(
                "content coding", .unacceptable, response(ok, ["Content-Encoding: gzip", "Content-Length: 2"], "{}")),
            FaultyResponse(
                "two lengths", .unacceptable, response(ok, ["Content-Length: 2", "Content-Length: 3"], "{} ")),
            FaultyResponse(
                "long field", .unacceptable,
                response(ok, ["X: " + String(repeating: "a", count: 8_192), "Content-Length: 2"], "{}")),
            FaultyResponse(
                "many fields", .unacceptable, response(ok, (0..<65).map { "X-\($0): a" } + ["Content-Length: 0"], "")),
            FaultyResponse(
                "5,000 fields", .unacceptable,
                response(ok, (0..<5_000).map { "X-\($0): a" } + ["Content-Length: 0"], "")),
            FaultyResponse("letter beyond ASCII", .unacceptable, response(ok, ["X: é", "Content-Length: 2"], "{}")),
            FaultyResponse(
                "long body", .unacceptable,
                response(ok, ["Content-Length: 262145"], String(repeating: "a", count: 262_145))),
            FaultyResponse(
                "endless body", .unacceptable,
                response(ok, ["Transfer-Encoding: chunked"], "") + [.flood("8\r\naaaaaaaa\r\n")]),
            FaultyResponse("endless fields", .unacceptable, [.send(ok + "\r\n"), .flood("X: a\r\n")]),
            FaultyResponse("endless interim responses", .unacceptable, [.flood("HTTP/1.1 103 Early Hints\r\n\r\n")]),
            FaultyResponse("cut off", .unreachable, response(ok, ["Content-Length: 3"], "{}")),
            FaultyResponse("nothing", .unreachable, []),
        ]
    }

    // clause: FCP-ANS-21- FCP-ANS-22-
    @Test("what is not a plain, bounded answer is refused whole", arguments: FaultyResponse.all)
    func faultyResponse(faulty: FaultyResponse) async throws {
        let (fault, _) = try await fault(TestCertificates.shared.holder, faulty.script)

        #expect(fault == faulty.fault)
    }

    // clause: FCP-ANS-20- FCP-VER-6-
    @Test("a redirect is not followed", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        let target = "https://\(TestCertificates.host):1/fcg/v1/query"
        let (fault, received) = try await fault(
            TestCertificates.shared.holder,
            [.send("HTTP/1.1 \(status) Gone\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")])

        #expect(fault == .unacceptable)
        #expect(received.connections == 1)
        #expect(received.text.matches(of: #/POST /#).count == 1)
    }

    // clause: FCP-ANS-19+
    @Test("refusals of the holder come back as they are, with their status", arguments: [401, 429, 503])
    func refusals(status: Int) async throws {
        let text = "HTTP/1.1 \(status) No\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno"

        let outcome = try await ScriptedServer(certificate: TestCertificates.shared.holder, script: [.send(text)])
            .run { port, _ in try await withCarrier(DirectoryPort(port)) { await $0.ask() } }

        let answer = try outcome.get()
        #expect(answer.head.status.code == status)
        #expect(answer.head.headerFields[.retryAfter] == "7")
        #expect(answer.body == Array("no".utf8))
    }

    // clause: FCP-ANS-22+ FCP-ANS-23+
    @Test("a body as large as allowed comes back whole")
    func bodyAtTheLimit() async throws {
        let body = String(repeating: "a", count: 262_144)

        let outcome = try await ScriptedServer(
            certificate: TestCertificates.shared.holder,
            script: [.send("HTTP/1.1 200 OK\r\nContent-Length: 262144\r\n\r\n" + body)]
        ).run { port, _ in try await withCarrier(DirectoryPort(port)) { await $0.ask() } }

        #expect(try outcome.get().body.count == 262_144)
    }

    @Test("a changed endpoint holds from the next request, a removed one too")
    func changedEndpoint() async throws {
        let old = TestService()
        let new = TestService()

        let faults = try await withNode(old) { oldPort, _ in
            try await withNode(new) { newPort, _ in
                let port = DirectoryPort(oldPort)
                return try await withCarrier(port) { carrier in
                    let first = await carrier.ask().fault
                    port.move(to: newPort)
                    let second = await carrier.ask().fault
                    port.move(to: nil)
                    return [first, second, await carrier.ask().fault]
                }
            }
        }

        #expect(faults == [nil, nil, .unreachable])
        #expect(old.now.queries.count == 1)
        #expect(new.now.queries.count == 1)
    }

    @Test("after the end nobody is reachable, and what was under way has failed")
    func shutdown() async throws {
        let service = TestService()
        service.change { $0.isHeld = true }

        let faults = try await withNode(service) { port, _ in
            let carrier = try TestCarrier(DirectoryPort(port))
            async let underWay = carrier.ask().fault
            try await until { !service.now.queries.isEmpty }
            await carrier.carrier.shutdown()
            service.change { $0.isHeld = false }
            return [await underWay, await carrier.ask().fault]
        }

        #expect(faults == [.unreachable, .unreachable])
    }

    @Test("a peer that will not have our certificate is unreachable")
    func refusedByListener() async throws {
        let service = TestService()
        let fault = try await withNode(service) { port, _ in
            service.change { $0.isKnown = false }
            return try await withCarrier(DirectoryPort(port)) { await $0.ask().fault }
        }

        #expect(fault == .unreachable)
        #expect(service.now.queries.isEmpty)
    }
}
