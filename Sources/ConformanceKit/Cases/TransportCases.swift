import NIOSSL
import WireProtocol

/// Section A: TLS and certificates.
enum TransportCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.transport)
        certificates(&list)
        versions(&list)
        pages(&list)
        return list.all
    }

    private static func certificates(_ list: inout CaseList) {
        list.add(["FCP-TLS-2-"], "no-certificate", "no client certificate: no answer", attacks: [1]) {
            try await cut($0, showing: nil)
        }
        let bad: [(Citation, String, String, Int)] = [
            ("FCP-IDN-5-", "expired", "an expired certificate", 2),
            ("FCP-IDN-4-", "other-ca", "a certificate of another issuer", 3),
            ("FCP-IDN-6-", "no-client-auth", "a certificate that is not for clients", 4),
            ("FCP-IDN-2-", "two-names", "a certificate with two URI names", 11),
            ("FCP-IDN-2-", "no-name", "a certificate with its authority in the common name alone", 11),
            ("FCP-IDN-3-", "other-spelling", "a certificate whose URI name is spelt otherwise", 11),
            ("FCP-IDN-4-", "other-authority", "a certificate of our own issuer that names another authority", 12),
            ("FCP-IDN-7-", "authority", "a certificate that claims to be an issuer's", 4),
        ]
        for (citation, name, title, attack) in bad {
            list.add([citation], name, "\(title): no answer", attacks: [attack]) {
                try await cut($0, showing: "bad/\(name).crt.pem")
            }
        }
        list.add(
            ["FCP-TLS-22-"], "field-for-certificate",
            "no client certificate, and a `Client-Cert` field that claims one: no answer", attacks: [9]
        ) { bench in
            try await cut(bench, showing: nil) { $0.add("Client-Cert: :MIIB:") }
        }
        list.add(["FCP-IDN-4+"], "own-certificate", "the kit's certificate: answered") { bench in
            let (sent, reply) = try await bench.exchange()
            try bench.peer.answered(sent, reply)
        }
    }

    private static func cut(
        _ bench: Bench, showing file: String?, _ bend: @escaping @Sendable (inout RequestHead) -> Void = { _ in }
    ) async throws {
        var shown = ClientTLS(bench.peer.kit)
        shown.certificate = file.map { bench.peer.kit.folder + "/" + $0 }
        if let path = shown.certificate, !KitFiles.exist(path) { throw Trouble("the kit has no `\(file ?? "")`") }
        let sent = bench.peer.request { $0.bendHead = bend }
        try bench.peer.cutOff(try await bench.peer.send(sent.octets, shown: shown))
    }

    private static func versions(_ list: inout CaseList) {
        list.add(["FCP-TLS-1-"], "tls-1.2", "TLS 1.2: no handshake", attacks: [5]) { bench in
            var shown = ClientTLS(bench.peer.kit)
            shown.newest = .tlsv12
            try bench.peer.cutOff(try await bench.peer.send(bench.peer.request().octets, shown: shown))
        }
        list.add(["FCP-TLS-1-"], "tls-1.0", "TLS 1.0: no handshake", attacks: [5]) { bench in
            var shown = ClientTLS(bench.peer.kit)
            (shown.oldest, shown.newest) = (.tlsv1, .tlsv11)
            try bench.peer.cutOff(try await bench.peer.send(bench.peer.request().octets, shown: shown))
        }
        list.add(["FCP-TLS-1+"], "tls-1.3", "TLS 1.3 alone: answered") { bench in
            var shown = ClientTLS(bench.peer.kit)
            shown.oldest = .tlsv13
            let sent = bench.peer.request()
            try bench.peer.answered(sent, try await bench.peer.send(sent.octets, shown: shown))
        }
        list.add(["FCP-TLS-5-"], "alpn-h2", "`h2` alone by ALPN: not agreed to, whatever comes", attacks: [97]) {
            bench in
            var shown = ClientTLS(bench.peer.kit)
            shown.protocols = ["h2"]
            let reply = try await bench.peer.send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), shown: shown)
            if case .closed = reply { return }
            try bench.peer.refusedBarely(reply, 400)
        }
        list.add(["FCP-TLS-5+"], "alpn-http", "`http/1.1` by ALPN: answered") { bench in
            var shown = ClientTLS(bench.peer.kit)
            shown.protocols = ["http/1.1"]
            let sent = bench.peer.request()
            try bench.peer.answered(sent, try await bench.peer.send(sent.octets, shown: shown))
        }
        for (name, title, octets) in inTheClear {
            list.add(["FCP-TLS-4-"], name, "\(title): closed without an HTTP response", attacks: [6, 7]) { bench in
                let line = try await bench.peer.connectInTheClear()
                bench.trace.add(.sent, octets)
                await line.send(octets)
                let (received, ending) = await line.read(within: 12) {
                    !$0.isEmpty && $0.starts(with: Array("HTTP/".utf8))
                }
                bench.trace.add(.received, received)
                await line.close()
                try demand(!received.starts(with: Array("HTTP/".utf8)), "an HTTP response came in the clear")
                guard case .closed = ending else {
                    throw Breach("the connection stays open after octets that are no TLS")
                }
            }
        }
    }

    private static let inTheClear: [(String, String, [UInt8])] = [
        ("no-tls", "HTTP without TLS", Array("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
        ("garbage", "a garbled hello", [0x16, 0x03, 0x01, 0x00, 0x20] + [UInt8](repeating: 0xA5, count: 32)),
    ]

    private static func pages(_ list: inout CaseList) {
        list.add(["FCP-VER-8+"], "node", "`/fcg/v1/node` describes the node to members") { bench in
            let response = try await bench.peer.get("/fcg/v1/node")
            let value = try? StrictJSON.parse(response.body)
            try demand(
                response.status == 200 && value?["type"]?.text == "fcg.node/1",
                "no `fcg.node/1`, but \(response.status)")
            try demand(value?["authority"]?.text == bench.holder.authority.code, "it describes another authority")
        }
        list.add(
            ["FCP-VER-10+"], "directory-times", "it says when its directory was signed and until when that counts",
            severity: .should
        ) { bench in
            let response = try await bench.peer.get("/fcg/v1/node")
            let value = try? StrictJSON.parse(response.body)
            let times = ["directoryIssued", "directoryExpires"].compactMap { value?[$0]?.text.flatMap { Instant($0) } }
            try demand(times.count == 2, "`directoryIssued` or `directoryExpires` is not there, or is no time")
            try demand(times[0] < times[1], "the directory ends before it was signed")
        }
        list.add(["FCP-TLS-20+"], "health", "`/health` is empty: 204 or 503") { bench in
            let response = try await bench.peer.get("/health")
            try demand(
                [204, 503].contains(response.status) && response.body.isEmpty,
                "got \(response.status) with \(response.body.count) octets")
        }
        list.add(["FCP-TLS-24+"], "no-cookies", "no redirect and no cookie in any of these responses") { bench in
            for path in ["/", "/fcg/v1/node", "/fcg/v1", "/health"] {
                let response = try await bench.peer.get(path)
                try demand(!(300..<400).contains(response.status), "`\(path)` is answered with a redirect")
                try demand(!response.has("set-cookie"), "`\(path)` sets a cookie")
            }
        }
    }
}

extension Peer {
    /// A GET, which needs the client certificate alone.
    package func get(_ path: String) async throws -> WireResponse {
        let head = "GET \(path) HTTP/1.1\r\nHost: \(holder.address)\r\n\r\n"
        let reply = try await send(Array(head.utf8))
        guard case .response(let response, _) = reply else {
            throw Breach("`GET \(path)` got no response: \(reply.words)")
        }
        if response.status == 429 { throw Trouble("the node throttles the suite: \(reply.words)") }
        return response
    }
}
