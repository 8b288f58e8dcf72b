import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import ConformanceKit

/// A TLS server that reads one request a connection and says what it is told to.
final class BadNode: Sendable {
    /// What is said to a request's octets; `nil` closes without a word.
    typealias Behaviour = @Sendable ([UInt8]) -> [UInt8]?

    /// In a structure: a closure that a lock hands out by itself gains a wrapper each time.
    private struct Script { var behave: Behaviour }

    private let script = Mutex(Script { _ in nil })
    private let channel = Mutex<(any Channel)?>(nil)

    /// The port it listens on.
    var port: Int { channel.withLock { $0?.localAddress?.port } ?? 0 }

    static func listen(chain: String, key: String) async throws -> BadNode {
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        settings.minimumTLSVersion = .tlsv13
        let tls = try NIOSSLContext(configuration: settings)
        let node = BadNode()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: tls), OneRequest(node))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        node.channel.withLock { $0 = channel }
        return node
    }

    func behave(_ behaviour: @escaping Behaviour) { script.withLock { $0 = Script(behave: behaviour) } }

    func stop() async { try? await channel.withLock { $0 }?.close().get() }

    fileprivate func answer(_ octets: [UInt8]) -> [UInt8]? { script.withLock { $0 }.behave(octets) }
}

private final class OneRequest: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let node: BadNode
    private var received: [UInt8] = []

    init(_ node: BadNode) { self.node = node }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        guard isWhole else { return }
        let octets = received
        received = []
        guard let answer = node.answer(octets) else { return context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
    }

    /// A header and as much body as it announces.
    private var isWhole: Bool {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = Array(received[..<end.lowerBound]).asText.lowercased()
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        return received.count >= end.upperBound + (length.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
