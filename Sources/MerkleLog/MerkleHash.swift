import Crypto

/// A hash of the Merkle tree of RFC 6962 §2.1: SHA-256 with one octet in front that tells leaves from nodes.
public struct MerkleHash: Sendable, Hashable {
    /// Octets of one hash.
    public static let length = 32

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// A hash from exactly 32 octets, or `nil`.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == MerkleHash.length else { return nil }
        let copied = Array(octets)
        self = copied.withUnsafeBytes { MerkleHash(loading: $0) }
    }

    private init(loading octets: UnsafeRawBufferPointer) {
        first = octets.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        second = octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = octets.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        fourth = octets.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    public static let empty = finish(SHA256())

    /// The hash of a leaf: SHA-256 of a zero octet and the leaf.
    public static func leaf(_ octets: [UInt8]) -> MerkleHash {
        var hasher = SHA256()
        hasher.update(prefix: 0)
        octets.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return finish(hasher)
    }

    /// The hash of an inner node: SHA-256 of a one octet and both children.
    public static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { octets in
            octets[0] = 1
            left.store(into: octets, at: 1)
            right.store(into: octets, at: 33)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(octets))
            return finish(hasher)
        }
    }

    /// The root of a tree whose leaf hashes are given.
    public static func root(of hashes: some Sequence<MerkleHash>) -> MerkleHash {
        var edge = RightEdge()
        for hash in hashes { edge.append(hash) }
        return edge.root
    }

    /// The 32 octets.
    public var octets: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: MerkleHash.length) { buffer, count in
            store(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = MerkleHash.length
        }
    }

    func append(to octets: inout [UInt8]) {
        withUnsafeBytes(of: (first, second, third, fourth)) { octets.append(contentsOf: $0) }
    }

    private func store(into octets: UnsafeMutableRawBufferPointer, at offset: Int) {
        octets.storeBytes(of: first, toByteOffset: offset, as: UInt64.self)
        octets.storeBytes(of: second, toByteOffset: offset + 8, as: UInt64.self)
        octets.storeBytes(of: third, toByteOffset: offset + 16, as: UInt64.self)
        octets.storeBytes(of: fourth, toByteOffset: offset + 24, as: UInt64.self)
    }

    private static func finish(_ hasher: SHA256) -> MerkleHash {
        hasher.finalize().withUnsafeBytes { MerkleHash(loading: $0) }
    }
}

extension SHA256 {
    fileprivate mutating func update(prefix: UInt8) {
        withUnsafeBytes(of: prefix) { update(bufferPointer: $0) }
    }
}
