import WireProtocol

/// A log's head as its note says it (C2SP tlog-checkpoint): origin, size, root.
public struct Checkpoint: Sendable, Hashable {
    /// The log's unique name.
    public let origin: String
    /// Number of leaves.
    public let size: Int64
    /// Root of the tree of that size.
    public let root: MerkleHash
    /// Lines after the third. We write none, and accept those of others.
    public let extensionLines: [String]

    /// A checkpoint without extension lines.
    public init(origin: String, size: Int64, root: MerkleHash) {
        self.origin = origin
        self.size = size
        self.root = root
        extensionLines = []
    }

    /// Reads a note's text. An empty log with another root than SHA-256 of nothing is no checkpoint.
    public init(text: String) throws(NoteFault) {
        try self.init(textOfAnyRoot: text)
        guard size > 0 || root == MerkleHash.empty else { throw .notACheckpoint }
    }

    /// Reads a note's text, whatever root it gives to an empty log: a witness has an answer of its own to that.
    init(textOfAnyRoot text: String) throws(NoteFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard isNoteText(text), lines.count >= 4, lines.dropLast().allSatisfy({ !$0.isEmpty }),
            let size = decimal(lines[1], atMost: .max), let octets = Base64.decode(lines[2]),
            let root = MerkleHash(octets: octets)
        else { throw .notACheckpoint }
        self.origin = lines[0]
        self.size = size
        self.root = root
        extensionLines = Array(lines[3...].dropLast())
    }

    /// Reads a note and believes it only with a valid signature of `key`, whose name must be the origin.
    public init(note octets: [UInt8], signedBy key: NoteVerifierKey) throws(NoteFault) {
        let note = try SignedNote(octets: octets)
        try note.verify(with: [key])
        try self.init(text: note.text)
        guard isOrigin(key.name) else { throw .untrusted }
    }

    /// Whether this is the log's name, octet by octet.
    func isOrigin(_ name: String) -> Bool { origin.utf8.elementsEqual(name.utf8) }

    /// The note's text.
    public var text: String {
        let lines = [origin, String(size), Base64.encode(root.octets)] + extensionLines
        return lines.map { $0 + "\n" }.joined()
    }

    /// The signed note. What another reader would not take for this checkpoint is not signed, and neither are
    /// extension lines, which no auditor could check.
    public func signed(by signer: any NoteSigner) throws(NoteFault) -> [UInt8] {
        guard extensionLines.isEmpty, try Checkpoint(text: text) == self else { throw .notACheckpoint }
        return try SignedNote(text: text, signers: [signer]).octets
    }
}
