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

    /// Reads a line without its line end.
    init(line: Substring) throws(NoteFault) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", isKeyName(parts[1]), let octets = Base64.decode(parts[2]),
            octets.count > 4
        else { throw .malformed }
        name = String(parts[1])
        keyID = octets.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self.octets = Array(octets.dropFirst(4))
    }

    /// The line with its line end.
    public var line: String { "— \(name) \(Base64.encode(bigEndianOctets(keyID) + octets))\n" }

    /// Reads what a witness answers: one signature line or more, and nothing else.
    public static func lines(_ octets: [UInt8]) throws(NoteFault) -> [NoteSignature] {
        guard octets.count <= SignedNote.mostOctets, let text = String(validating: octets, as: UTF8.self),
            isNoteText(text)
        else { throw .malformed }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count <= SignedNote.mostSignatures else { throw .malformed }
        var signatures: [NoteSignature] = []
        for line in lines { signatures.append(try NoteSignature(line: line)) }
        return signatures
    }
}

func isNoteText(_ text: String) -> Bool {
    text.utf8.last == 0x0A && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
}
