import Crypto

/// The public half of a log's note key, type 0x01 (Ed25519), with its text form `<name>+<hash>+<key>`.
public struct NoteVerifierKey: NoteVerifier, Hashable, CustomStringConvertible {
    /// The octet that says Ed25519 in C2SP signed-note.
    static let type: UInt8 = 1

    /// The key's name.
    public let name: String
    /// The first four octets of the key's hash, the most significant first.
    public let keyID: UInt32
    /// 32 octets of RFC 8032.
    public let publicKey: [UInt8]

    /// A key by name and its 32 octets.
    public init(name: String, publicKey: [UInt8]) throws(NoteFault) {
        self.init(try VerifierKeyText(name: name, type: NoteVerifierKey.type, publicKey: publicKey))
    }

    /// Reads the text form; a hash that is not the key's own is refused.
    public init(_ text: String) throws(NoteFault) {
        self.init(try VerifierKeyText(text, type: NoteVerifierKey.type))
    }

    private init(_ text: VerifierKeyText) {
        name = text.name
        keyID = text.keyID
        publicKey = text.publicKey
        description = text.description
    }

    /// The text form.
    public let description: String

    /// Whether this key made the signature, 64 octets of RFC 8032 over the note's text.
    public func verifies(_ signature: [UInt8], over text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }
}
