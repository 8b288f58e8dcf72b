package import NIOSSL

/// How a case shows itself to the node's TLS.
package struct ClientTLS: Sendable {
    /// The certificate shown; `nil` shows none.
    package var certificate: String?
    package var key: String?
    package var oldest = TLSVersion.tlsv12
    package var newest = TLSVersion.tlsv13
    /// ALPN offers.
    package var protocols: [String] = []

    /// The kit's own certificate, in order.
    package init(_ kit: TestKit) {
        certificate = kit.certificate
        key = kit.certificateKey
    }

    /// The settings, with the node's one issuer as the only root.
    package func context(issuer: [UInt8]) throws(Trouble) -> NIOSSLContext {
        do {
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.minimumTLSVersion = oldest
            settings.maximumTLSVersion = newest
            settings.trustRoots = .certificates([try NIOSSLCertificate(bytes: issuer, format: .der)])
            settings.applicationProtocols = protocols
            if let certificate, let key {
                settings.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
                settings.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            }
            return try NIOSSLContext(configuration: settings)
        } catch { throw Trouble("the TLS settings cannot be made: \(error)") }
    }
}
