import Crypto

/// The Ed25519 key of somebody who signs changes. Printing it shows `‹private key›`.
package struct SignerKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let key: Curve25519.Signing.PrivateKey

    /// A key from 32 octets; `nil` for any other number.
    package init?(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.key = key
    }

    /// 32 octets, as the register has them.
    package var publicOctets: [UInt8] { Array(key.publicKey.rawRepresentation) }

    package var description: String { "‹private key›" }
    package var debugDescription: String { "‹private key›" }
    package var customMirror: Mirror { Mirror(reflecting: "‹private key›") }

    package func signature(over octets: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: octets)) }

    static func isValid(_ signature: [UInt8], over octets: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: octets)
    }
}
