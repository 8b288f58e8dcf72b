import Gateway
import HTTPTypes
import NIOCore
import NIOHTTP1
import WireProtocol

/// Writes responses with a framing of our own: whatever else the header says about length or connection is left out.
struct ResponseWriting: Sendable {
    let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    /// The wall clock, for `Date`.
    let now: @Sendable () -> Instant

    /// Field names that only this writer may set.
    private static let framing: Set<String> = [
        "connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade",
    ]

    func write(_ response: ReadyResponse, isLast: Bool) async throws {
        var headers = HTTPHeaders()
        for field in response.head.headerFields where !Self.framing.contains(field.name.canonicalName) {
            headers.add(name: field.name.rawName, value: field.value)
        }
        try await write(response.head.status.code, headers, response.body, isLast: isLast)
    }

    /// A refusal nobody can sign, because the request has no name for itself; always the connection's last.
    func writeBare(_ code: ProblemCode) async throws {
        try await write(code.status, code == .method ? ["allow": "GET, POST"] : [:], [], isLast: true)
    }

    func writeHealth(_ isHealthy: Bool, isLast: Bool) async throws {
        try await write(isHealthy ? 204 : 503, isHealthy ? [:] : ["retry-after": "10"], [], isLast: isLast)
    }

    func writeContinue() async throws {
        try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }

    private func write(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8], isLast: Bool) async throws {
        var headers = headers
        // RFC 9110 §6.6.1; no signature covers it, so an intermediary that puts its own breaks nothing.
        headers.replaceOrAdd(name: "date", value: HTTPDate(now()).description)
        if Mutant.cookie.isOn { headers.add(name: "set-cookie", value: "seen=1") }
        if isLast { headers.add(name: "connection", value: "close") }
        if status != 204 { headers.add(name: "content-length", value: String(body.count)) }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
        let octets =
            body.isEmpty || status == 204 ? [] : [HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: body)))]
        try await outbound.write(contentsOf: [.head(head)] + octets + [.end(nil)])
    }
}
