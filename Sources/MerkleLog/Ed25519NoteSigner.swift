import Crypto

/// An Ed25519 note key with its private half.
public struct Ed25519NoteSigner: NoteSigner {
    private let key: Curve25519.Signing.PrivateKey
    /// The public half.
    public let verifierKey: NoteVerifierKey

    /// A signer by name and the 32 private octets of RFC 8032.
    public init(name: String, privateKey: [UInt8]) throws(NoteFault) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: privateKey) else { throw .badKey }
        self.key = key
        verifierKey = try NoteVerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The key's name.
    public var name: String { verifierKey.name }
    /// The first four octets of the key's hash.
    public var keyID: UInt32 { verifierKey.keyID }

    /// The signature of a note's text, 64 octets.
    public func signature(over text: [UInt8]) throws(NoteFault) -> [UInt8] {
        guard let signature = try? key.signature(for: text) else { throw .badKey }
        return Array(signature)
    }
}
