import Gateway
import Testing
import WireProtocol

/// A request that is sound except for one thing.
struct FaultyRequest: Sendable, CustomTestStringConvertible {
    let fault: String
    let text: String
    let status: Int

    init(_ fault: String, _ status: Int, _ text: String) {
        self.fault = fault
        self.text = text
        self.status = status
    }

    /// A POST of `{}` with other lines than a sound one has.
    init(_ fault: String, _ status: Int, post lines: [String]) {
        self.init(fault, status, (["POST /fcg/v1/query HTTP/1.1"] + lines).joined(separator: "\r\n") + "\r\n\r\n{}")
    }

    var testDescription: String { fault }

    private static let host = "Host: \(TestCertificates.host)"

    static let framing = [
        FaultyRequest("two hosts", 400, post: [host, host, "Content-Length: 2"]),
        FaultyRequest("no host", 400, post: ["Content-Length: 2"]),
        FaultyRequest("host with user", 400, post: ["Host: me@\(TestCertificates.host)", "Content-Length: 2"]),
        FaultyRequest("empty host", 400, post: ["Host:", "Content-Length: 2"]),
        FaultyRequest("length and coding", 400, post: [host, "Content-Length: 2", "Transfer-Encoding: chunked"]),
        FaultyRequest("coding and length", 400, post: [host, "Transfer-Encoding: chunked", "Content-Length: 2"]),
        FaultyRequest("odd coding", 400, post: [host, "Transfer-Encoding: xchunked"]),
        FaultyRequest("two codings", 400, post: [host, "Transfer-Encoding: identity, chunked"]),
        FaultyRequest(
            "coding in two lines", 400, post: [host, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]),
        FaultyRequest("no length", 411, post: [host]),
        FaultyRequest("chunked", 411, post: [host, "Transfer-Encoding: chunked"]),
        FaultyRequest("two equal lengths", 400, post: [host, "Content-Length: 2", "Content-Length: 2"]),
        FaultyRequest("two lengths", 400, post: [host, "Content-Length: 2", "Content-Length: 3"]),
        FaultyRequest("list of lengths", 400, post: [host, "Content-Length: 2, 2"]),
        FaultyRequest("signed length", 400, post: [host, "Content-Length: +2"]),
        FaultyRequest("negative length", 400, post: [host, "Content-Length: -2"]),
        FaultyRequest("hexadecimal length", 400, post: [host, "Content-Length: 0x2"]),
        FaultyRequest("empty length", 400, post: [host, "Content-Length:"]),
        FaultyRequest("overflowing length", 400, post: [host, "Content-Length: 99999999999999999999999"]),
        FaultyRequest("body on a GET", 400, request("GET", "/fcg/v1/node", ["Content-Length: 2"]) + "{}"),
        FaultyRequest("other expectation", 400, post: [host, "Content-Length: 2", "Expect: 200-ok"]),
    ]

    static let fields = [
        FaultyRequest("folded line", 400, post: [host, "Content-Length: 2", "X-A: one", " two"]),
        FaultyRequest("folded line by a tab", 400, post: [host, "Content-Length: 2", "X-A: one", "\ttwo"]),
        FaultyRequest("space before colon", 400, post: [host, "Content-Length: 2", "X-A : one"]),
        FaultyRequest("space before colon of length", 400, post: [host, "Content-Length : 2"]),
        FaultyRequest("bare CR", 400, post: [host, "Content-Length: 2", "X-A: one\rX-B: two"]),
        FaultyRequest("NUL", 400, post: [host, "Content-Length: 2", "X-A: o\0ne"]),
        FaultyRequest("control character", 400, post: [host, "Content-Length: 2", "X-A: o\u{1}ne"]),
        FaultyRequest("letter beyond ASCII", 400, post: [host, "Content-Length: 2", "X-A: é"]),
        FaultyRequest("empty name", 400, post: [host, "Content-Length: 2", ": one"]),
        FaultyRequest("name of a derived component", 400, post: [host, "Content-Length: 2", "@method: GET"]),
        FaultyRequest("no colon", 400, post: [host, "Content-Length: 2", "X-A"]),
        FaultyRequest("bare LF", 400, "GET /fcg/v1/node HTTP/1.1\n\(host)\n\n"),
        FaultyRequest("upgrade", 400, request("GET", "/fcg/v1/node", ["Upgrade: h2c", "HTTP2-Settings: AAAA"])),
    ]

