import Gateway
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import WireProtocol

/// One connection of the listener: what it is made of, and the conversation over it.
struct PeerChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let messages: NIOAsyncChannel<RequestPart, HTTPServerResponsePart>
        var channel: any Channel { messages.channel }
    }

    let tls: ListenerTLS
    let trust: PeerTrust
    let service: PeerService
    let limits: ListenerLimits
    let counts: ConnectionCounts
    let now: @Sendable () -> Instant

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: tls.context()))
            try pipeline.addHandler(ConnectionIdentity(trust: trust, logger: logger))
            try pipeline.addHandler(OctetArrival())
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoderLimits)
            try pipeline.addHandler(RequestReading(limits: limits))
            return try Value(messages: NIOAsyncChannel(wrappingChannelSynchronously: channel))
        }
    }

    /// Twice what is allowed: so the grammar, which can sign its refusal, sees most of what is too large.
    private var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = 2 * limits.field
        decoder.maxHeaderListSize = 2 * limits.allFields
        decoder.maxHeaderFieldCount = 2 * limits.fieldCount
        return decoder
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            do {
                try await value.messages.executeThenClose { inbound, outbound in
                    var parts = inbound.makeAsyncIterator()
                    try await converse(&parts, outbound, logger)
                }
            } catch {
                logger.debug("a peer's connection broke")
            }
        }
    }

    private func converse(
        _ parts: inout PeerConversation.Parts, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
        _ logger: Logger
    ) async throws {
        guard case .peer(let peer)? = try await parts.next(isolation: #isolation) else { return }
        guard counts.enter(peer.authority) else {
            return logger.notice(
                "connection refused: too many of one authority", metadata: ["peer": "\(peer.authority)"])
        }
        defer { counts.leave(peer.authority) }
        let conversation = PeerConversation(
            peer: peer, service: service, trust: trust, grammar: RequestGrammar(limits: limits),
            responses: ResponseWriting(outbound: outbound, now: now))
        try await conversation.run(&parts)
    }
}
