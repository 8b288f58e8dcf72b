import WireProtocol

/// A `.tlog-proof` (C2SP tlog-proof): that an entry stands in a log, checked without the log and without a network.
///
/// It does not hold the entry. `extra` is whatever the maker put there and nobody signed; see ``ProofExtra`` for what we
/// put there, and believe it only by hashing.
public struct LogProof: Sendable, Equatable {
    /// The first line.
    static let heading = "c2sp.org/tlog-proof@v1"
    /// Octets that are read at most.
    public static let mostOctets = 4_194_304
    /// Hashes of the longest possible proof.
    static let mostHashes = 63

    /// Index of the entry, from 0.
    public let index: Int64
    /// The hashes, the leaf's sibling first.
    public let hashes: [MerkleHash]
    /// The checkpoint, with cosignatures.
    public let note: SignedNote
    /// Opaque octets that no signature covers.
    public let extra: [UInt8]?

    /// A proof of its parts.
    public init(_ proof: InclusionProof, note: SignedNote, extra: [UInt8]? = nil) {
        index = proof.index
        hashes = proof.hashes
        self.note = note
        self.extra = extra
    }

    /// Reads a proof without believing it.
    public init(octets: [UInt8]) throws(LogProofFault) {
        var lines = LineReader(octets)
        guard octets.count <= LogProof.mostOctets, lines.next() == LogProof.heading else { throw .malformed(line: 1) }
        var line = lines.next()
        if let text = line?.droppingPrefix("extra ") {
            guard let extra = Base64.decode(text) else { throw .malformed(line: lines.number) }
            self.extra = extra
            line = lines.next()
        } else {
            extra = nil
        }
        guard let index = line?.droppingPrefix("index ").flatMap({ decimal($0, atMost: .max) }) else {
            throw .malformed(line: lines.number)
        }
        self.index = index
        guard let hashes = lines.hashes(atMost: LogProof.mostHashes) else { throw .malformed(line: lines.number) }
        self.hashes = hashes
        do {
            note = try SignedNote(octets: lines.rest)
            _ = try Checkpoint(text: note.text)
        } catch { throw .checkpoint(error) }
    }

    /// The one octet sequence of the proof.
    public var octets: [UInt8] {
        var lines = [LogProof.heading]
        if let extra { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(index)")
        lines += hashes.map { Base64.encode($0.octets) }
        return Array((lines + [""]).map { $0 + "\n" }.joined().utf8) + note.octets
    }

    /// Checks that an entry, given by its leaf hash, stands in a tree that the policy accepts.
    @discardableResult
    public func verify(_ leaf: MerkleHash, policy: LogPolicy, now: Int64? = nil) throws(LogProofFault)
        -> AcceptedCheckpoint
    {
        let accepted: AcceptedCheckpoint
        do { accepted = try policy.accept(note, now: now) } catch { throw .policy(error) }
        let proof = InclusionProof(index: index, size: accepted.checkpoint.size, hashes: hashes)
        guard proof.proves(leaf, in: accepted.checkpoint.root) else { throw .notIncluded }
        return accepted
    }
}
