/// Checks a whole log from its tiles and entry bundles against a checkpoint that is believed already (C2SP tlog-tiles).
///
/// Holds one bundle and a tile a level, whatever the log's size. Each tile is checked against the one above before it
/// is used, so a fault is named where it lies. Every file is read once.
public struct ExportWalk {
    private let checkpoint: Checkpoint
    private let read: (TilePath) -> [UInt8]?
    /// The tile at the right edge of each level that has one; together they make the root.
    private var edge: [Int: (index: Int64, hashes: [MerkleHash])] = [:]
    /// The full tile of each level that is in use, and has been checked.
    private var held: [Int: (index: Int64, hashes: [MerkleHash])] = [:]

    private init(_ checkpoint: Checkpoint, read: @escaping (TilePath) -> [UInt8]?) {
        self.checkpoint = checkpoint
        self.read = read
    }

    /// Checks everything; the first fault is thrown.
    ///
    /// `read` gives a file's octets, or `nil` if there is none. `entry` is told of each entry in order once it has been
    /// checked: its index and its octets.
    public static func verify(
        _ checkpoint: Checkpoint, read: @escaping (TilePath) -> [UInt8]?,
        entry: (Int64, ArraySlice<UInt8>) -> Void = { _, _ in }
    ) throws(ExportFault) {
        var walk = ExportWalk(checkpoint, read: read)
        try walk.checkEdge()
        let bundles = checkpoint.size >> 8 + (checkpoint.size & 255 > 0 ? 1 : 0)
        for bundle in 0..<bundles { try walk.check(bundle: bundle, entry: entry) }
    }

    /// The tiles at the right edge lead to the root; with that, every full tile has its root in one that is checked.
    private mutating func checkEdge() throws(ExportFault) {
        let size = checkpoint.size
        var root: MerkleHash?
        for level in 0..<8 {
            let index = (size >> Int64(8 * level)) >> 8
            guard Tile.width(level: level, index: index, size: size) > 0 else { continue }
            let hashes = try tile(level: level, index: index)
            edge[level] = (index, hashes)
            root = MerkleHash.root(over: hashes[...], endingWith: root)
        }
        guard root ?? MerkleHash.empty == checkpoint.root else { throw try culprit() }
    }

    private mutating func check(bundle index: Int64, entry: (Int64, ArraySlice<UInt8>) -> Void) throws(ExportFault) {
        let hashes = try checkedTile(level: 0, index: index)
        let path = try path(.entries, index: index, width: hashes.count)
        guard let octets = read(path) else { throw .missing(path) }
        guard let ranges = EntryBundle.ranges(octets), ranges.count == hashes.count else { throw .malformed(path) }
        let altered = octets.withUnsafeBytes { octets in
            ranges.indices.first { position in
                MerkleHash.leaf(UnsafeRawBufferPointer(rebasing: octets[ranges[position]])) != hashes[position]
            }
        }
        if let altered { throw .entry(index << 8 + Int64(altered), path) }
        for (position, range) in ranges.enumerated() { entry(index << 8 + Int64(position), octets[range]) }
    }

    /// A tile that the one above vouches for.
    private mutating func checkedTile(level: Int, index: Int64) throws(ExportFault) -> [MerkleHash] {
        for tile in [edge[level], held[level]] { if let tile, tile.index == index { return tile.hashes } }
        let hashes = try tile(level: level, index: index)
        let above = try checkedTile(level: level + 1, index: index >> 8)
        guard MerkleHash.root(over: hashes[...]) == above[Int(index & 255)] else {
            throw .tile(try path(.hashes(level: level), index: index, width: hashes.count))
        }
        held[level] = (index, hashes)
        return hashes
    }

    private func tile(level: Int, index: Int64) throws(ExportFault) -> [MerkleHash] {
        let width = Tile.width(level: level, index: index, size: checkpoint.size)
        let path = try path(.hashes(level: level), index: index, width: width)
        guard let octets = read(path) else { throw .missing(path) }
        guard let hashes = Tile.decode(octets), hashes.count == width else { throw .malformed(path) }
        return hashes
    }

    private func path(_ kind: TilePath.Kind, index: Int64, width: Int) throws(ExportFault) -> TilePath {
        guard let path = TilePath(kind, index: index, width: width) else { throw .root }
        return path
    }

    /// Which tile of the edge does not hold what lies below it.
    private func culprit() throws(ExportFault) -> ExportFault {
        for (level, tile) in edge.sorted(by: { $0.key < $1.key }) {
            let path = try path(.hashes(level: level), index: tile.index, width: tile.hashes.count)
            for (position, hash) in tile.hashes.enumerated() where level > 0 {
                let below = try self.tile(level: level - 1, index: tile.index << 8 + Int64(position))
                guard MerkleHash.root(over: below[...]) == hash else { return .tile(path) }
            }
            guard level > 0 || entriesHash(to: tile.hashes, bundle: tile.index) else { return .tile(path) }
        }
        return .root
    }

    private func entriesHash(to hashes: [MerkleHash], bundle index: Int64) -> Bool {
        guard let octets = TilePath(.entries, index: index, width: hashes.count).flatMap(read) else { return false }
        return EntryBundle.decode(octets)?.map(MerkleHash.leaf) == hashes
    }
}
