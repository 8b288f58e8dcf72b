import WireProtocol

/// Section I: one HTTP message, told from the next in one way only.
enum FramingCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.framing)
        lengths(&list)
        headers(&list)
        startLines(&list)
        targets(&list)
        connections(&list)
        return list.all
    }

    private static func lengths(_ list: inout CaseList) {
        list.refused("FCP-TLS-8-", "no-length", "no length", .lengthRequired) { $0.field("Content-Length", .absent) }
        list.refused("FCP-TLS-8-", "chunked", "chunked, without a length", .lengthRequired) { draft in
            draft.field("Content-Length", .absent)
            draft.field("Transfer-Encoding", .text("chunked"))
            draft.bendBody = FramingCases.chunked
        }
        list.refusedBarely(
            "FCP-TLS-9-", "length-and-chunked", "a length beside `Transfer-Encoding`", 400, attacks: [92]
        ) { $0.field("Transfer-Encoding", .text("chunked")) }
        list.refusedBarely("FCP-TLS-9-", "two-lengths", "two lengths that differ", 400, attacks: [92]) {
            $0.bendHead = { $0.add("Content-Length: 1") }
        }
        list.refusedBarely("FCP-TLS-9-", "same-length-twice", "the same length twice", 400, attacks: [92]) { draft in
            draft.bendHead = { head in head.lines.first { $0.hasPrefix("Content-Length") }.map { head.add($0) } }
        }
        let odd = [
            ("list", "4096, 4096"), ("plus", "+4096"), ("hex", "0x1000"), ("minus", "-1"), ("words", "many"),
            ("overflow", String(repeating: "9", count: 30)),
        ]
        for (name, value) in odd {
            list.add(
                ["FCP-TLS-9-"], "length-\(name)", "the length `\(value)`: refused with 400, signed or not",
                attacks: [92]
            ) { bench in
                let (sent, reply) = try await bench.exchange { $0.field("Content-Length", .text(value)) }
                try bench.peer.refusedSomehow(sent, reply, .httpMalformed, .bodySize)
            }
        }
        list.add(["FCP-TLS-9-"], "odd-coding", "an odd `Transfer-Encoding`: refused, signed or not", attacks: [92]) {
            bench in
            let (sent, reply) = try await bench.exchange { draft in
                draft.field("Content-Length", .absent)
                draft.field("Transfer-Encoding", .text("xchunked"))
                draft.bendBody = FramingCases.chunked
            }
            try bench.peer.refusedSomehow(sent, reply, .httpMalformed, .lengthRequired)
        }
    }

    @Sendable static func chunked(_ body: [UInt8]) -> [UInt8] {
        Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    }

    private static func headers(_ list: inout CaseList) {
        list.refusedBarely("FCP-TLS-10-", "folded", "a folded field", 400, attacks: [94]) {
            $0.bendHead = { $0.add("X-Fold: a\r\n b") }
        }
        list.refusedBarely("FCP-TLS-10-", "space-before-colon", "white space before the colon", 400, attacks: [94]) {
            $0.bendHead = { $0.add("X-Space : a") }
        }
        list.refusedBarely("FCP-TLS-10-", "bare-cr", "a bare CR in a field", 400, attacks: [94]) {
            $0.bendHead = { $0.add("X-Bare: a\rb") }
        }
        list.refusedBarely("FCP-TLS-10-", "nul", "a NUL in a field", 400, attacks: [94]) {
            $0.bendHead = { $0.add("X-Nul: a\u{0}b") }
        }
        list.refusedBarely("FCP-TLS-10-", "empty-name", "an empty field name", 400, attacks: [94]) {
            $0.bendHead = { $0.add(": a") }
        }
        list.refusedBarely("FCP-TLS-10-", "derived-name", "a field named `@method`", 400, attacks: [94]) {
            $0.bendHead = { $0.add("@method: GET") }
        }
        list.refusedBarely("FCP-TLS-23-", "not-ascii", "a field that is not ASCII", 400) {
            $0.bendHead = { $0.add("X-Name: Zo\u{EB}") }
        }
        list.refusedBarely("FCP-TLS-7-", "two-hosts", "two hosts", 400, attacks: [95]) {
            $0.bendHead = { $0.add("Host: other.example") }
        }
        list.refusedBarely("FCP-TLS-7-", "no-host", "no host", 400, attacks: [95]) {
            $0.bendHead = { $0.remove("Host") }
        }
        list.refusedBarely("FCP-TLS-7-", "host-with-user", "a host with a user before it", 400, attacks: [95]) {
            $0.bendHead = { $0.change("Host") { "Host: somebody@" + $0.dropFirst(6) } }
        }
        list.refused("FCP-TLS-13-", "upgrade", "an upgrade to HTTP/2", .httpMalformed, attacks: [97]) {
            $0.bendHead = { $0.add("Upgrade: h2c") }
        }
        list.refused("FCP-TLS-14-", "expectation", "an expectation nobody has", .httpMalformed) {
            $0.bendHead = { $0.add("Expect: 200-maybe") }
        }
    }

    private static func startLines(_ list: inout CaseList) {
        list.refused("FCP-TLS-6-", "http-1.0", "HTTP/1.0", .httpMalformed, attacks: [97]) { $0.version = "HTTP/1.0" }
        list.add(["FCP-TLS-6-"], "http-9.9", "HTTP/9.9: refused, signed or not", attacks: [97]) { bench in
            let (sent, reply) = try await bench.exchange { $0.version = "HTTP/9.9" }
            try bench.peer.refusedSomehow(sent, reply, .httpMalformed)
        }
        list.refusedBarely("FCP-TLS-6-", "http-0.9", "HTTP/0.9", 400, attacks: [97]) {
            $0.bendHead = { $0.start = "GET /fcg/v1/node" }
        }
        list.refusedBarely("FCP-TLS-6-", "h2-preface", "the preface of HTTP/2", 400, attacks: [97]) { draft in
            draft.bendHead = {
                $0.start = "PRI * HTTP/2.0"
                $0.lines = []
            }
        }
        list.refusedBarely("FCP-TLS-16-", "absolute", "the absolute form of another host", 400, attacks: [95]) {
            $0.bendHead = { $0.start = "POST https://other.example/fcg/v1/query HTTP/1.1" }
        }
        list.add(["FCP-TLS-16-"], "connect", "CONNECT: refused without being named", attacks: [96]) { bench in
            let (_, reply) = try await bench.exchange {
                $0.bendHead = { $0.start = "CONNECT other.example:443 HTTP/1.1" }
            }
            try bench.peer.refusedBarely(reply, 400, 405)
        }
        list.refusedBarely("FCP-ERR-7-", "not-http", "octets that are no HTTP", 400, attacks: [7]) { draft in
            draft.bendHead = {
                $0.start = "\u{16}\u{3}\u{1} hello"
                $0.lines = []
            }
        }
        for method in ["TRACE", "PUT", "DELETE", "PATCH"] {
            list.add(["FCP-TLS-17-"], method.lowercased(), "\(method) on the question's path: refused", attacks: [96]) {
                bench in
                let (sent, reply) = try await bench.exchange { $0.method = method }
                try bench.peer.refusedSomehow(sent, reply, .method, .httpMalformed)
            }
        }
        list.add(["FCP-TLS-17-"], "lower-case", "the method in lower case: refused", attacks: [96]) { bench in
            let (sent, reply) = try await bench.exchange { $0.method = "post" }
            try bench.peer.refusedSomehow(sent, reply, .method, .httpMalformed)
        }
        list.refused("FCP-TLS-17-", "get", "GET on the question's path", .method, attacks: [96]) { draft in
            draft.method = "GET"
            draft.body = []
            draft.field("Content-Length", .text("0"))
        }
        list.refused("FCP-TLS-18-", "get-with-body", "a GET with a body", .httpMalformed, attacks: [96]) {
            $0.method = "GET"
        }
    }

    private static func targets(_ list: inout CaseList) {
        let paths = [
            ("two-slashes", "//fcg/v1/query"), ("encoded", "/fcg/v1/%71uery"), ("dots", "/fcg/v1/x/../query"),
            ("slash-behind", "/fcg/v1/query/"), ("capitals", "/FCG/v1/query"), ("traversal", "/../../etc/passwd"),
            ("nul", "/fcg/v1/query%00"), ("unknown", "/fcg/v1/queries"),
        ]
        for (name, path) in paths {
            list.refused("FCP-TLS-15-", "path-\(name)", "the path `\(path)`", .notFound, attacks: [98]) {
                $0.target = path
            }
        }
        list.refused("FCP-TLS-19-", "query-string", "a query string, signed", .notFound, attacks: [98]) {
            $0.target = Draft.queryPath + "?trace=1"
        }
        list.refusedBarely("FCP-TLS-16-", "fragment", "a fragment", 400, attacks: [98]) {
            $0.target = Draft.queryPath + "#x"
        }
        list.refused("FCP-VER-5-", "next-version", "the path of the next version", .notFound) {
            $0.target = "/fcg/v2/query"
        }
        list.refused("FCP-VER-5-", "reserved", "a reserved path", .notFound) {
            $0.target = "/fcg/v1/discovery/evaluate"
        }
    }

    private static func connections(_ list: inout CaseList) {
        list.add(
            ["FCP-TLS-11-"], "hidden-second",
            "a second question behind the first in one write: one answer, then the end", attacks: [93]
        ) { bench in
            let (first, second) = (bench.peer.request(), bench.peer.request())
            await bench.peer.pace.turn()
            let line = try await bench.peer.connect()
            try bench.peer.answered(first, await bench.peer.ask(line, first.octets + second.octets))
            let rest = await bench.peer.hear(line, within: 5)
            await line.close()
            try bench.peer.cutOff(rest)
        }
        list.add(
            ["FCP-TLS-14+"], "continue", "a sound question that expects `100 Continue`: told to go on, and answered"
        ) { bench in
            await bench.peer.pace.turn()
            let sent = bench.peer.request { $0.bendHead = { $0.add("Expect: 100-continue") } }
            let line = try await bench.peer.connect()
            bench.trace.add(.sent, sent.head)
            await line.send(sent.head)
            let (early, _) = await line.read(within: 5) { $0.asText.contains("\r\n\r\n") }
            try demand(
                early.asText.hasPrefix("HTTP/1.1 100"),
                "the node does not say `100 Continue`: \(early.asText.prefix(40))")
            try bench.peer.answered(sent, await bench.peer.ask(line, sent.body))
            await line.close()
        }
        list.add(
            ["FCP-TLS-14-"], "continue-too-large",
            "a body over the limit that expects `100 Continue`: 413 and no interim response", attacks: [89]
        ) { bench in
            await bench.peer.pace.turn()
            let sent = bench.peer.request { draft in
                draft.field("Content-Length", .text("1000000"))
                draft.bendHead = { $0.add("Expect: 100-continue") }
                draft.bendBody = { _ in [] }
            }
            let line = try await bench.peer.connect()
            bench.trace.add(.sent, sent.head)
            await line.send(sent.head)
            let (octets, _) = await line.read(within: 5) { ReadResponse($0) != .incomplete }
            bench.trace.add(.received, octets)
            await line.close()
            try demand(
                octets.asText.hasPrefix("HTTP/1.1 413"), "expected 413 at once, and got: \(octets.asText.prefix(40))")
        }
    }
}

extension Peer {
    /// A refusal that may be signed or, where the HTTP library below refused first, bare.
    func refusedSomehow(_ sent: SignedRequest, _ reply: Reply, _ codes: ProblemCode...) throws {
        guard case .response(let response, _) = reply, !response.body.isEmpty else {
            return try refusedBarely(reply, 400, 405, 408, 413, 431, 501, 505)
        }
        try refused(sent, reply, codes)
    }
}
