import NIOCore
import NIOPosix
package import NIOSSL

/// A connection that carries whatever octets a case wants to send, under a deadline and a limit.
package struct RawConnection: Sendable {
    private let channel: any Channel
    private let inbox: NIOLoopBound<Inbox>

    /// Connects, and shakes hands if `tls` is given. `serverName` must be a host name, never an address.
    package static func open(
        host: String, port: Int, tls: NIOSSLContext?, serverName: String?, within seconds: Int64 = 10,
        most: Int = 1 << 20
    ) async throws -> RawConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let handshake = loop.makePromise(of: Void.self)
        let inbox = try await loop.submit {
            NIOLoopBound(Inbox(most: most, handshake: handshake), eventLoop: loop)
        }.get()
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(seconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    }
                    try channel.pipeline.syncOperations.addHandler(inbox.value)
                }
            }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: host, port: port).get() } catch {
            handshake.fail(HandshakeRefused(why: "\(error)"))
            throw Trouble("no connection to \(host):\(port): \(error)")
        }
        if tls == nil { handshake.succeed() }
        let timeout = loop.scheduleTask(in: .seconds(seconds)) {
            handshake.fail(HandshakeRefused(why: "no end of the handshake within \(seconds) s"))
        }
        defer { timeout.cancel() }
        do { try await handshake.futureResult.get() } catch {
            channel.close(promise: nil)
            throw error
        }
        return RawConnection(channel: channel, inbox: inbox)
    }

    /// Sends octets. A peer that has closed already is no failure: what it said before is still to be read.
    package func send(_ octets: [UInt8]) async {
        _ = try? await channel.writeAndFlush(ByteBuffer(bytes: octets)).get()
    }

    /// Everything received and not dropped, once `wanted` holds of it or nothing more can come.
    package func read(
        within seconds: Double, until wanted: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> (octets: [UInt8], ending: Ending) {
        let promise = channel.eventLoop.makePromise(of: (octets: [UInt8], ending: Ending).self)
        let (inbox, loop) = (inbox, channel.eventLoop)
        loop.execute {
            inbox.value.wait(
                within: .milliseconds(Int64(seconds * 1_000)), until: wanted, on: loop, promise)
        }
        return (try? await promise.futureResult.get()) ?? ([], .closed(nil))
    }

    /// Forgets octets that have been read.
    package func drop(_ count: Int) async {
        let inbox = inbox
        try? await channel.eventLoop.submit { inbox.value.drop(count) }.get()
    }

    /// The certificate that the node showed, DER.
    package func serverCertificate() async -> [UInt8]? {
        let channel = channel
        return try? await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        }.get()
    }

    /// Closes at once.
    package func close() async { try? await channel.close().get() }
}
