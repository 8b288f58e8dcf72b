import Gateway
import NIOCore
import NIOHTTP1
import WireProtocol

/// What a connection brings, in order: the peer first, then requests one after another.
enum RequestPart: Sendable {
    case peer(TLSPeer)
    case head(HTTPRequestHead)
    case body(ByteBuffer)
    case end
    /// What arrived is not a request, or took too long. Nothing follows.
    case refused(ProblemCode)
}

/// Lets one request at a time through, each within its time.
///
/// Octets behind a request that has not been answered are never read as another request: that is how a second one
/// would be smuggled past a proxy. The answer to the first then closes the connection.
final class RequestReading: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = RequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        case handshake
        case quiet
        case header
        case body
        /// The request is complete, or refused, and waits for its response.
        case waiting
        case writing
        /// The last response has left; what still comes is dropped.
        case lingering
    }

    private let limits: ListenerLimits
    private var phase = Phase.handshake
    private var mustClose = false
    /// When the phase must be over, where it must.
    private var deadline: NIODeadline?
    private var timer: (time: NIODeadline, task: Scheduled<Void>)?

    init(limits: ListenerLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) { enter(.handshake, for: limits.handshakeTime, context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.task.cancel() }

    // MARK: Inbound

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let identified as PeerIdentified:
            enter(.quiet, for: limits.idleTime, context)
            // Without an end of reading, the conversation would hear of its peer with the first request only, and a
            // connection that stays quiet would be nobody's.
            context.fireChannelRead(wrapInboundOut(.peer(identified.peer)))
            context.fireChannelReadComplete()
        case is OctetsArrived: octetsArrived(context)
        case is ChannelShouldQuiesceEvent: quiesce(context)
        case ChannelEvent.inputClosed where phase == .lingering: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func octetsArrived(_ context: ChannelHandlerContext) {
        switch phase {
        case .quiet: enter(.header, for: limits.headerTime, context)
        case .waiting, .writing: mustClose = true
        case .handshake, .header, .body, .lingering: break
        }
    }

    private func quiesce(_ context: ChannelHandlerContext) {
        mustClose = true
        switch phase {
        case .handshake, .quiet: context.close(promise: nil)
        case .header, .body, .waiting, .writing, .lingering: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .header):
            enter(.body, for: limits.bodyTime, context)
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case (.body(let octets), .body):
            context.fireChannelRead(wrapInboundOut(.body(octets)))
        case (.end, .body):
            enter(.waiting, for: nil, context)
            context.fireChannelRead(wrapInboundOut(.end))
        default:
            mustClose = true
        }
    }

    /// The decoder complains once about what it cannot read, then about everything that still comes. The rest of it
    /// is dropped and not cut off, or the peer would lose the response that tells it why.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let fault = error as? HTTPParserError
        guard fault != nil || error is ByteToMessageDecoderError else { return context.close(promise: nil) }
        switch phase {
        case .header, .body: refuse(fault == .headerOverflow ? .headerSize : .httpMalformed, context)
        case .handshake, .quiet, .waiting, .writing, .lingering: mustClose = true
        }
    }

    private func refuse(_ code: ProblemCode, _ context: ChannelHandlerContext) {
        mustClose = true
        enter(.waiting, for: nil, context)
        context.fireChannelRead(wrapInboundOut(.refused(code)))
        context.fireChannelReadComplete()
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.code >= 200:
            context.write(wrapOutboundOut(.head(last(head, context))), promise: promise)
        case .end:
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in self.responseWritten(context) }
            context.write(data, promise: written)
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    /// Says in the header whether this response is the connection's last.
    private func last(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) -> HTTPResponseHead {
        var head = head
        if phase == .body || head.headers.contains(name: "connection") { mustClose = true }
        if mustClose { head.headers.replaceOrAdd(name: "connection", value: "close") }
        enter(.writing, for: limits.idleTime, context)
        return head
    }

    private func responseWritten(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard mustClose else { return enter(.quiet, for: limits.idleTime, context) }
        enter(.lingering, for: limits.lingerTime, context)
        context.close(mode: .output, promise: nil)
    }

    // MARK: Time

    private func enter(_ next: Phase, for time: TimeAmount?, _ context: ChannelHandlerContext) {
        phase = next
        deadline = time.map { .now() + $0 }
        if let deadline { wake(by: deadline, context) }
    }

    /// A phase is mostly over long before its time is, so a timer that is set already is left as it is, if it goes off
    /// in time: it then looks at the deadline there is by then.
    private func wake(by time: NIODeadline, _ context: ChannelHandlerContext) {
        if let timer, timer.time <= time { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.timerWentOff(context) }
        timer = (time, task)
    }

    private func timerWentOff(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline else { return }
        if deadline <= .now() { timeIsUp(context) } else { wake(by: deadline, context) }
    }

    private func timeIsUp(_ context: ChannelHandlerContext) {
        switch phase {
        case .header, .body: refuse(.timeout, context)
        case .handshake, .quiet, .writing, .lingering: context.close(promise: nil)
        case .waiting: break
        }
    }
}
