package import Crypto

/// Keys that are the same in every test run. Their seeds can be read here, so no node may ever use one.
package enum FixedKeys {
    /// 32 octets: SHA-256 of `fcg test key <name>`.
    package static func seed(_ name: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("fcg test key \(name)".utf8)))
    }

    /// The Ed25519 key of a name.
    package static func ed25519(_ name: String) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: seed(name))
    }

    /// The P-256 key of a name, whose scalar is the seed.
    package static func p256(_ name: String) throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: seed(name))
    }

    /// The raw Ed25519 public key of a name, 32 octets.
    package static func ed25519Public(_ name: String) throws -> [UInt8] {
        Array(try ed25519(name).publicKey.rawRepresentation)
    }
}
