import Crypto
import WireProtocol

/// Why a note, a key or a checkpoint was refused.
public enum NoteFault: String, Error, Equatable, Sendable, CustomStringConvertible {
    /// Not a note in the one form C2SP signed-note gives it.
    case malformed = "not a signed note in its one form"
    /// A name with a space or a plus, or none.
    case badName = "a key name must not be empty and has neither spaces nor `+`"
    /// Not a verifier key of type 0x01, or one whose hash is not its own.
    case badKey = "not an Ed25519 key of a signed note"
    /// Text without a last line end, or with control characters.
    case badText = "the text of a note ends with a line end and has no other control characters"
    /// No signature of a key that is trusted.
    case untrusted = "no signature of a trusted key"
    /// A trusted key's signature that does not verify.
    case badSignature = "the signature of a trusted key does not verify"
    /// The text is no checkpoint.
    case notACheckpoint = "the text is not a checkpoint"

    /// One plain clause.
    public var description: String { rawValue }
}

/// What signs notes. One kind of key stands behind it today; later algorithms can join.
public protocol NoteSigner: Sendable {
    /// The key's name.
    var name: String { get }
    /// The first four octets of the key's hash, the most significant first.
    var keyID: UInt32 { get }
    /// The signature of a note's text.
    func signature(over text: [UInt8]) throws(NoteFault) -> [UInt8]
}

/// The public half of a note key, type 0x01 (Ed25519), with its text form `<name>+<hash>+<key>`.
public struct NoteVerifierKey: Sendable, Hashable, CustomStringConvertible {
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
        guard isKeyName(name) else { throw .badName }
        guard publicKey.count == 32 else { throw .badKey }
        self.name = name
        self.publicKey = publicKey
        var hasher = SHA256()
        for part in [Array(name.utf8), [0x0A, NoteVerifierKey.type], publicKey] {
            part.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }
        keyID = hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text form; a hash that is not the key's own is refused.
    public init(_ text: String) throws(NoteFault) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let octets = Base64.decode(parts[2]), octets.first == NoteVerifierKey.type else {
            throw .badKey
        }
        try self.init(name: String(parts[0]), publicKey: Array(octets.dropFirst()))
        guard description == text else { throw .badKey }
    }

    /// The text form.
    public var description: String {
        let hash = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * UInt32($0))) })
        return "\(name)+\(hash)+\(Base64.encode([NoteVerifierKey.type] + publicKey))"
    }

    /// Whether this key made the signature (RFC 8032).
    public func verifies(_ signature: [UInt8], over text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }
}

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

func isKeyName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
}
