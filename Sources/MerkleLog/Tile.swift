/// The content of tiles and entry bundles (C2SP tlog-tiles).
public enum Tile {
    /// Hashes one after another.
    public static func encode(_ hashes: [MerkleHash]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(hashes.count * MerkleHash.length)
        for hash in hashes { hash.append(to: &octets) }
        return octets
    }

    /// The hashes of a tile, or `nil` for anything but 1 to 256 of them.
    public static func decode(_ octets: [UInt8]) -> [MerkleHash]? {
        guard octets.count.isMultiple(of: MerkleHash.length),
            (1...TilePath.fullWidth).contains(octets.count / MerkleHash.length)
        else { return nil }
        return stride(from: 0, to: octets.count, by: MerkleHash.length).compactMap {
            MerkleHash(octets: octets[$0..<$0 + MerkleHash.length])
        }
    }

    /// How many hashes the tile at `index` of `level` has in a tree of `size` leaves: 0 to 256.
    public static func width(level: Int, index: Int64, size: Int64) -> Int {
        let hashes = level > 7 ? 0 : size >> Int64(8 * level)
        guard index >= 0, index <= hashes >> 8 else { return 0 }
        return Int(min(hashes - index << 8, Int64(TilePath.fullWidth)))
    }
}

/// The content of an entry bundle: each entry behind its length, two octets, the more significant first.
public enum EntryBundle {
    /// The bundle, or `nil` if an entry is longer than 65,535 octets.
    public static func encode(_ entries: [[UInt8]]) -> [UInt8]? {
        var octets: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { return nil }
            octets.append(UInt8(length >> 8))
            octets.append(UInt8(length & 255))
            octets.append(contentsOf: entry)
        }
        return octets
    }

    /// The entries, or `nil` if the octets do not end with an entry or hold more than 256.
    public static func decode(_ octets: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var rest = octets[...]
        while !rest.isEmpty {
            guard rest.count >= 2, entries.count < TilePath.fullWidth else { return nil }
            let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(2)
            guard rest.count >= length else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return entries
    }
}
