import Crypto
import FoundationEssentials

/// A private key. It can sign and name its public half; it cannot be printed or read out.
public struct SigningKey: Sendable {
    private enum Material: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private let material: Material

    /// The public half.
    public let verificationKey: VerificationKey

    private init(_ material: Material, _ verificationKey: VerificationKey) {
        self.material = material
        self.verificationKey = verificationKey
    }

    /// A key from an Ed25519 seed of 32 octets.
    public static func ed25519(rawRepresentation seed: [UInt8]) -> SigningKey? {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        return SigningKey(.ed25519(key), VerificationKey(key.publicKey))
    }

    /// A key from a P-256 scalar of 32 octets.
    public static func p256(rawRepresentation scalar: [UInt8]) -> SigningKey? {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar) else { return nil }
        return SigningKey(.p256(key), VerificationKey(key.publicKey))
    }

    /// The one algorithm this key is for.
    public var algorithm: SignatureAlgorithm { verificationKey.algorithm }

    /// 64 octets, or `nil` when the cryptographic library fails.
    public func signature(for base: [UInt8]) -> [UInt8]? {
        switch material {
        case .ed25519(let key): (try? key.signature(for: base)).map(Array.init)
        case .p256(let key): (try? key.signature(for: base)).map { Array($0.rawRepresentation) }
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same words.
    public var description: String { "‹signing key›" }
    /// Always the same words.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
