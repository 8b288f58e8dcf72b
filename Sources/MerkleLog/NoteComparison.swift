/// What two notes of one log say about each other.
///
/// A fork is two notes, both validly signed by the log's key, with one size and two roots. Two sizes are no fork yet: the
/// log has ten minutes to serve the tiles that join them (``Bridge``). Nothing else is one.
public enum NoteComparison: Sendable, Equatable {
    /// Two sizes of one log, to be joined with tiles that the log itself serves.
    public struct Bridge: Sendable, Equatable {
        /// The smaller tree.
        public let older: Checkpoint
        /// The larger tree.
        public let newer: Checkpoint

        /// Whether a proof joins the two trees.
        public func isCrossed(by proof: ConsistencyProof) -> Bool {
            proof.oldSize == older.size && proof.newSize == newer.size
                && proof.proves(older.root, growsInto: newer.root)
        }

        /// Whether the tiles that the log serves join the two trees. A tile that is missing leaves the question open.
        public func isCrossed(byTiles fetch: @escaping (TilePath) -> [UInt8]?) throws(TileFault) -> Bool {
            let proof = try ConsistencyProof.make(from: older.size, to: newer.size, tiles: fetch)
            return proof.map { isCrossed(by: $0) } ?? false
        }
    }

    /// One size and one root.
    case same
    /// Two sizes.
    case apart(Bridge)
    /// One size and two roots.
    case fork(ForkEvidence)

    /// Compares two notes; both must be validly signed by a key of the log, and of the log whose name the keys bear.
    public static func compare(
        _ first: [UInt8], _ second: [UInt8], signedBy keys: [NoteVerifierKey]
    ) throws(NoteFault) -> NoteComparison {
        let notes = (try SignedNote(octets: first), try SignedNote(octets: second))
        let (one, other) = (try checkpoint(notes.0, keys), try checkpoint(notes.1, keys))
        guard one.isOrigin(other.origin) else { throw .untrusted }
        if one.size != other.size {
            return .apart(one.size < other.size ? Bridge(older: one, newer: other) : Bridge(older: other, newer: one))
        }
        if one.root == other.root { return .same }
        return .fork(ForkEvidence(first: notes.0, second: notes.1, of: one))
    }

    private static func checkpoint(_ note: SignedNote, _ keys: [NoteVerifierKey]) throws(NoteFault) -> Checkpoint {
        let checkpoint = try Checkpoint(text: note.text)
        try note.verify(with: keys.filter { checkpoint.isOrigin($0.name) })
        return checkpoint
    }
}
