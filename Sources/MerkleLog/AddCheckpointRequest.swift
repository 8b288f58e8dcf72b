import WireProtocol

/// The body of `add-checkpoint` (C2SP tlog-witness): the size the witness is thought to hold, a proof from it, a note.
public struct AddCheckpointRequest: Sendable, Equatable {
    /// Lines of proof that are sent and read at most.
    public static let mostHashes = 63
    /// Octets of a body that are read at most.
    public static let mostOctets = 32_768

    /// Size of the checkpoint that the witness cosigned last; 0 if none.
    public let oldSize: Int64
    /// The consistency proof from there; empty from 0.
    public let hashes: [MerkleHash]
    /// The checkpoint, signed by the log.
    public let note: SignedNote

    /// A request, or `nil` if the proof has more hashes than a body can carry.
    public init?(oldSize: Int64, hashes: [MerkleHash], note: SignedNote) {
        guard oldSize >= 0, hashes.count <= AddCheckpointRequest.mostHashes else { return nil }
        self.oldSize = oldSize
        self.hashes = hashes
        self.note = note
    }

    /// Reads a body in its one form; nothing in it is believed yet.
    public init(octets: [UInt8]) throws(NoteFault) {
        var lines = LineReader(octets)
        guard octets.count <= AddCheckpointRequest.mostOctets,
            let size = lines.next()?.droppingPrefix("old ").flatMap({ decimal($0, atMost: .max) }),
            let hashes = lines.hashes(atMost: AddCheckpointRequest.mostHashes)
        else { throw .malformed }
        oldSize = size
        self.hashes = hashes
        note = try SignedNote(octets: lines.rest)
    }

    /// The body.
    public var octets: [UInt8] {
        let lines = ["old \(oldSize)"] + hashes.map { Base64.encode($0.octets) } + [""]
        return Array(lines.map { $0 + "\n" }.joined().utf8) + note.octets
    }
}
