import MerkleLog
import WireProtocol

/// A tile as it is to be written.
struct TileRow: Sendable {
    let level: Int
    let index: Int64
    let hashes: [MerkleHash]
}

/// What the writer remembers of the newest shard between commits. A value: a batch works on a copy, which replaces
/// the original only after the commit.
struct LogState: Sendable {
    let year: Int
    let origin: String
    /// `seq` of the shard's first leaf.
    let first: Int64
    /// Number of the last head row of the whole database.
    var headNumber: Int64
    private(set) var edge: RightEdge
    /// The hashes of the tile at the edge of each level; empty where it is just full.
    private(set) var partial: [[MerkleHash]]
    /// How many levels changed, from that of the leaves upwards.
    private var touched = 0
    private var filled: [TileRow] = []

    init(
        year: Int, origin: String, first: Int64, headNumber: Int64, edge: RightEdge = RightEdge(),
        partial: [[MerkleHash]] = []
    ) {
        self.year = year
        self.origin = origin
        self.first = first
        self.headNumber = headNumber
        self.edge = edge
        self.partial = partial
    }

    var size: Int64 { edge.size }
    /// `seq` of the next leaf.
    var next: Int64 { first + edge.size }

    mutating func append(_ leaf: MerkleHash) {
        var roots: [MerkleHash] = []
        edge.append(leaf) { height, hash in if height % 8 == 0 { roots.append(hash) } }
        push(leaf, level: 0)
        for (above, hash) in roots.enumerated() { push(hash, level: above + 1) }
    }

    private mutating func push(_ hash: MerkleHash, level: Int) {
        if level == partial.count { partial.append([]) }
        partial[level].append(hash)
        touched = max(touched, level + 1)
        guard partial[level].count == TilePath.fullWidth else { return }
        let index = (edge.size >> Int64(8 * (level + 1))) - 1
        filled.append(TileRow(level: level, index: index, hashes: partial[level]))
        partial[level] = []
    }

    /// The tiles that changed since this was last asked: those that filled, then those at the edge.
    mutating func takeTiles() -> [TileRow] {
        let edges = (0..<touched).compactMap { level -> TileRow? in
            guard !partial[level].isEmpty else { return nil }
            return TileRow(level: level, index: edge.size >> Int64(8 * (level + 1)), hashes: partial[level])
        }
        defer { (touched, filled) = (0, []) }
        return filled + edges
    }

    /// The text of a head row: what a checkpoint would say, under another first line so that it never passes for one.
    var headText: String { LogState.headText(origin: origin, size: size, root: edge.root) }

    static func headText(origin: String, size: Int64, root: MerkleHash) -> String {
        "fcg-head/v1\n" + Checkpoint(origin: origin, size: size, root: root).text
    }
}
