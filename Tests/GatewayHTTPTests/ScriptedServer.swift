import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// One thing a hand-made server does when a request's first octets have come.
enum ServerStep: Sendable {
    case send(String)
    case pause(Duration)
    /// Sends the text again and again, 16 MB of it, or until the other side has had enough.
    case flood(String)
}

/// A server that shows any certificate and answers anything.
struct ScriptedServer: Sendable {
    var certificate: TestCertificate?
    var newest: TLSVersion?
    let script: [ServerStep]

    /// What all connections together received, in clear.
    final class Received: Sendable {
        private let state = Mutex((text: "", connections: 0))
        var text: String { state.withLock { $0.text } }
        var connections: Int { state.withLock { $0.connections } }
        func connect() { state.withLock { $0.connections += 1 } }
        func add(_ more: String) { state.withLock { $0.text += more } }
    }

    func run<Result: Sendable>(_ body: @Sendable (_ port: Int, _ received: Received) async throws -> Result)
        async throws
        -> Result
    {
        let received = Received()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let certificate { try channel.pipeline.syncOperations.addHandler(tlsHandler(certificate)) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let port = try #require(server.channel.localAddress?.port)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve(server, received) }
            let result = try await body(port, received)
            group.cancelAll()
            return result
        }
    }

    private func serve(
        _ server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>, _ received: Received
    ) async throws {
        try await server.executeThenClose { connections in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for try await connection in connections {
                    received.connect()
                    group.addTask { try? await converse(connection, received) }
                }
            }
        }
    }

    private func converse(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ received: Received) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            guard let first = try await iterator.next(isolation: #isolation) else { return }
            received.add(String(buffer: first))
            for step in script {
                switch step {
                case .send(let text): try await outbound.write(ByteBuffer(string: text))
                case .pause(let time): try await Task.sleep(for: time)
                case .flood(let text):
                    let chunk = ByteBuffer(string: String(repeating: text, count: 16_384 / text.utf8.count))
                    for _ in 0..<1_000 {
                        try await outbound.write(chunk)
                        await Task.yield()
                    }
                }
            }
        }
    }

    private func tlsHandler(_ certificate: TestCertificate) throws -> NIOSSLServerHandler {
        var tls = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: try certificate.chain, privateKey: try certificate.privateKey,
            trustRoots: try TestCertificates.shared.askerIssuer.anchor)
        tls.maximumTLSVersion = newest
        tls.shutdownTimeout = .milliseconds(100)
        return NIOSSLServerHandler(context: try NIOSSLContext(configuration: tls))
    }
}
