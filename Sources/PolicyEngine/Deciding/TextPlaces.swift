/// The places of some texts.
///
/// They are looked up several times a decision, so by a hash of a few octets. Which texts stand in it is ours to say and not
/// an asker's, so nobody can choose them to collide; a text that is not in it costs a few comparisons.
package struct TextPlaces: Sendable {
    package let texts: [String]
    /// One more than the place; 0 where nothing is.
    private let slots: [UInt16]

    /// Of a text that stands twice the first place counts. At most 65,534 texts have places.
    package init(_ texts: [String]) {
        self.texts = Array(texts.prefix(Int(UInt16.max) - 1))
        var slots = [UInt16](repeating: 0, count: Self.size(for: self.texts.count))
        for (place, text) in self.texts.enumerated() {
            var slot = Self.hash(text) & (slots.count - 1)
            while slots[slot] != 0, self.texts[Int(slots[slot]) - 1] != text { slot = (slot + 1) & (slots.count - 1) }
            if slots[slot] == 0 { slots[slot] = UInt16(place + 1) }
        }
        self.slots = slots
    }

    package subscript(text: String) -> Int? {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if texts[place] == text { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// A power of two that leaves three slots of four free.
    private static func size(for count: Int) -> Int {
        var size = 8
        while size < count * 4 { size *= 2 }
        return size
    }

    /// The first and the last eight octets, the number of octets, mixed.
    private static func hash(_ text: String) -> Int {
        let mixed =
            text.utf8.withContiguousStorageIfAvailable { octets -> UInt64 in
                let bytes = UnsafeRawBufferPointer(octets)
                guard bytes.count >= 8 else {
                    return bytes.reduce(UInt64(bytes.count)) { $0 << 8 | UInt64($1) }
                }
                let first = bytes.loadUnaligned(as: UInt64.self)
                let last = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
                return first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(bytes.count)
            } ?? UInt64(text.utf8.count)
        let product = mixed.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return Int(truncatingIfNeeded: product.high ^ product.low)
    }
}
