import Gateway
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// Says down the pipeline who the peer of this connection is.
struct PeerIdentified: Sendable {
    let peer: TLSPeer
}

/// Reads the peer's identity once, when the handshake is complete, and cuts the connection of anybody unknown.
///
/// The chain was verified against all pinned issuers by then; only `identify` knows which of them is this authority's.
final class ConnectionIdentity: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let trust: PeerTrust
    private let logger: Logger

    init(trust: PeerTrust, logger: Logger) {
        self.trust = trust
        self.logger = logger
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else {
            return context.fireUserInboundEventTriggered(event)
        }
        guard let peer = peer(context) else {
            logger.notice("connection refused: the certificate is of no authority in the directory")
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(PeerIdentified(peer: peer))
    }

    private func peer(_ context: ChannelHandlerContext) -> TLSPeer? {
        guard let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
            let der = try? certificate.toDERBytes()
        else { return nil }
        return trust.identify(der)
    }
}
