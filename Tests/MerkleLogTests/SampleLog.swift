import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// A log of invented entries with its tiles, bundles, keys and witnesses, as an export would hold them.
struct SampleLog {
    static let origin = "council.example/audit/2026"

    let entries: [[UInt8]]
    let tree: PlainTree
    let signer: Ed25519NoteSigner
    let witnesses: [Ed25519WitnessSigner]

    init(size: Int, entryLength: Int = 20, witnesses: Int = 3) throws {
        var random = SeededRandom(seed: UInt64(size))
        entries = (0..<size).map { _ in random.octets(entryLength) }
        tree = PlainTree(leaves: entries)
        signer = try Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("log"))
        self.witnesses = try (1...witnesses).map {
            try Ed25519WitnessSigner(name: "w\($0).example/witness", privateKey: FixedKeys.seed("witness \($0)"))
        }
    }

    func checkpoint(_ size: Int? = nil) -> Checkpoint {
        let size = size ?? entries.count
        return Checkpoint(origin: SampleLog.origin, size: Int64(size), root: tree.root(size))
    }

    /// The signed checkpoint, cosigned by so many witnesses at second 1,700,000,000 and the ones after it.
    func note(_ size: Int? = nil, cosigned: Int = 0) throws -> SignedNote {
        let signers: [any NoteSigner] = try (0..<cosigned).map {
            try witnesses[$0].signer(at: 1_700_000_000 + Int64($0))
        }
        return try SignedNote(text: checkpoint(size).text, signers: [signer] + signers)
    }

    func policy(quorum: Int) throws -> LogPolicy {
        try LogPolicy(log: signer.verifierKey, witnesses: witnesses.map(\.verifierKey), quorum: quorum)
    }

    /// Every file of an export of the whole log.
    func files() throws -> [TilePath: [UInt8]] {
        var files: [TilePath: [UInt8]] = [:]
        for level in 0..<8 {
            let count = entries.count >> (8 * level)
            for index in 0..<(count + 255) / 256 {
                let width = min(256, count - index * 256)
                let hashes = (0..<width).map {
                    tree.read(SubtreePosition(level: 8 * level, index: Int64(index * 256 + $0)))
                }
                let path = try #require(TilePath(.hashes(level: level), index: Int64(index), width: width))
                files[path] = Tile.encode(hashes)
                guard level == 0 else { continue }
                let bundle = try #require(TilePath(.entries, index: Int64(index), width: width))
                files[bundle] = EntryBundle.encode(Array(entries[index * 256..<index * 256 + width]))
            }
        }
        return files
    }
}
