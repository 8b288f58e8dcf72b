import MerkleLog
import TestSupport
import Testing

@Suite("proofs beside a naive reading of the RFC")
struct ReferenceTests {
    @Test("every inclusion and consistency proof up to 50 leaves has the RFC's hashes and holds")
    func allSizes() throws {
        let tree = PlainTree(size: 50)

        for size in 0...50 {
            for index in 0..<size {
                let proof = try #require(InclusionProof.make(index: Int64(index), size: Int64(size), read: tree.read))
                #expect(proof.hashes == tree.path(index, size: size))
                #expect(proof.proves(tree.hashes[index], in: tree.root(size)))
            }
            for old in 0...size {
                let proof = try #require(ConsistencyProof.make(from: Int64(old), to: Int64(size), read: tree.read))
                #expect(proof.hashes == tree.proof(from: old, to: size))
                #expect(proof.proves(tree.root(old), growsInto: tree.root(size)))
            }
        }
    }

    @Test("proofs from tiles have the RFC's hashes, and read at most three tiles a level")
    func fromTiles() throws {
        let log = try SampleLog(size: 1_100)
        let files = try log.files()
        var random = SeededRandom(seed: 41)

        for _ in 0..<60 {
            let index = Int.random(in: 0..<1_100, using: &random)
            var reads: [Int: Int] = [:]
            let proof = try #require(
                try InclusionProof.make(index: Int64(index), size: 1_100) { path in
                    if case .hashes(let level) = path.kind { reads[level, default: 0] += 1 }
                    return files[path]
                })
            #expect(proof.hashes == log.tree.path(index, size: 1_100))
            #expect(reads.values.allSatisfy { $0 <= 3 })

            let old = Int.random(in: 0...1_100, using: &random)
            let joined = try #require(
                try ConsistencyProof.make(from: Int64(old), to: 1_100) { files[$0] })
            #expect(joined.hashes == log.tree.proof(from: old, to: 1_100))
        }
    }

    @Test("no octet of any hash, and no bit of any number, of a proof can change")
    func everyOctet() throws {
        let tree = PlainTree(size: 45)
        let inclusion = try #require(InclusionProof.make(index: 21, size: 37, read: tree.read))
        let consistency = try #require(ConsistencyProof.make(from: 21, to: 37, read: tree.read))

        for changed in changes(of: inclusion.hashes) {
            let proof = InclusionProof(index: 21, size: 37, hashes: changed)
            #expect(!proof.proves(tree.hashes[21], in: tree.root(37)))
        }
        for changed in changes(of: consistency.hashes) {
            let proof = ConsistencyProof(oldSize: 21, newSize: 37, hashes: changed)
            #expect(!proof.proves(tree.root(21), growsInto: tree.root(37)))
        }
        for index in Int64(-1)...64 where index != 21 {
            let proof = InclusionProof(index: index, size: 37, hashes: inclusion.hashes)
            #expect(!proof.proves(tree.hashes[21], in: tree.root(37)))
        }
    }

    @Test("proofs with the largest numbers there are prove nothing, and end")
    func largestNumbers() {
        let root = MerkleHash.empty

        for size in [Int64.max, Int64.max - 1, Int64(1) << 62] {
            #expect(!InclusionProof(index: size - 1, size: size, hashes: [root]).proves(root, in: root))
            #expect(!InclusionProof(index: 0, size: size, hashes: []).proves(root, in: root))
            #expect(!ConsistencyProof(oldSize: 1, newSize: size, hashes: [root]).proves(root, growsInto: root))
            #expect(!ConsistencyProof(oldSize: size - 1, newSize: size, hashes: []).proves(root, growsInto: root))
        }
        #expect(!InclusionProof(index: .min, size: .min, hashes: []).proves(root, in: root))
    }

    @Test("a subtree that no tree has is refused")
    func outside() {
        for position in [(-1, 0), (63, 0), (0, -1), (62, 2), (8, Int64.max)] as [(Int, Int64)] {
            var reader = TileReader(size: .max) { _ in nil }
            #expect(throws: TileFault.outside(level: position.0, index: position.1)) {
                try reader.hash(at: SubtreePosition(level: position.0, index: position.1))
            }
        }
    }

    @Test("a subtree beyond the tree's size is missing, whatever tile is served for it")
    func beyondTheSize() throws {
        let path = try #require(TilePath(.hashes(level: 0), index: 0, width: 4))
        var reader = TileReader(size: 3) { _ in Tile.encode(PlainTree(size: 4).hashes) }

        #expect(throws: TileFault.missing(path)) { try reader.hash(at: SubtreePosition(level: 1, index: 1)) }
    }

    /// The same hashes with one bit of one octet changed, each in turn.
    private func changes(of hashes: [MerkleHash]) -> [[MerkleHash]] {
        hashes.indices.flatMap { position in
            (0..<MerkleHash.length).compactMap { octet -> [MerkleHash]? in
                var octets = hashes[position].octets
                octets[octet] ^= 1 << UInt8(octet % 8)
                guard let changed = MerkleHash(octets: octets) else { return nil }
                var all = hashes
                all[position] = changed
                return all
            }
        }
    }
}
