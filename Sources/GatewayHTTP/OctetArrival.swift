import NIOCore

/// Says down the pipeline that octets of the peer are coming.
struct OctetsArrived: Sendable {}

/// Stands before the HTTP decoder, which is silent until a header is complete: without it a slow header has no beginning.
final class OctetArrival: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(OctetsArrived())
        context.fireChannelRead(data)
    }
}
