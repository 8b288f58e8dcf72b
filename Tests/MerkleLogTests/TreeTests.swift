import MerkleLog
import Testing
import WireProtocol

@Suite("trees")
struct TreeTests {
    @Test("roots of 0 to 8 leaves are those of the Certificate Transparency projects", arguments: 0...8)
    func knownRoots(size: Int) throws {
        let expected = try CertificateTransparencyTree.hash(CertificateTransparencyTree.roots[size])

        let root = MerkleHash.root(of: CertificateTransparencyTree.leaves.prefix(size).map(MerkleHash.leaf))

        #expect(root == expected)
        #expect(Hex.encode(root.octets) == CertificateTransparencyTree.roots[size])
    }

    @Test("an inclusion proof of the known tree has the known hashes")
    func knownInclusion() throws {
        let tree = PlainTree(leaves: CertificateTransparencyTree.leaves)

        let proof = try #require(InclusionProof.make(index: 5, size: 8, read: tree.read))

        #expect(
            proof.hashes.map { Hex.encode($0.octets) } == [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    @Test("a consistency proof of the known tree has the known hashes")
    func knownConsistency() throws {
        let tree = PlainTree(leaves: CertificateTransparencyTree.leaves)

        let proof = try #require(ConsistencyProof.make(from: 6, to: 8, read: tree.read))

        #expect(
            proof.hashes.map { Hex.encode($0.octets) } == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    @Test("the right edge has the tree's root at every size, appended or read")
    func rightEdge() {
        let tree = PlainTree(size: 130)
        var edge = RightEdge()

        for size in 0...130 {
            #expect(edge.root == tree.root(size))
            #expect(RightEdge(size: Int64(size), read: tree.read) == edge)
            if size < 130 { edge.append(tree.hashes[size]) }
        }
    }

    @Test("appending tells of every subtree it completes")
    func completedSubtrees() {
        let tree = PlainTree(size: 8)
        var edge = RightEdge()
        var completed: [Int: [MerkleHash]] = [:]

        for hash in tree.hashes { edge.append(hash) { completed[$0, default: []].append($1) } }

        for level in 1...3 {
            let expected = (0..<8 >> level).map { tree.read(SubtreePosition(level: level, index: Int64($0))) }
            #expect(completed[level] == expected)
        }
    }
}
