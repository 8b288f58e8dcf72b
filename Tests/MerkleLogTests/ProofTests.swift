import MerkleLog
import Testing

@Suite("proofs")
struct ProofTests {
    private let tree = PlainTree(size: 40)

    // clause: FCP-WIT-32+
    @Test("every leaf of every size is proved, and only where it stands")
    func inclusion() throws {
        for size in 1...40 {
            for index in 0..<size {
                let proof = try #require(
                    InclusionProof.make(index: Int64(index), size: Int64(size), read: tree.read))

                #expect(proof.proves(tree.hashes[index], in: tree.root(size)))
                #expect(!proof.proves(tree.hashes[(index + 1) % 40], in: tree.root(size)))
            }
        }
    }

    // clause: FCP-WIT-32-
    @Test("an altered, shortened or lengthened inclusion proof proves nothing")
    func brokenInclusion() throws {
        let proof = try #require(InclusionProof.make(index: 21, size: 37, read: tree.read))
        let hashes = proof.hashes
        let altered = hashes.indices.map { position in
            hashes.enumerated().map { $0.offset == position ? MerkleHash.empty : $0.element }
        }
        let broken = altered + [Array(hashes.dropLast()), hashes + [MerkleHash.empty], []]

        for hashes in broken {
            let other = InclusionProof(index: 21, size: 37, hashes: hashes)
            #expect(!other.proves(tree.hashes[21], in: tree.root(37)))
        }
        for (index, size) in [(20, 37), (21, 100), (21, 21), (-1, 37)] as [(Int64, Int64)] {
            let other = InclusionProof(index: index, size: size, hashes: hashes)
            #expect(!other.proves(tree.hashes[21], in: tree.root(37)))
        }
    }

    // clause: FCP-WIT-32-
    @Test("there is no proof of a leaf the tree has not")
    func noSuchLeaf() {
        #expect(InclusionProof.make(index: 5, size: 5, read: tree.read) == nil)
        #expect(InclusionProof.make(index: -1, size: 5, read: tree.read) == nil)
        #expect(ConsistencyProof.make(from: 6, to: 5, read: tree.read) == nil)
    }

    // clause: FCP-WIT-32+ FCP-WIT-32-
    @Test("every two sizes are joined, and no two others by the same hashes")
    func consistency() throws {
        for new in 0...40 {
            for old in 0...new {
                let proof = try #require(
                    ConsistencyProof.make(from: Int64(old), to: Int64(new), read: tree.read))

                #expect(proof.proves(tree.root(old), growsInto: tree.root(new)))
                if old > 0, old < new {
                    #expect(!proof.proves(tree.root(old - 1), growsInto: tree.root(new)))
                    #expect(!proof.proves(tree.root(old), growsInto: tree.root(new - 1)))
                }
            }
        }
    }

    // clause: FCP-WIT-32-
    @Test("an altered, shortened or lengthened consistency proof proves nothing", arguments: [16, 21])
    func brokenConsistency(old: Int) throws {
        let proof = try #require(ConsistencyProof.make(from: Int64(old), to: 37, read: tree.read))
        let hashes = proof.hashes
        let altered = hashes.indices.map { position in
            hashes.enumerated().map { $0.offset == position ? MerkleHash.empty : $0.element }
        }

        for hashes in altered + [Array(hashes.dropLast()), hashes + [MerkleHash.empty], []] {
            let other = ConsistencyProof(oldSize: Int64(old), newSize: 37, hashes: hashes)
            #expect(!other.proves(tree.root(old), growsInto: tree.root(37)))
        }
    }
}
