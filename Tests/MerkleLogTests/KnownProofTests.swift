import MerkleLog
import Testing
import WireProtocol

/// Proofs that the Certificate Transparency projects publish for their tree of eight leaves.
private struct KnownProof {
    let first: Int64
    let size: Int64
    let hashes: [String]

    private static let left = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    private static let right = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
    private static let second = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    private static let fifth = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"

    /// An index and a size.
    static let inclusion = [
        KnownProof(first: 0, size: 1, hashes: []),
        KnownProof(first: 0, size: 8, hashes: [second, left, right]),
        KnownProof(first: 2, size: 3, hashes: [CertificateTransparencyTree.roots[2]]),
        KnownProof(first: 1, size: 5, hashes: [CertificateTransparencyTree.roots[1], left, fifth]),
    ]
    /// Two sizes.
    static let consistency = [
        KnownProof(first: 1, size: 1, hashes: []),
        KnownProof(first: 1, size: 8, hashes: [second, left, right]),
        KnownProof(first: 2, size: 5, hashes: [left, fifth]),
    ]
}

@Suite("published proofs")
struct KnownProofTests {
    private let tree = PlainTree(leaves: CertificateTransparencyTree.leaves)

    @Test("inclusion proofs are those of the Certificate Transparency projects", arguments: 0..<4)
    func inclusion(number: Int) throws {
        let known = KnownProof.inclusion[number]

        let proof = try #require(InclusionProof.make(index: known.first, size: known.size, read: tree.read))

        #expect(proof.hashes.map { Hex.encode($0.octets) } == known.hashes)
        #expect(proof.proves(tree.hashes[Int(known.first)], in: tree.root(Int(known.size))))
    }

    @Test("consistency proofs are those of the Certificate Transparency projects", arguments: 0..<3)
    func consistency(number: Int) throws {
        let known = KnownProof.consistency[number]

        let proof = try #require(ConsistencyProof.make(from: known.first, to: known.size, read: tree.read))

        #expect(proof.hashes.map { Hex.encode($0.octets) } == known.hashes)
        #expect(proof.proves(tree.root(Int(known.first)), growsInto: tree.root(Int(known.size))))
    }

    @Test("an export of a size has the files the specification names, and no others")
    func layout() throws {
        for size in [0, 1, 255, 256, 257, 600, 1_000] {
            #expect(Set(TilePath.all(ofSize: Int64(size))) == Set(try SampleLog(size: size).files().keys))
        }
        let large = TilePath.all(ofSize: 70_000).filter { $0.kind != .entries }
        #expect(large.count == 273 + 1 + 1 + 1 + 1)
        #expect(
            large.suffix(4).map(\.description) == [
                "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
            ])
        #expect(TilePath.all(ofSize: .max).first { $0.kind != .entries }?.description == "tile/0/000")
        #expect(Array(TilePath.all(ofSize: -1)).isEmpty)
    }
}
