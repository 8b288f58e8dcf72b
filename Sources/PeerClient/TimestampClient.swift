import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Why a timestamp authority was not heard.
package enum TimestampClientFault: Error, Sendable, CustomStringConvertible {
    case unreachable
    case status(Int)
    case mediaType

    /// A clause.
    package var description: String {
        switch self {
        case .unreachable: "it cannot be reached, or did not answer in time"
        case .status(let code): "it answered with status \(code)"
        case .mediaType: "its answer is no `application/timestamp-reply`"
        }
    }
}

/// The way to a timestamp authority (RFC 3161 §3.4). What it answers is believed by nobody before it is verified, so plain
/// HTTP does no harm; what it learns is a digest.
package struct TimestampClient: Sendable {
    private static let mostOctets = 65_536
    private let url: String

    package init(url: String) { self.url = url }

    /// Sends a request, and waits up to 20 seconds.
    package func ask(_ der: [UInt8]) async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/timestamp-query")
        request.body = .bytes(ByteBuffer(bytes: der))
        return try await HTTPClient.withHTTPClient(configuration: configuration) { [request] client in
            try await TimestampClient.exchange(request, by: client)
        }
    }

    private static func exchange(_ request: HTTPClientRequest, by client: HTTPClient) async throws -> [UInt8] {
        let response: HTTPClientResponse
        do { response = try await client.execute(request, timeout: .seconds(20)) } catch {
            throw TimestampClientFault.unreachable
        }
        guard response.status == .ok else { throw TimestampClientFault.status(Int(response.status.code)) }
        guard response.headers.first(name: "content-type") == "application/timestamp-reply" else {
            throw TimestampClientFault.mediaType
        }
        let body = try await response.body.collect(upTo: mostOctets)
        return Array(body.readableBytesView)
    }
}