    static let lines = [
        FaultyRequest("HTTP/1.0", 400, "GET /fcg/v1/node HTTP/1.0\r\n\(host)\r\n\r\n"),
        FaultyRequest(
            "HTTP/1.0 kept alive", 400, "GET /fcg/v1/node HTTP/1.0\r\n\(host)\r\nConnection: keep-alive\r\n\r\n"),
        FaultyRequest("HTTP/0.9", 400, "GET /fcg/v1/node\r\n\r\n"),
        FaultyRequest("HTTP/9.9", 400, "GET /fcg/v1/node HTTP/9.9\r\n\(host)\r\n\r\n"),
        FaultyRequest("HTTP/2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        FaultyRequest("absolute form", 400, request("GET", "https://\(TestCertificates.host)/fcg/v1/node")),
        FaultyRequest("absolute form of another", 400, request("GET", "http://other.example/fcg/v1/node")),
        FaultyRequest("fragment", 400, request("GET", "/fcg/v1/node#part")),
        FaultyRequest("lower case", 400, request("get")),
        FaultyRequest("unknown method", 400, request("STEAL")),
        FaultyRequest("long method", 400, request(String(repeating: "G", count: 10_000))),
        FaultyRequest("asterisk", 405, request("OPTIONS", "*")),
        FaultyRequest("authority form", 405, request("CONNECT", "\(TestCertificates.host):443")),
        FaultyRequest("noise", 400, "\u{0}\u{1}\u{2}\r\n\r\n"),
    ]
}

@Suite("the grammar of requests", .timeLimit(.minutes(1)))
struct RequestGrammarTests {
    // clause: FCP-TLS-6- FCP-TLS-7- FCP-TLS-8- FCP-TLS-9- FCP-TLS-10- FCP-TLS-13- FCP-TLS-16- FCP-TLS-18- FCP-TLS-23-
    @Test(
        "what two readers could read in two ways is refused, once, and ends the connection",
        arguments: FaultyRequest.framing + FaultyRequest.fields + FaultyRequest.lines)
    func faultIsRefused(faulty: FaultyRequest) async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(faulty.text)])
        }

        #expect(heard.statuses == [faulty.status])
        #expect(heard.isClosed)
        #expect(heard.text.contains("connection: close"))
        #expect(service.now.admitted == 0)
    }

    // clause: FCP-ERR-7+ FCP-ERR-7-
    @Test("a refusal of a request that has a name is a problem of the service; of one without, it is bare")
    func signedWherePossible() async throws {
        let service = TestService()

        let (named, nameless) = try await withNode(service) { port, _ in
            (
                try await RawConnection.asker(port).run([.send(request("GET", "/fcg/v1/node", ["Upgrade: h2c"]))]),
                try await RawConnection.asker(port).run([.send("GET /fcg/v1/node HTTP/1.1\r\n\r\n")])
            )
        }

        #expect(named.text.hasSuffix("\r\n\r\nhttp-malformed"))
        #expect(nameless.text.hasSuffix("\r\n\r\n"))
        #expect(service.now.problems == [.httpMalformed])
    }

    // clause: FCP-TLS-11-
    @Test("octets behind a request are not another request")
    func hiddenRequest() async throws {
        let service = TestService()
        let first = request("POST", "/fcg/v1/query", body: "{}", isLast: false)

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([.send(first + request())])
        }

        #expect(heard.statuses == [200])
        #expect(heard.isClosed)
        #expect(service.now.queries.map(\.body) == [Array("{}".utf8)])
        #expect(service.now.resources == [])
    }

    // clause: FCP-TLS-11-
    @Test("a request sent while another waits for its answer is never read")
    func pipelined() async throws {
        let service = TestService()
        service.change { $0.isHeld = true }

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", body: "{}", isLast: false)),
                .act { try await until { !service.now.queries.isEmpty } }, .send(request()),
                .pause(.seconds(1)), .act { service.change { $0.isHeld = false } },
            ])
        }

        #expect(heard.statuses == [200])
        #expect(heard.isClosed)
        #expect(service.now.resources == [])
    }

    // clause: FCP-TLS-6+ FCP-TLS-7+ FCP-TLS-8+ FCP-TLS-9+ FCP-TLS-10+ FCP-TLS-11+ FCP-TLS-13+ FCP-TLS-16+ FCP-TLS-18+
    // clause: FCP-TLS-21+ FCP-TLS-23+ FCP-LIM-5+ FCP-LIM-7+
    @Test("one request after another is answered on one connection")
    func keptAlive() async throws {
        let service = TestService()

        let heard = try await withNode(service) { port, _ in
            try await RawConnection.asker(port).run([
                .send(request("POST", "/fcg/v1/query", body: "{}", isLast: false)), .response,
                .send(request("POST", "/fcg/v1/query", body: "{ }", isLast: false)), .response, .send(request()),
            ])
        }

        #expect(heard.statuses == [200, 200, 200])
        #expect(service.now.queries.map(\.body.count) == [2, 3])
        #expect(service.now.done == 3)
    }
}
