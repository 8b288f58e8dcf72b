/// The content of an entry bundle: each entry behind its length, two octets, the more significant first.
public enum EntryBundle {
    /// The bundle, or `nil` if an entry is longer than 65,535 octets.
    public static func encode(_ entries: [[UInt8]]) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
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
        ranges(octets).map { $0.map { Array(octets[$0]) } }
    }

    /// The entries of a bundle that must hold exactly `width`, as its path says; anything else is `nil`.
    public static func decode(_ octets: [UInt8], width: Int) -> [[UInt8]]? {
        decode(octets).flatMap { $0.count == width ? $0 : nil }
    }

    /// Where the entries lie within the octets, so that nobody need copy them.
    static func ranges(_ octets: [UInt8]) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        var at = 0
        while at < octets.count {
            guard octets.count - at >= 2, ranges.count < TilePath.fullWidth else { return nil }
            let start = at + 2
            let length = Int(octets[at]) << 8 | Int(octets[at + 1])
            guard octets.count - start >= length else { return nil }
            ranges.append(start..<start + length)
            at = start + length
        }
        return ranges
    }
}
