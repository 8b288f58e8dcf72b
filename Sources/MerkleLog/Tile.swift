/// The content of tiles and entry bundles (C2SP tlog-tiles).
public enum Tile {
    /// Hashes one after another.
    public static func encode(_ hashes: [MerkleHash]) -> [UInt8] {
        let length = hashes.count * MerkleHash.length
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let octets = UnsafeMutableRawBufferPointer(buffer)
            for (position, hash) in hashes.enumerated() { hash.store(into: octets, at: position * MerkleHash.length) }
            count = length
        }
    }

    /// The hashes of a tile, or `nil` for anything but 1 to 256 of them.
    public static func decode(_ octets: [UInt8]) -> [MerkleHash]? {
        guard octets.count.isMultiple(of: MerkleHash.length),
            (1...TilePath.fullWidth).contains(octets.count / MerkleHash.length)
        else { return nil }
        return octets.withUnsafeBytes { octets in
            stride(from: 0, to: octets.count, by: MerkleHash.length).map {
                MerkleHash(loading: UnsafeRawBufferPointer(rebasing: octets[$0...]))
            }
        }
    }

    /// How many hashes the tile at `index` of `level` has in a tree of `size` leaves: 0 to 256.
    public static func width(level: Int, index: Int64, size: Int64) -> Int {
        let hashes = level > 7 ? 0 : size >> Int64(8 * level)
        guard index >= 0, index <= hashes >> 8 else { return 0 }
        return Int(min(hashes - index << 8, Int64(TilePath.fullWidth)))
    }
}
