import MerkleLog
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

/// A log of a council as anybody with its key could make it, with as many histories as wanted.
struct ForgedLog {
    let origin: String
    let leaves: [MerkleHash]
    let signer: Ed25519NoteSigner

    /// So many leaves; those from `fork` on are of another story.
    init(_ council: SyntheticCouncil, log: String = "audit", size: Int, fork: Int = .max, key: String? = nil) throws {
        origin = "\(council.host)/\(log)/2026"
        leaves = (0..<size).map { MerkleHash.leaf(Array("\($0 < fork ? "true" : "false") \($0)".utf8)) }
        signer = try Ed25519NoteSigner(
            name: origin, privateKey: FixedKeys.seed(key ?? "\(council.rawValue) \(log)"))
    }

    func checkpoint(_ size: Int) -> Checkpoint {
        Checkpoint(origin: origin, size: Int64(size), root: MerkleHash.root(of: leaves.prefix(size)))
    }

    func note(_ size: Int) throws -> SignedNote { try SignedNote(text: checkpoint(size).text, signers: [signer]) }

    func proof(from old: Int, to new: Int) throws -> [MerkleHash] {
        let proof = ConsistencyProof.make(from: Int64(old), to: Int64(new)) { position -> MerkleHash in
            let first = Int(position.index) << position.level
            return MerkleHash.root(of: leaves[first..<first + 1 << position.level])
        }
        return try #require(proof).hashes
    }

    /// A body for `add-checkpoint`.
    func body(from old: Int, to new: Int, proof: [MerkleHash]? = nil) throws -> [UInt8] {
        let request = AddCheckpointRequest(
            oldSize: Int64(old), hashes: try proof ?? self.proof(from: old, to: new), note: try note(new))
        return try #require(request).octets
    }

    /// A tile as the log would serve it.
    func tile(_ path: TilePath) -> [UInt8]? {
        guard case .hashes(let level) = path.kind else { return nil }
        let height = 8 * level
        let hashes = (0..<path.width).compactMap { place -> MerkleHash? in
            let first = (Int(path.index) * TilePath.fullWidth + place) << height
            guard first + 1 << height <= leaves.count else { return nil }
            return MerkleHash.root(of: leaves[first..<first + 1 << height])
        }
        return hashes.count == path.width ? Tile.encode(hashes) : nil
    }
}
