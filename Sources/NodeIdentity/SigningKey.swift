package import Crypto

/// The Ed25519 key that signs a node's messages, its log or the directory. Printing it shows `‹private key›`.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key, for a signer that wants it as the library has it.
    package let ed25519: Curve25519.Signing.PrivateKey

    /// A key from 32 octets, which must be fresh from the system's random source (RFC 8032 §5.1.5).
    package init(seed: [UInt8]) throws(IdentityFault) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .unusableOctets("Ed25519")
        }
        ed25519 = key
    }

    /// Reads an unencrypted PKCS#8 key of version 1 (RFC 8410 §7), as ``pem`` and `openssl genpkey` write it.
    package init(pem: String) throws(IdentityFault) {
        guard let der = PrivatePEM.der(pem), der.count == SigningKey.prefix.count + 32,
            der.starts(with: SigningKey.prefix)
        else { throw .notAKey("Ed25519") }
        try self.init(seed: Array(der.dropFirst(SigningKey.prefix.count)))
    }

    /// The key in PEM. Secret: it belongs into a file of mode 0600 and nowhere else.
    package var pem: String { PrivatePEM.text(der: SigningKey.prefix + Array(ed25519.rawRepresentation)) }

    /// The 32 secret octets, for signers of other modules; never to be printed or logged.
    package var seed: [UInt8] { Array(ed25519.rawRepresentation) }

    /// The public key, 32 octets.
    package var publicOctets: [UInt8] { Array(ed25519.publicKey.rawRepresentation) }

    /// A signature of 64 octets over octets.
    package func signature(over octets: [UInt8]) throws(IdentityFault) -> [UInt8] {
        guard let signature = try? ed25519.signature(for: octets) else { throw .notWritable("signature") }
        return Array(signature)
    }

    package var description: String { "‹private key›" }
    package var debugDescription: String { "‹private key›" }
    package var customMirror: Mirror { Mirror(reflecting: "‹private key›") }

    /// PrivateKeyInfo up to the 32 octets of the key: version 0, OID 1.3.101.112, two octet strings.
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
}
