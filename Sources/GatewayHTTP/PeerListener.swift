package import Gateway
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The mutually authenticated listener other authorities talk to: TLS 1.3, HTTP/1.1, one answer to one request.
///
/// Stopped gracefully, it takes no new connection, closes the quiet ones and answers what has begun.
package struct PeerListener: Service {
    private let host: String
    private let port: Int
    private let channel: PeerChannel
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// Port 0 takes a free one; `onListening` hears which.
    package init(
        host: String, port: Int, credential: ListenerCredential, trust: PeerTrust, service: PeerService,
        limits: ListenerLimits = ListenerLimits(), logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.channel = PeerChannel(
            tls: ListenerTLS(credential: credential, trustRoots: trust.trustRoots), trust: trust, service: service,
            limits: limits, counts: ConnectionCounts(limit: limits.connectionsPerPeer))
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until it is stopped.
    ///
    /// - Throws: before it listens, when the certificate, the key or a pinned issuer cannot be read or the port is taken.
    package func run() async throws {
        _ = try channel.tls.context()
        let onListening = onListening
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(channel.limits.connections, logger: logger)),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) },
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup, logger: logger)
        try await server.run()
    }
}
