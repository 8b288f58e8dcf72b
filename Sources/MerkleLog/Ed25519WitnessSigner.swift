import Crypto

/// A witness's key with its private half. The clock is the caller's: each cosignature is made for a second that is given.
public struct Ed25519WitnessSigner: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// The public half.
    public let verifierKey: WitnessVerifierKey

    /// A signer by name and the 32 private octets of RFC 8032.
    public init(name: String, privateKey: [UInt8]) throws(NoteFault) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: privateKey) else { throw .badKey }
        self.key = key
        verifierKey = try WitnessVerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The signer of one second since 1970; it signs checkpoints and nothing else.
    public func signer(at seconds: Int64) throws(NoteFault) -> any NoteSigner {
        guard seconds > 0 else { throw .badTime }
        return CosignatureSigner(key: key, verifierKey: verifierKey, seconds: seconds)
    }

    /// The cosignature line for a checkpoint's text.
    public func cosign(_ text: String, at seconds: Int64) throws(NoteFault) -> NoteSignature {
        let octets = try signer(at: seconds).signature(over: Array(text.utf8))
        return NoteSignature(name: verifierKey.name, keyID: verifierKey.keyID, octets: octets)
    }
}

private struct CosignatureSigner: NoteSigner {
    let key: Curve25519.Signing.PrivateKey
    let verifierKey: WitnessVerifierKey
    let seconds: Int64

    var name: String { verifierKey.name }
    var keyID: UInt32 { verifierKey.keyID }

    func signature(over text: [UInt8]) throws(NoteFault) -> [UInt8] {
        guard let checkpoint = String(validating: text, as: UTF8.self) else { throw .badText }
        _ = try Checkpoint(text: checkpoint)
        guard let signature = try? key.signature(for: Cosignature.message(over: text, at: seconds)) else {
            throw .badKey
        }
        return bigEndianOctets(seconds) + Array(signature)
    }
}
