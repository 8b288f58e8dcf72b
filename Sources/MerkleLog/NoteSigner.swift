/// What signs notes: one kind of signature type a conforming type, so that a later algorithm is a new type and no new design.
public protocol NoteSigner: Sendable {
    /// The key's name.
    var name: String { get }
    /// The first four octets of the key's hash, the most significant first.
    var keyID: UInt32 { get }
    /// What follows the key id in the signature line of a note with this text.
    func signature(over text: [UInt8]) throws(NoteFault) -> [UInt8]
}

/// The public half of a ``NoteSigner``: what a reader of notes trusts.
public protocol NoteVerifier: Sendable {
    /// The key's name.
    var name: String { get }
    /// The first four octets of the key's hash, the most significant first.
    var keyID: UInt32 { get }
    /// Whether this key made the signature, the octets that follow the key id, over a note with this text.
    func verifies(_ signature: [UInt8], over text: [UInt8]) -> Bool
}

extension NoteVerifier {
    /// Whether a signature line names this key. Names are compared octet by octet: Unicode knows several spellings of
    /// one name, and a note has one.
    func isNamed(by signature: NoteSignature) -> Bool {
        keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
    }
}
