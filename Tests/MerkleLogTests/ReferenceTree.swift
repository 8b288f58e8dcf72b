import MerkleLog

/// The proofs of RFC 6962 §2.1 written down as the RFC defines them, recursively and over a tree held whole.
///
/// Shares no code with the proofs it is compared with.
extension PlainTree {
    /// `PATH(m, D[n])`.
    func path(_ index: Int, size: Int) -> [MerkleHash] { PlainTree.path(index, hashes[..<size]) }

    /// `PROOF(m, D[n])`; empty from 0, which the RFC does not define.
    func proof(from old: Int, to new: Int) -> [MerkleHash] {
        old == 0 ? [] : PlainTree.subproof(old, hashes[..<new], whole: true)
    }

    private static func path(_ index: Int, _ leaves: ArraySlice<MerkleHash>) -> [MerkleHash] {
        guard leaves.count > 1 else { return [] }
        let split = split(leaves.count)
        let (left, right) = (leaves.prefix(split), leaves.dropFirst(split))
        return index < split
            ? path(index, left) + [plainRoot(right)] : path(index - split, right) + [plainRoot(left)]
    }

    private static func subproof(_ old: Int, _ leaves: ArraySlice<MerkleHash>, whole: Bool) -> [MerkleHash] {
        if old == leaves.count { return whole ? [] : [plainRoot(leaves)] }
        let split = split(leaves.count)
        let (left, right) = (leaves.prefix(split), leaves.dropFirst(split))
        return old <= split
            ? subproof(old, left, whole: whole) + [plainRoot(right)]
            : subproof(old - split, right, whole: false) + [plainRoot(left)]
    }

    private static func split(_ count: Int) -> Int {
        var split = 1
        while split * 2 < count { split *= 2 }
        return split
    }

    private static func plainRoot(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        leaves.count == 1
            ? leaves[leaves.startIndex]
            : MerkleHash.node(
                plainRoot(leaves.prefix(split(leaves.count))), plainRoot(leaves.dropFirst(split(leaves.count))))
    }
}
