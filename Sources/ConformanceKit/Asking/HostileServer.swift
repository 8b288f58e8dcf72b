import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What a hostile peer does with a connection, one act after another.
enum HostileAct: Sendable {
    case send([UInt8])
    /// Octets one at a time, so many milliseconds apart, until the other side has enough.
    case trickle([UInt8], milliseconds: Int64)
    /// The same octets again and again.
    case flood([UInt8], times: Int)
    /// Says nothing more and keeps the connection.
    case hold
    case close
}

/// A server with the test authority's certificate that answers however a case wants it to.
final class HostileServer: Sendable {
    /// What is to be done with a question.
    typealias Script = @Sendable (ReceivedQuestion) -> [HostileAct]

    private struct State {
        var script: Script = { _ in [.close] }
        var context: NIOSSLContext
        var questions: [ReceivedQuestion] = []
        var octets = 0
        var sent = 0
    }
    private let state: Mutex<State>
    private let channel = Mutex<(any Channel)?>(nil)

    private init(_ context: NIOSSLContext) { state = Mutex(State(context: context)) }

    /// Listens on this machine's loopback.
    static func listen(port: Int, context: NIOSSLContext) async throws -> HostileServer {
        let server = HostileServer(context)
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { server.initialise($0) }
                .bind(host: "127.0.0.1", port: port).get()
            server.channel.withLock { $0 = channel }
            return server
        } catch { throw Trouble("port \(port) of this machine cannot be listened on: \(error)") }
    }

    private func initialise(_ channel: any Channel) -> EventLoopFuture<Void> {
        let tls = state.withLock { $0.context }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: tls), HostileHandler(self))
        }
    }

    func stop() async { try? await channel.withLock { $0 }?.close().get() }

    /// What is done from now on, and with which TLS settings.
    func play(_ context: NIOSSLContext, _ script: @escaping Script) {
        state.withLock { $0 = State(script: script, context: context) }
    }

    /// The questions that came since the last ``play(_:_:)``, and how many octets inside TLS.
    var heard: (questions: [ReceivedQuestion], octets: Int) { state.withLock { ($0.questions, $0.octets) } }

    /// Octets handed to the network since the last ``play(_:_:)``.
    var sent: Int { state.withLock { $0.sent } }

    fileprivate func note(octets: Int) { state.withLock { $0.octets += octets } }

    fileprivate func note(sent: Int) { state.withLock { $0.sent += sent } }

    fileprivate func acts(for question: ReceivedQuestion) -> [HostileAct] {
        let script = state.withLock { state in
            state.questions.append(question)
            return state.script
        }
        return script(question)
    }
}

/// Reads one request and plays the acts. Lives on the connection's event loop.
private final class HostileHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: HostileServer
    private var received: [UInt8] = []

    init(_ server: HostileServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let octets = unwrapInboundIn(data).readableBytesView
        server.note(octets: octets.count)
        received += octets
        guard let question = ReceivedQuestion(received) else { return }
        received = []
        play(server.acts(for: question)[...], context)
    }

    private func play(_ acts: ArraySlice<HostileAct>, _ context: ChannelHandlerContext) {
        guard let act = acts.first, context.channel.isActive else { return }
        let rest = acts.dropFirst()
        switch act {
        case .send(let octets):
            write(octets, context)
            play(rest, context)
        case .trickle(let octets, let milliseconds):
            guard let octet = octets.first else { return play(rest, context) }
            write([octet], context)
            wait(milliseconds, context) {
                self.play([.trickle(Array(octets.dropFirst()), milliseconds: milliseconds)] + rest, $0)
            }
        case .flood(let octets, let times):
            guard times > 0 else { return play(rest, context) }
            write(octets, context)
            wait(1, context) { self.play([.flood(octets, times: times - 1)] + rest, $0) }
        case .hold: break
        case .close: context.close(promise: nil)
        }
    }

    private func write(_ octets: [UInt8], _ context: ChannelHandlerContext) {
        server.note(sent: octets.count)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
    }

    private func wait(
        _ milliseconds: Int64, _ context: ChannelHandlerContext, _ then: @escaping (ChannelHandlerContext) -> Void
    ) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { then(context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
