import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import WireProtocol

/// What the node said to a member of its own staff.
package struct StaffReply: Sendable {
    package let isFine: Bool
    package let body: JSONValue
}

/// Nobody listens on the node's socket: it is not running.
package struct StaffUnreachable: Error {}

/// The way to a running node's own door, a Unix socket in its folder.
package enum StaffClient {
    /// Sends one command. A council may take its whole deadline, so this waits up to 90 seconds.
    package static func send(_ command: String, _ body: JSONValue, socketPath: String) async throws -> StaffReply {
        guard let socket = socketPath.addingPercentEncoding else { throw StaffUnreachable() }
        var request = HTTPClientRequest(url: "http+unix://\(socket)/staff/\(command)")
        request.method = .POST
        request.body = .bytes(ByteBuffer(bytes: CanonicalJSON.encode(body)))
        return try await HTTPClient.withHTTPClient(configuration: configuration) { [request] client in
            try await reply(to: request, by: client)
        }
    }

    /// A node that does not run is told at once: nobody tries again for the whole 90 seconds.
    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private static func reply(to request: HTTPClientRequest, by client: HTTPClient) async throws -> StaffReply {
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: .seconds(90))
        } catch {
            throw StaffUnreachable()
        }
        let buffer = try await response.body.collect(upTo: 16 * 1_024 * 1_024)
        let value = try StrictJSON.parse(Array(buffer.readableBytesView), limits: .file)
        return StaffReply(isFine: response.status == .ok, body: value)
    }
}

extension String {
    /// The path as the host part of an `http+unix` URL.
    fileprivate var addingPercentEncoding: String? {
        guard !isEmpty else { return nil }
        return utf8.map { octet in
            let isPlain =
                (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            return isPlain ? String(Unicode.Scalar(octet)) : "%" + Hex.encode([octet]).uppercased()
        }.joined()
    }
}
