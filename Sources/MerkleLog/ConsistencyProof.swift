/// That a tree only grew: the older one is a prefix of the newer (RFC 6962 §2.1.2).
public struct ConsistencyProof: Sendable, Equatable {
    /// Size of the older tree.
    public let oldSize: Int64
    /// Size of the newer tree.
    public let newSize: Int64
    /// The hashes, in the order of the RFC.
    public let hashes: [MerkleHash]

    /// A proof as somebody sent it.
    public init(oldSize: Int64, newSize: Int64, hashes: [MerkleHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Makes the proof between two sizes of one tree; `nil` if the older is larger.
    ///
    /// From size 0, and between equal sizes, there is nothing to prove and the proof is empty.
    public static func make<Failure: Error>(
        from oldSize: Int64, to newSize: Int64, read: (SubtreePosition) throws(Failure) -> MerkleHash
    ) throws(Failure) -> ConsistencyProof? {
        guard oldSize >= 0, oldSize <= newSize else { return nil }
        var hashes: [MerkleHash] = []
        var (start, end) = (Int64(0), newSize)
        while oldSize > 0, oldSize != end {
            let middle = start + largestPowerOfTwo(below: end - start)
            if oldSize <= middle {
                hashes.append(try subtreeHash(from: middle, to: end, read: read))
                end = middle
            } else {
                hashes.append(try subtreeHash(from: start, to: middle, read: read))
                start = middle
            }
        }
        if start > 0 { hashes.append(try subtreeHash(from: start, to: end, read: read)) }
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
    }

    /// Whether the proof joins both roots (RFC 9162 §2.1.4.2).
    public func proves(_ oldRoot: MerkleHash, growsInto newRoot: MerkleHash) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return hashes.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return hashes.isEmpty && oldRoot == MerkleHash.empty }
        guard let roots = roots(startingWith: oldRoot) else { return false }
        return roots.old == oldRoot && roots.new == newRoot
    }

    /// The two roots the hashes lead to. A complete old tree is the start of the path itself.
    private func roots(startingWith oldRoot: MerkleHash) -> (old: MerkleHash, new: MerkleHash)? {
        let path = oldSize & (oldSize - 1) == 0 ? [oldRoot] + hashes : hashes
        guard var old = path.first else { return nil }
        var new = old
        var (node, last) = (oldSize - 1, newSize - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        for hash in path.dropFirst() {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                old = MerkleHash.node(hash, old)
                new = MerkleHash.node(hash, new)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                new = MerkleHash.node(new, hash)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 ? (old, new) : nil
    }
}
