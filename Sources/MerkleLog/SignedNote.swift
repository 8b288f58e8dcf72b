import WireProtocol

/// One signature line of a note.
public struct NoteSignature: Sendable, Hashable {
    /// Name of the key that is said to have signed.
    public let name: String
    /// The first four octets of that key's hash, the most significant first.
    public let keyID: UInt32
    /// What follows the key id.
    public let octets: [UInt8]

    /// A line as read or made.
    public init(name: String, keyID: UInt32, octets: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.octets = octets
    }
}

/// Text signed by one or more keys (C2SP signed-note).
///
/// Only one octet sequence stands for one note: base64 with stray trailing bits, which some readers accept, is
/// refused, so that no octet of a stored note can change unseen.
public struct SignedNote: Sendable, Equatable {
    /// Signature lines that are read at most.
    public static let mostSignatures = 100
    /// Octets that are read at most.
    public static let mostOctets = 1_048_576

    /// The signed text; ends with a line end.
    public let text: String
    /// The signature lines in their order.
    public private(set) var signatures: [NoteSignature]

    /// Signs a text.
    public init(text: String, signers: [any NoteSigner]) throws(NoteFault) {
        guard isNoteText(text) else { throw .badText }
        self.text = text
        signatures = []
        for signer in signers {
            let octets = try signer.signature(over: Array(text.utf8))
            signatures.append(NoteSignature(name: signer.name, keyID: signer.keyID, octets: octets))
        }
    }

    /// Reads a note without believing it; ``verify(with:)`` comes next.
    public init(octets: [UInt8]) throws(NoteFault) {
        guard octets.count <= SignedNote.mostOctets, let note = String(validating: octets, as: UTF8.self),
            isNoteText(note)
        else { throw .malformed }
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let blank = lines.lastIndex(of: ""), blank > lines.startIndex,
            (1...SignedNote.mostSignatures).contains(lines.count - blank - 1)
        else { throw .malformed }
        text = lines[..<blank].map { $0 + "\n" }.joined()
        signatures = []
        for line in lines[(blank + 1)...] { signatures.append(try SignedNote.signature(line)) }
    }

    /// The note's octets.
    public var octets: [UInt8] {
        Array((text + "\n" + signatures.map(SignedNote.line).joined()).utf8)
    }

    /// The same note with a further signature line.
    public func adding(_ signature: NoteSignature) -> SignedNote {
        var note = self
        note.signatures.append(signature)
        return note
    }

    /// The signatures of known keys, all of which verify.
    ///
    /// Lines of unknown keys are passed over. A known key's line that fails, or no known key at all, is an error.
    @discardableResult
    public func verify(with keys: [NoteVerifierKey]) throws(NoteFault) -> [NoteSignature] {
        var verified: [NoteSignature] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.name == signature.name && $0.keyID == signature.keyID }) else {
                continue
            }
            guard key.verifies(signature.octets, over: Array(text.utf8)) else { throw .badSignature }
            verified.append(signature)
        }
        guard !verified.isEmpty else { throw .untrusted }
        return verified
    }

    private static func signature(_ line: Substring) throws(NoteFault) -> NoteSignature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", isKeyName(parts[1]), let octets = Base64.decode(parts[2]),
            octets.count > 4
        else { throw .malformed }
        let keyID = octets.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return NoteSignature(name: String(parts[1]), keyID: keyID, octets: Array(octets.dropFirst(4)))
    }

    private static func line(_ signature: NoteSignature) -> String {
        let keyID = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> (24 - 8 * UInt32($0))) }
        return "— \(signature.name) \(Base64.encode(keyID + signature.octets))\n"
    }
}

private func isNoteText(_ text: String) -> Bool {
    text.utf8.last == 0x0A && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
}
