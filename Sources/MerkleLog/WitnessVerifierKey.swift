import Crypto

/// The public half of a witness's key, type 0x04 (C2SP tlog-cosignature, `cosignature/v1`).
///
/// Another type than a log's key, so that neither can be taken where the other is meant.
public struct WitnessVerifierKey: NoteVerifier, Hashable, CustomStringConvertible {
    /// The octet that says timestamped Ed25519 cosignature in C2SP signed-note.
    static let type: UInt8 = 4
    /// Eight octets of time and 64 of Ed25519.
    static let signatureLength = 72

    /// The witness's name.
    public let name: String
    /// The first four octets of the key's hash, the most significant first.
    public let keyID: UInt32
    /// 32 octets of RFC 8032.
    public let publicKey: [UInt8]
    /// The text form, `<name>+<hash>+<key>`.
    public let description: String

    /// A key by name and its 32 octets.
    public init(name: String, publicKey: [UInt8]) throws(NoteFault) {
        self.init(try VerifierKeyText(name: name, type: WitnessVerifierKey.type, publicKey: publicKey))
    }

    /// Reads the text form; a hash that is not the key's own is refused.
    public init(_ text: String) throws(NoteFault) {
        self.init(try VerifierKeyText(text, type: WitnessVerifierKey.type))
    }

    private init(_ text: VerifierKeyText) {
        name = text.name
        keyID = text.keyID
        publicKey = text.publicKey
        description = text.description
    }

    /// Whether this witness made the cosignature, 72 octets, over a checkpoint's text.
    public func verifies(_ signature: [UInt8], over text: [UInt8]) -> Bool {
        guard let seconds = Cosignature.seconds(in: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(
            signature.dropFirst(8), for: Cosignature.message(over: text, at: seconds))
    }
}
