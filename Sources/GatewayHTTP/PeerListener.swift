package import Gateway
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import WireProtocol

/// The mutually authenticated listener other authorities talk to: TLS 1.3, HTTP/1.1, one answer to one request.
///
/// Stopped gracefully, by its service group or by ``stop()``, it takes no new connection, closes the quiet ones and
/// answers what has begun.
package struct PeerListener: Service {
    private let tls: ListenerTLS
    private let server: Server<PeerChannel>

    /// Port 0 takes a free one; `onListening` hears which.
    package init(
        host: String, port: Int, credential: ListenerCredential, trust: PeerTrust, service: PeerService,
        limits: ListenerLimits = ListenerLimits(), now: @escaping @Sendable () -> Instant, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        tls = ListenerTLS(credential: credential, trustRoots: trust.trustRoots, closingTime: limits.lingerTime)
        server = Server(
            childChannelSetup: PeerChannel(
                tls: tls, trust: trust, service: service, limits: limits,
                counts: ConnectionCounts(limit: limits.connectionsPerPeer), now: now),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) },
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup, logger: logger)
    }

    /// Serves until it is stopped. To be called once.
    ///
    /// - Throws: before it listens, when the certificate, the key or a pinned issuer cannot be read or the port is taken.
    package func run() async throws {
        _ = try tls.context()
        try await server.run()
    }

    /// Stops gracefully; returns when the last connection has ended.
    package func stop() async throws { try await server.shutdownGracefully() }
}
