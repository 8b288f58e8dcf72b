import WireProtocol

/// Two checkpoints that one log signed and that cannot belong to one history: proof that it told two stories.
public struct ForkEvidence: Sendable, Equatable {
    /// The first note, octet by octet as it was signed.
    public let first: SignedNote
    /// The other note.
    public let second: SignedNote
    /// What both say they are about.
    public let origin: String
    /// The size of both.
    public let size: Int64

    /// Reads an evidence file and believes it only if a key of the log signed both notes and they are a fork.
    public init(octets: [UInt8], signedBy keys: [NoteVerifierKey]) throws(NoteFault) {
        var lines = LineReader(octets)
        guard octets.count <= 4 * SignedNote.mostOctets, lines.next() == ForkEvidence.heading,
            let first = lines.next().flatMap({ Base64.decode($0) }),
            let second = lines.next().flatMap({ Base64.decode($0) }), lines.rest.isEmpty
        else { throw .malformed }
        guard case .fork(let evidence) = try NoteComparison.compare(first, second, signedBy: keys) else {
            throw .malformed
        }
        self = evidence
    }

    /// Two notes that were found to be a fork.
    init(first: SignedNote, second: SignedNote, of checkpoint: Checkpoint) {
        self.first = first
        self.second = second
        origin = checkpoint.origin
        size = checkpoint.size
    }

    /// The evidence as a file: the line `fcg-fork/v1`, then each note in base64 on a line of its own.
    public var octets: [UInt8] {
        let lines = [ForkEvidence.heading, Base64.encode(first.octets), Base64.encode(second.octets)]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    private static let heading = "fcg-fork/v1"
}
