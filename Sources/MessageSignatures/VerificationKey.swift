import Crypto
import FoundationEssentials
import WireProtocol

/// A public key that is bound to one algorithm.
public struct VerificationKey: Sendable {
    private enum Material: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    private let material: Material

    /// A key from 32 octets for Ed25519, or 65 octets in the uncompressed form of X9.63 for P-256.
    public init?(algorithm: SignatureAlgorithm, rawRepresentation octets: [UInt8]) {
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: octets) else { return nil }
            material = .ed25519(key)
        case .ecdsaP256SHA256:
            guard octets.count == 65, let key = try? P256.Signing.PublicKey(x963Representation: octets) else {
                return nil
            }
            material = .p256(key)
        }
    }

    init(_ key: Curve25519.Signing.PublicKey) { material = .ed25519(key) }

    init(_ key: P256.Signing.PublicKey) { material = .p256(key) }

    /// The one algorithm this key is for.
    public var algorithm: SignatureAlgorithm {
        switch material {
        case .ed25519: .ed25519
        case .p256: .ecdsaP256SHA256
        }
    }

    /// The octets the key can be made from again.
    public var rawRepresentation: [UInt8] {
        switch material {
        case .ed25519(let key): Array(key.rawRepresentation)
        case .p256(let key): Array(key.x963Representation)
        }
    }

    /// Whether the signature was made over exactly these octets; any length but 64 is not.
    public func isValid(signature: [UInt8], for base: [UInt8]) -> Bool {
        let signature = Mutant.overlongSignature.isOn ? Array(signature.prefix(64)) : signature
        guard signature.count == 64 else { return false }
        switch material {
        case .ed25519(let key): return key.isValidSignature(signature, for: base)
        case .p256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: base)
        }
    }
}

extension VerificationKey: Equatable {
    /// Whether algorithm and octets are the same.
    public static func == (left: VerificationKey, right: VerificationKey) -> Bool {
        left.algorithm == right.algorithm && left.rawRepresentation == right.rawRepresentation
    }
}
