import NIOCore
import NIOHTTP1
import NIOSSL
import WireProtocol

/// The server's certificate is sound and from the pinned issuer, but not of the authority dialled.
struct WrongServerIdentity: Error {}

/// Looks at a new connection after its handshake and before the first request may use it.
///
/// The chain and the host name have been verified by then, against the one issuer pinned for the authority.
struct ServerIdentity: Sendable {
    let spiffe: String
    let readIdentity: @Sendable ([UInt8]) -> String?
    let limits: ResponseLimits

    /// Fails, and closes the connection, unless the certificate's one URI SAN is the authority dialled.
    func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        let admitted = channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            guard let certificate = try pipeline.nioSSL_peerCertificate(),
                try readIdentity(certificate.toDERBytes()) == spiffe || Mutant.anyServer.isOn
            else { throw WrongServerIdentity() }
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(
                ResponseOctetLimit(Mutant.largeAnswer.isOn ? .max : limits.allOctets), position: .before(decoder))
        }
        admitted.whenFailure { _ in channel.close(promise: nil) }
        return admitted
    }
}
