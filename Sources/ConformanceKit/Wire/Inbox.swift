import NIOCore
import NIOTLS

/// How waiting for octets ended.
package enum Ending: Sendable, Equatable {
    /// What was waited for is there.
    case complete
    /// The other side closed, with the TLS alert if there was one.
    case closed(String?)
    /// Nothing more came in time.
    case silent
    /// More came than the suite takes.
    case tooMuch
}

/// The octets of a connection, and one reader who waits for them. Lives on the connection's event loop.
final class Inbox: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct Waiter {
        let wanted: ([UInt8]) -> Bool
        let promise: EventLoopPromise<(octets: [UInt8], ending: Ending)>
        let timeout: Scheduled<Void>
    }

    private let most: Int
    private var received: [UInt8] = []
    private var ending: Ending?
    private var waiter: Waiter?
    private var handshake: EventLoopPromise<Void>?

    init(most: Int, handshake: EventLoopPromise<Void>?) {
        self.most = most
        self.handshake = handshake
    }

    /// Settles once `wanted` holds of everything received so far, or nothing more can come.
    func wait(
        within time: TimeAmount, until wanted: @escaping ([UInt8]) -> Bool, on loop: any EventLoop,
        _ promise: EventLoopPromise<(octets: [UInt8], ending: Ending)>
    ) {
        let timeout = loop.assumeIsolated().scheduleTask(in: time) { self.settle(.silent) }
        waiter = Waiter(wanted: wanted, promise: promise, timeout: timeout)
        look()
    }

    /// Forgets what has been read, so that the next response can be waited for.
    func drop(_ count: Int) { received.removeFirst(min(count, received.count)) }

    private func look() {
        guard let waiter else { return }
        if waiter.wanted(received) { return settle(.complete) }
        if let ending { settle(ending) }
    }

    private func settle(_ ending: Ending) {
        guard let waiter else { return }
        self.waiter = nil
        waiter.timeout.cancel()
        waiter.promise.succeed((received, ending))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { shakeHands(nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        if received.count > most {
            end(.tooMuch)
            context.close(promise: nil)
        }
        look()
    }

    func channelInactive(context: ChannelHandlerContext) { end(.closed(nil)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.closed("\(error)"))
        context.close(promise: nil)
    }

    private func end(_ ending: Ending) {
        if self.ending == nil { self.ending = ending }
        if case .closed(let why) = ending { shakeHands(HandshakeRefused(why: why ?? "the connection was closed")) }
        look()
    }

    private func shakeHands(_ failure: HandshakeRefused?) {
        guard let handshake else { return }
        self.handshake = nil
        if let failure { handshake.fail(failure) } else { handshake.succeed() }
    }
}

/// TLS did not come about.
package struct HandshakeRefused: Error, Sendable {
    package let why: String
}
