import BenchFigures
import Foundation
package import NIOCore
package import NIOHTTP1
import NIOPosix
package import NIOSSL

/// A request as it goes over the wire.
package struct WireRequest: Sendable {
    package let head: HTTPRequestHead
    package let body: ByteBuffer

    package init(head: HTTPRequestHead, body: ByteBuffer) {
        self.head = head
        self.body = body
    }
}

/// A response, and how long it took.
package struct WireReply: Sendable {
    package let head: HTTPResponseHead
    package let body: [UInt8]
    /// From just before the request was handed to the socket until the response's last octet was read.
    package let nanoseconds: Int64
}

/// One mutually authenticated connection, one request at a time, timed on the connection's own thread.
package struct PeerConnection: Sendable {
    private let channel: any Channel

    /// Connects to this machine. TLS 1.3, HTTP/1.1, kept alive.
    package static func open(port: Int, context: NIOSSLContext) async throws -> PeerConnection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(ExchangeTiming())
                }
            }
        return PeerConnection(channel: try await bootstrap.connect(host: "127.0.0.1", port: port).get())
    }

    /// Sends a request and waits for its response.
    package func exchange(_ request: WireRequest) async throws -> WireReply {
        let promise = channel.eventLoop.makePromise(of: WireReply.self)
        channel.writeAndFlush(TimedExchange(request: request, reply: promise)).cascadeFailure(to: promise)
        return try await promise.futureResult.get()
    }

    /// Closes the connection.
    package func close() async throws { try await channel.close() }
}

private struct TimedExchange: Sendable {
    let request: WireRequest
    let reply: EventLoopPromise<WireReply>
}

/// Puts one exchange at a time on the wire and takes the time of it.
private final class ExchangeTiming: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = TimedExchange
    typealias OutboundOut = HTTPClientRequestPart

    private var underWay: (reply: EventLoopPromise<WireReply>, begun: NIODeadline)?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        body = []
        underWay = (exchange.reply, .now())
        context.write(wrapOutboundOut(.head(exchange.request.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(exchange.request.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let octets): body.append(contentsOf: octets.readableBytesView)
        case .end: finish()
        }
    }

    private func finish() {
        guard let (reply, begun) = underWay, let head else { return }
        underWay = nil
        reply.succeed(WireReply(head: head, body: body, nanoseconds: (NIODeadline.now() - begun).nanoseconds))
    }

    func channelInactive(context: ChannelHandlerContext) { fail(BenchFault("the node closed the connection")) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        underWay?.reply.fail(error)
        underWay = nil
    }
}
