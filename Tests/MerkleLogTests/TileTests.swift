import MerkleLog
import Testing

@Suite("tiles")
struct TileTests {
    @Test(
        "a tile path has one text",
        arguments: [
            ("tile/0/000", 0, 0, 256), ("tile/3/x001/x234/067", 3, 1_234_067, 256),
            ("tile/0/x001/000.p/1", 0, 1_000, 1),
            ("tile/63/999.p/255", 63, 999, 255),
        ] as [(String, Int, Int64, Int)])
    func hashPaths(text: String, level: Int, index: Int64, width: Int) throws {
        let path = try #require(TilePath(.hashes(level: level), index: index, width: width))

        #expect(path.description == text)
        #expect(TilePath(text) == path)
    }

    @Test("an entry bundle's path says entries")
    func entryPath() throws {
        let path = try #require(TilePath(.entries, index: 67, width: 8))

        #expect(path.description == "tile/entries/067.p/8")
        #expect(TilePath("tile/entries/067.p/8") == path)
    }

    @Test(
        "any other text is no tile path",
        arguments: [
            "", "tile", "tile/0", "tile/0/0", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/0/1000",
            "tile/0/x000/000", "tile/0/001/000", "tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/256",
            "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000/", "/tile/0/000", "tile/data/000",
            "tile/0/٠٠٠", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/8/0/000",
        ])
    func badPaths(text: String) { #expect(TilePath(text) == nil) }

    @Test("tiles of a tree of 70,000 are as wide as the specification's example says")
    func widths() {
        #expect(Tile.width(level: 0, index: 272, size: 70_000) == 256)
        #expect(Tile.width(level: 0, index: 273, size: 70_000) == 112)
        #expect(Tile.width(level: 0, index: 274, size: 70_000) == 0)
        #expect(Tile.width(level: 1, index: 1, size: 70_000) == 17)
        #expect(Tile.width(level: 2, index: 0, size: 70_000) == 1)
        #expect(Tile.width(level: 1, index: 0, size: 256) == 1)
        #expect(Tile.width(level: 0, index: 1, size: 256) == 0)
    }

    // clause: FCP-WIT-5+
    @Test("proofs made from tiles hold, whole tiles below and partial ones at the edge", arguments: [1, 255, 256, 600])
    func proofsFromTiles(size: Int) throws {
        let tree = PlainTree(size: size)
        var reader = TileReader(size: Int64(size)) { path in
            guard case .hashes(let level) = path.kind else { return nil }
            let first = path.index << 8
            return Tile.encode(
                (0..<Int64(path.width)).map { tree.read(SubtreePosition(level: level * 8, index: first + $0)) })
        }
        let read = { (position: SubtreePosition) throws(TileFault) in try reader.hash(at: position) }

        for index in Set([0, size / 2, size - 1]) {
            let proof = try #require(try InclusionProof.make(index: Int64(index), size: Int64(size), read: read))
            #expect(proof.proves(tree.hashes[index], in: tree.root(size)))
        }
        #expect(try RightEdge(size: Int64(size), read: read).root == tree.root(size))
    }

    // clause: FCP-WIT-5-
    @Test("a missing tile and one of another length are told apart")
    func badTiles() throws {
        let path = try #require(TilePath(.hashes(level: 0), index: 0, width: 3))
        var missing = TileReader(size: 3) { _ in nil }
        var short = TileReader(size: 3) { _ in [UInt8](repeating: 0, count: 64) }

        #expect(throws: TileFault.missing(path)) { try missing.hash(at: SubtreePosition(level: 0, index: 1)) }
        #expect(throws: TileFault.malformed(path)) { try short.hash(at: SubtreePosition(level: 0, index: 1)) }
        #expect(Tile.decode([]) == nil)
        #expect(Tile.decode([UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test("an entry bundle gives back its entries, and refuses half ones")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1, 2, 3], [UInt8](repeating: 7, count: 300)]

        let bundle = try #require(EntryBundle.encode(entries))

        #expect(Array(bundle.prefix(7)) == [0, 0, 0, 3, 1, 2, 3])
        #expect(EntryBundle.decode(bundle) == entries)
        #expect(EntryBundle.decode(Array(bundle.dropLast())) == nil)
        #expect(EntryBundle.decode(bundle + [0]) == nil)
        #expect(EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)]) == nil)
    }
}
