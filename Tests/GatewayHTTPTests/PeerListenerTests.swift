import Gateway
import GatewayHTTP
import HTTPTypes
import NIOCore
import Testing
import WireProtocol

@Suite("the listener", .timeLimit(.minutes(1)))
struct PeerListenerTests {
    // clause: FCP-TLS-17- FCP-VER-5-
    @Test("a path that is not there is 404, a method that is not there 405 with the one that is")
    func notThere() async throws {
        let service = TestService()

        let (path, method) = try await withNode(service) { port, _ in
            (
                try await RawConnection.asker(port).run([.send(request("GET", "/fcg/v2/query"))]),
                try await RawConnection.asker(port).run([.send(request("TRACE", "/fcg/v1/query"))])
            )
        }

        #expect(path.statuses == [404])
        #expect(method.statuses == [405])
        #expect(method.text.lowercased().contains("\r\nallow: post\r\n"))
        #expect(service.now.problems == [.notFound, .method])
        #expect(service.now.done == 2)
    }

    // clause: FCP-TLS-12+ FCP-TLS-12-
    @Test("a content coding is refused, and the connection lives on")
    func contentCoding() async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", ["Content-Encoding: gzip"], body: "{}", isLast: false)),
                .response,
                .send(request()),
            ])
        }

        #expect(heard.statuses == [415, 200])
        #expect(service.now.queries.isEmpty)
    }

    @Test("the query string reaches the service untouched")
    func queryString() async throws {
        let service = TestService()

        _ = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(request("POST", "/fcg/v1/query?a=%2F&b", body: "{}"))])
        }

        #expect(service.now.queries.map(\.head.path) == ["/fcg/v1/query?a=%2F&b"])
        #expect(service.now.queries.map(\.head.authority) == [TestCertificates.host])
    }

    // clause: FCP-TLS-22-
    @Test("fields that name another host or another certificate change neither")
    func forwardingFields() async throws {
        let service = TestService()
        let fields = ["X-Forwarded-Host: other.example", "Client-Cert: :AAAA:", "X-SSL-Client-S-DN: CN=other"]

        _ = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(request("POST", "/fcg/v1/query", fields, body: "{}"))])
        }

        #expect(service.now.queries.map(\.head.authority) == [TestCertificates.host])
        #expect(service.now.queries.map { $0.peer.authority.code } == [TestCertificates.asker])
    }

    // clause: FCP-TLS-24+
    @Test("framing is the listener's own, and nothing tells what serves")
    func framing() async throws {
        let heard = try await withNode { port, _ in
            try await RawConnection.asker(port).run([.send(request("POST", "/fcg/v1/query", body: "{}"))])
        }

        let head = "HTTP/1.1 200 OK\r\ndate: Fri, 20 Nov 2026 10:36:00 GMT\r\n"
        #expect(heard.text == head + "content-length: 11\r\nconnection: close\r\n\r\nanswer to 2")
    }

    // clause: FCP-TLS-20+ FCP-TLS-20-
    @Test("health is 204 or 503, empty, and asks no leave", arguments: [true, false])
    func health(isHealthy: Bool) async throws {
        let service = TestService()
        service.change { [isHealthy] in $0.isHealthy = isHealthy }

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(request("GET", "/health"))])
        }

        #expect(heard.statuses == [isHealthy ? 204 : 503])
        #expect(heard.text.hasSuffix("\r\n\r\n"))
        #expect(heard.text.contains("retry-after") == !isHealthy)
        #expect(service.now.admitted == 0)
    }

    @Test("a refusal of leave passes through, and costs the peer no new handshake")
    func refusedLeave() async throws {
        let service = TestService()
        service.change { $0.refusesAll = true }

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", body: "{}", isLast: false)), .response,
                .act { service.change { $0.refusesAll = false } }, .send(request()),
            ])
        }

        #expect(heard.statuses == [429, 200])
        #expect(heard.text.lowercased().contains("retry-after: 7"))
        #expect(service.now.queries.isEmpty)
        #expect(service.now.done == 1)
    }

    // clause: FCP-IDN-14+ FCP-IDN-14-
    @Test("a member dropped while its connection lives is refused at its next request")
    func droppedMember() async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request(isLast: false)), .response, .act { service.change { $0.isTrusted = false } },
                .send(request(isLast: false)),
            ])
        }

        #expect(heard.statuses == [200, 403])
        #expect(heard.isClosed)
        #expect(service.now.problems == [.peerSuspended])
        #expect(service.now.admitted == 1)
    }

    @Test("a request cut off in its body is given back")
    func cutOff() async throws {
        let service = TestService()

        try await withNode(service) { port, _ in
            _ = try await RawConnection.asker(port).run([
                .send("POST /fcg/v1/query HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\n{"),
                .act { try await until { service.now.admitted == 1 } }, .hangUp,
            ])
            try await until { service.now.done == 1 }
        }

        #expect(service.now.queries.isEmpty)
        #expect(service.now.done == 1)
    }

    @Test("a stop answers what has begun, closes what is quiet and takes nobody new")
    func gracefulStop() async throws {
        let service = TestService()
        service.change { $0.isHeld = true }

        let (busy, quiet, late) = try await withNode(service) { port, listener in
            async let busy = RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", body: "{}", isLast: false))
            ])
            async let quiet = RawConnection.asker(port).run([.send(request(isLast: false))])
            try await until { service.now.queries.count == 1 && service.now.done == 1 }
            async let stopped: Void = listener.stop()
            let quietHeard = try await quiet
            service.change { $0.isHeld = false }
            try await stopped
            let late = try? await RawConnection.asker(port).run([.send(request())])
            return (try await busy, quietHeard, late)
        }

        #expect(busy.statuses == [200])
        #expect(busy.text.contains("connection: close"))
        #expect(quiet.statuses == [200])
        #expect(quiet.isClosed)
        #expect(late == nil || late?.text == "")
    }
}
