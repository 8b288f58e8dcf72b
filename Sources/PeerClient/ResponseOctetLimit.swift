import NIOCore

/// The peer sent more than any acceptable response has.
struct TooManyOctets: Error {}

/// Counts the octets that come back for a request, before anything reads them.
///
/// So a flood of 1xx responses or of header fields, which the layers above swallow or collect, ends here.
final class ResponseOctetLimit: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limit: Int
    private var octets = 0

    init(_ limit: Int) { self.limit = limit }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        octets = 0
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if octets > limit { return }
        octets += unwrapInboundIn(data).readableBytes
        if octets > limit { cut(context) } else { context.fireChannelRead(data) }
    }

    /// Reading stops at once: the orderly end of TLS would go on taking what is sent.
    private func cut(_ context: ChannelHandlerContext) {
        context.channel.setOption(.autoRead, value: false).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
        context.fireErrorCaught(TooManyOctets())
    }
}
