import Crypto
import X509

/// The P-256 key of a node's TLS certificate or of a certificate authority. Printing it shows `‹private key›`.
package struct TLSKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let p256: P256.Signing.PrivateKey

    /// A key from 32 octets, which must be fresh from the system's random source.
    ///
    /// One draw in 2^32 or so is not below the order of the curve and is refused; draw again.
    package init(scalar: [UInt8]) throws(IdentityFault) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar) else {
            throw .unusableOctets("P-256")
        }
        try self.init(key)
    }

    /// Reads an unencrypted PKCS#8 key, as ``pem`` and `openssl genpkey` write it.
    package init(pem: String) throws(IdentityFault) {
        guard let der = PrivatePEM.der(pem), let key = try? P256.Signing.PrivateKey(derRepresentation: der) else {
            throw .notAKey("P-256")
        }
        try self.init(key)
    }

    private init(_ key: P256.Signing.PrivateKey) throws(IdentityFault) {
        guard let hash = try? Certificate.PublicKey(key.publicKey).keyHash() else { throw .unusableOctets("P-256") }
        p256 = key
        keyHash = hash
    }

    /// The key in PEM. Secret: it belongs into a file of mode 0600 and nowhere else.
    package var pem: String { PrivatePEM.text(der: Array(p256.derRepresentation)) }

    /// SHA-256 of the SubjectPublicKeyInfo, 32 octets: the same value a certificate of this key shows.
    package let keyHash: [UInt8]

    var privateKey: Certificate.PrivateKey { Certificate.PrivateKey(p256) }
    var publicKey: Certificate.PublicKey { Certificate.PublicKey(p256.publicKey) }

    package var description: String { "‹private key›" }
    package var debugDescription: String { "‹private key›" }
    package var customMirror: Mirror { Mirror(reflecting: "‹private key›") }
}
