package import WireProtocol

/// What this node shows of itself when it dials, as its files hold it.
package struct ClientCredential: Sendable {
    let certificateChainPEM: [UInt8]
    let privateKeyPEM: Redacted<[UInt8]>

    /// The node's certificate, then the issuers between it and the anchor, and the certificate's private key.
    package init(certificateChainPEM: [UInt8], privateKeyPEM: Redacted<[UInt8]>) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }
}
