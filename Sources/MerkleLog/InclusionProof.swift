import WireProtocol

/// That a leaf stands at an index of a tree (RFC 6962 §2.1.1): sibling hashes from the leaf to the root.
public struct InclusionProof: Sendable, Equatable {
    /// Index of the leaf.
    public let index: Int64
    /// Size of the tree.
    public let size: Int64
    /// The hashes, the leaf's sibling first.
    public let hashes: [MerkleHash]

    /// A proof as somebody sent it.
    public init(index: Int64, size: Int64, hashes: [MerkleHash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof for a leaf of a tree; `nil` if the tree has no such leaf.
    public static func make<Failure: Error>(
        index: Int64, size: Int64, read: (SubtreePosition) throws(Failure) -> MerkleHash
    ) throws(Failure) -> InclusionProof? {
        guard index >= 0, index < size else { return nil }
        var hashes: [MerkleHash] = []
        var (start, end) = (Int64(0), size)
        while end - start > 1 {
            let middle = start + largestPowerOfTwo(below: end - start)
            if index < middle {
                hashes.append(try subtreeHash(from: middle, to: end, read: read))
                end = middle
            } else {
                hashes.append(try subtreeHash(from: start, to: middle, read: read))
                start = middle
            }
        }
        return InclusionProof(index: index, size: size, hashes: hashes.reversed())
    }

    /// The root that leaf and proof lead to, or `nil` if their numbers do not fit (RFC 9162 §2.1.3.2).
    public func root(from leaf: MerkleHash) -> MerkleHash? {
        guard index >= 0, index < size else { return nil }
        var (node, last, hash) = (index, size - 1, leaf)
        for sibling in hashes {
            if Mutant.spareHash.isOn, last == 0 { break }
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                hash = MerkleHash.node(sibling, hash)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 ? hash : nil
    }

    /// Whether the proof joins this leaf with this root.
    public func proves(_ leaf: MerkleHash, in root: MerkleHash) -> Bool { self.root(from: leaf) == root }
}

/// The largest power of two smaller than `count`, which is at least 2.
func largestPowerOfTwo(below count: Int64) -> Int64 {
    1 << Int64(63 - (count - 1).leadingZeroBitCount)
}

/// The hash of the leaves from `start` up to `end`, where `start` begins a subtree as RFC 6962 splits trees.
func subtreeHash<Failure: Error>(
    from start: Int64, to end: Int64, read: (SubtreePosition) throws(Failure) -> MerkleHash
) throws(Failure) -> MerkleHash {
    let count = end - start
    if count & (count - 1) == 0 {
        let level = count.trailingZeroBitCount
        return try read(SubtreePosition(level: level, index: start >> Int64(level)))
    }
    let middle = start + largestPowerOfTwo(below: count)
    let left = try subtreeHash(from: start, to: middle, read: read)
    return MerkleHash.node(left, try subtreeHash(from: middle, to: end, read: read))
}
