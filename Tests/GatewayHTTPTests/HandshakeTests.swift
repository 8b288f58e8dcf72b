import Gateway
import GatewayHTTP
import NIOCore
import NIOSSL
import Testing
import WireProtocol

@Suite("the handshake", .timeLimit(.minutes(1)))
struct HandshakeTests {
    // clause: FCP-TLS-22+ FCP-TLS-1+ FCP-TLS-2+ FCP-TLS-4+ FCP-IDN-4+ FCP-IDN-5+ FCP-IDN-6+ FCP-LIM-6+
    @Test("a member with its own certificate is served")
    func memberIsServed() async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(request("POST", "/fcg/v1/query", body: "{}"))])
        }

        #expect(heard.statuses == [200])
        #expect(heard.isClosed)
        #expect(service.now.queries.map { $0.peer.authority.code } == [TestCertificates.asker])
    }

    enum Stranger: CaseIterable { case nobody, expired, otherIssuer, issuerOfAnother, serverOnly }

    // clause: FCP-TLS-2- FCP-IDN-4- FCP-IDN-5- FCP-IDN-6-
    @Test("a certificate that is missing, expired, strange or another's gets no answer", arguments: Stranger.allCases)
    func strangerIsCut(stranger: Stranger) async throws {
        let certificates = try TestCertificates.shared
        let certificate: TestCertificate? =
            switch stranger {
            case .nobody: nil
            case .expired: certificates.expiredAsker
            case .otherIssuer: certificates.strangeAsker
            case .issuerOfAnother: certificates.askerFromHoldersIssuer
            case .serverOnly: certificates.serverOnlyAsker
            }
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection(port: port, certificate: certificate).run([.send(request()), .response])
        }

        #expect(heard.text == "")
        #expect(heard.isClosed)
        #expect(service.now.admitted == 0)
    }

    @Test("an issuer pinned while the listener runs is trusted from the next handshake")
    func newIssuer() async throws {
        let service = TestService()
        let strange = try TestCertificates.shared.strangeAsker

        let (before, after) = try await withNode(service) { port, _ in
            let connection = RawConnection(port: port, certificate: strange)
            let before = try await connection.run([.send(request()), .response])
            service.change { $0.pinsStranger = true }
            return (before, try await connection.run([.send(request())]))
        }

        #expect(before.statuses == [])
        #expect(after.statuses == [200])
    }

    // clause: FCP-IDN-16+ FCP-IDN-16-
    @Test("a resumed session is identified again: who was dropped stays out")
    func resumedSession() async throws {
        let service = TestService()

        let (first, resumed, dropped) = try await withNode(service) { port, _ in
            let client = try OpenSSLClient(port: port)
            defer { client.remove() }
            let first = try await client.run(["-sess_out", "session"])
            let resumed = try await client.run(["-sess_in", "session"])
            service.change { $0.isKnown = false }
            return (first, resumed, try await client.run(["-sess_in", "session"]))
        }

        #expect(first.contains("HTTP/1.1 200"))
        #expect(resumed.contains("HTTP/1.1 200"))
        #expect(resumed.contains("Reused, TLSv1.3"))
        #expect(!dropped.contains("HTTP/1.1"))
        #expect(service.now.admitted == 2)
    }

    // clause: FCP-TLS-5+ FCP-TLS-5-
    @Test("HTTP/1.1 is agreed to where it is offered, and nothing else ever")
    func applicationProtocols() async throws {
        let (offered, other) = try await withNode { port, _ in
            let client = try OpenSSLClient(port: port)
            defer { client.remove() }
            return (try await client.run(["-alpn", "h2,http/1.1"]), try await client.run(["-alpn", "h2"]))
        }

        #expect(offered.contains("ALPN protocol: http/1.1"))
        #expect(other.contains("No ALPN negotiated"))
    }

    // clause: FCP-TLS-3+ FCP-TLS-3-
    @Test("no ticket allows early data, and a request that could be sent early is read after the handshake")
    func earlyData() async throws {
        let service = TestService()

        let (first, again) = try await withNode(service) { port, _ in
            let client = try OpenSSLClient(port: port)
            defer { client.remove() }
            let first = try await client.run(["-sess_out", "session"])
            return (first, try await client.run(["-sess_in", "session", "-early_data", "request"]))
        }

        #expect(first.contains("Max Early Data: 0"))
        #expect(again.contains("Early data was not sent"))
        #expect(again.contains("Reused, TLSv1.3"))
        #expect(service.now.admitted == 2)
    }

    // clause: FCP-TLS-1-
    @Test("TLS 1.2 is refused")
    func oldVersion() async throws {
        let heard = try await withNode { port, _ in
            var connection = try RawConnection.asker(port)
            connection.newest = .tlsv12
            return try await connection.run([.send(request()), .response])
        }

        #expect(heard.isBroken)
        #expect(heard.text == "")
    }

    // clause: FCP-TLS-4-
    @Test(
        "plain HTTP and noise end the connection", arguments: [request(), "\u{16}\u{3}\u{1}\u{0}", "SSH-2.0-x\r\n\r\n"])
    func noise(octets: String) async throws {
        var limits = ListenerLimits.hasty
        limits.handshakeTime = .milliseconds(300)

        let heard = try await withNode(limits: limits) { port, _ in
            try await RawConnection(port: port, isPlain: true).run([.send(octets)])
        }

        #expect(!heard.text.contains("HTTP/1.1"))
        #expect(heard.isClosed)
    }

    // clause: FCP-LIM-6- FCP-LIM-11+
    @Test("fifty stalled handshakes keep nobody out, and end")
    func stalledHandshakes() async throws {
        var limits = ListenerLimits.hasty
        limits.handshakeTime = .milliseconds(1_500)

        let (served, stalled) = try await withNode(limits: limits) { port, _ in
            try await withThrowingTaskGroup(of: Heard.self) { group in
                for _ in 0..<50 { group.addTask { try await RawConnection(port: port, isPlain: true).run([]) } }
                let served = try await RawConnection.asker(port).run([.send(request())])
                return (served, try await group.reduce(into: []) { $0.append($1) })
            }
        }

        #expect(served.statuses == [200])
        #expect(stalled.count == 50)
        #expect(stalled.allSatisfy { $0.isClosed })
    }

    // clause: FCP-LIM-8+ FCP-LIM-8-
    @Test("an authority has no more connections than its share, and gets them back")
    func connectionsPerPeer() async throws {
        var limits = ListenerLimits.hasty
        limits.connectionsPerPeer = 1

        let (second, third) = try await withNode(limits: limits) { port, _ in
            let (heard, said) = AsyncStream.makeStream(of: Heard.self)
            let first = try await RawConnection.asker(port).run([
                .send(request(isLast: false)), .response,
                .act { said.yield(try await RawConnection.asker(port).run([.send(request())])) },
                .send(request()),
            ])
            #expect(first.statuses == [200, 200])
            var iterator = heard.makeAsyncIterator()
            let second = await iterator.next()
            var third = Heard()
            try await until {
                third = try await RawConnection.asker(port).run([.send(request())])
                return !third.text.isEmpty
            }
            return (second, third)
        }

        #expect(second?.statuses == [])
        #expect(second?.isClosed == true)
        #expect(third.statuses == [200])
    }

    @Test("a connection counts from its handshake on, though nothing was asked over it")
    func quietConnectionsCount() async throws {
        var limits = ListenerLimits.hasty
        limits.connectionsPerPeer = 1

        try await withNode(limits: limits) { port, _ in
            _ = try await RawConnection.asker(port).run([
                .pause(.milliseconds(200)),
                .act { try await until { try await RawConnection.asker(port).run([.send(request())]).isRefused } },
                .hangUp,
            ])
        }
    }
}

extension Heard {
    /// Closed without a word.
    fileprivate var isRefused: Bool { isClosed && text.isEmpty }
}
