/// Where a complete subtree stands: it has `2^level` leaves and is the `index`-th of its level, from 0.
public struct SubtreePosition: Sendable, Hashable {
    /// 0 for leaves.
    public var level: Int
    /// Counted within the level.
    public var index: Int64

    /// A position.
    public init(level: Int, index: Int64) {
        self.level = level
        self.index = index
    }
}

/// The right edge of a growing tree: the roots of its complete subtrees, all that appending needs to remember.
///
/// RFC 9162 §2.1.2 describes the same as a stack; there are as many hashes as the size has bits set.
public struct RightEdge: Sendable, Equatable {
    /// Number of leaves.
    public private(set) var size: Int64 = 0
    /// Roots of the complete subtrees, the largest first.
    public private(set) var hashes: [MerkleHash] = []

    /// The edge of an empty tree.
    public init() {}

    /// The edge of a tree of `size` leaves, read from wherever its hashes are kept.
    public init<Failure: Error>(
        size: Int64, read: (SubtreePosition) throws(Failure) -> MerkleHash
    ) throws(Failure) {
        self.size = size
        for level in (0..<63).reversed() where size >> Int64(level) & 1 == 1 {
            hashes.append(try read(SubtreePosition(level: level, index: (size >> Int64(level)) - 1)))
        }
    }

    /// Appends a leaf hash; `completed` is told of each subtree of two or more leaves that this one completes.
    public mutating func append(_ leaf: MerkleHash, completed: (Int, MerkleHash) -> Void = { _, _ in }) {
        var hash = leaf
        var level = 0
        while size >> Int64(level) & 1 == 1 {
            hash = MerkleHash.node(hashes.removeLast(), hash)
            level += 1
            completed(level, hash)
        }
        hashes.append(hash)
        size += 1
    }

    /// The root of the tree.
    public var root: MerkleHash {
        guard var hash = hashes.last else { return MerkleHash.empty }
        for left in hashes.dropLast().reversed() { hash = MerkleHash.node(left, hash) }
        return hash
    }
}
