import NIOCore
import NIOSSL
import Synchronization
package import WireProtocol

/// What this node shows of itself in a handshake, as its files hold it.
package struct ListenerCredential: Sendable {
    let certificateChainPEM: [UInt8]
    let privateKeyPEM: Redacted<[UInt8]>

    /// The node's certificate, then the issuers between it and the anchor, and the certificate's private key.
    package init(certificateChainPEM: [UInt8], privateKeyPEM: Redacted<[UInt8]>) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }
}

/// The TLS settings of the listener: 1.3 only, and a client certificate from a pinned issuer or no connection.
///
/// Early data stays off (the library's default), so that a request cannot be replayed below the nonce.
final class ListenerTLS: Sendable {
    private struct Current {
        let roots: [[UInt8]]
        let context: NIOSSLContext
    }

    private let credential: ListenerCredential
    private let trustRoots: @Sendable () -> [[UInt8]]
    private let closingTime: TimeAmount
    private let current = Mutex<Current?>(nil)

    /// `closingTime` is how long a peer may take to agree to a close before its connection is cut.
    init(
        credential: ListenerCredential, trustRoots: @escaping @Sendable () -> [[UInt8]], closingTime: TimeAmount
    ) {
        self.credential = credential
        self.trustRoots = trustRoots
        self.closingTime = closingTime
    }

    /// The context for the next handshake; made anew when the pinned issuers have changed.
    func context() throws -> NIOSSLContext {
        let roots = trustRoots()
        return try current.withLock { current in
            if let current, current.roots == roots { return current.context }
            let context = try NIOSSLContext(configuration: configuration(trusting: roots))
            current = Current(roots: roots, context: context)
            return context
        }
    }

    private func configuration(trusting roots: [[UInt8]]) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(credential.certificateChainPEM)
        let key = try NIOSSLPrivateKey(bytes: credential.privateKeyPEM.reveal(), format: .pem)
        let anchors = try roots.map { try NIOSSLCertificate(bytes: $0, format: .der) }
        var tls = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key),
            trustRoots: .certificates(anchors))
        tls.minimumTLSVersion = Mutant.olderTLS.isOn ? .tlsv12 : .tlsv13
        tls.shutdownTimeout = closingTime
        tls.applicationProtocols = Mutant.secondProtocol.isOn ? ["h2", "http/1.1"] : ["http/1.1"]
        return tls
    }
}
