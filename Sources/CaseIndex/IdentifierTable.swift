/// A source's own ids and what each stands for: exact, and some 30 octets an id.
///
/// Open addressing over the octets of the ids, which lie one behind the other.
struct IdentifierTable {
    /// What an id stands for.
    struct Entry {
        /// The place it was given.
        let place: Int64
        /// The row it stood in first.
        let row: Int32
        /// Whether it stood in another row, too, so that nobody can say which is right.
        fileprivate(set) var isTwice = false
        fileprivate let start: UInt32
        fileprivate let length: UInt8
    }

    private var octets: [UInt8] = []
    private var entries: [Entry] = []
    private var slots = [UInt32](repeating: 0, count: 1_024)
    private var twice = 0

    /// How many ids stand once.
    var count: Int { entries.count - twice }

    /// What an id stands for, unless it stands for several.
    subscript(id: String) -> Int64? {
        guard let entry = find(id, slot(of: id)), !entry.isTwice else { return nil }
        return entry.place
    }

    /// Files an id; returns what stands there already, if it does.
    mutating func add(_ id: String, place: Int64, row: Int) -> Entry? {
        if 2 * (entries.count + 1) > slots.count { grow() }
        let slot = slot(of: id)
        if let known = find(id, slot) {
            let index = Int(slots[slot]) - 1
            if !known.isTwice { twice += 1 }
            entries[index].isTwice = true
            return known
        }
        let start = UInt32(octets.count)
        octets.append(contentsOf: id.utf8)
        entries.append(Entry(place: place, row: Int32(row), start: start, length: UInt8(id.utf8.count)))
        slots[slot] = UInt32(entries.count)
        return nil
    }

    private func find(_ id: String, _ slot: Int) -> Entry? { slots[slot] == 0 ? nil : entries[Int(slots[slot]) - 1] }

    /// Where the id stands, or the free slot where it would.
    private func slot(of id: String) -> Int {
        var id = id
        return id.withUTF8 { text in
            var slot = IdentifierTable.hash(text) & (slots.count - 1)
            while slots[slot] != 0, !holds(text, entries[Int(slots[slot]) - 1]) {
                slot = (slot + 1) & (slots.count - 1)
            }
            return slot
        }
    }

    private func holds(_ text: UnsafeBufferPointer<UInt8>, _ entry: Entry) -> Bool {
        guard text.count == Int(entry.length) else { return false }
        let start = Int(entry.start)
        for place in 0..<text.count where text[place] != octets[start + place] { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        octets.withUnsafeBufferPointer { octets in
            for (index, entry) in entries.enumerated() {
                let text = UnsafeBufferPointer(
                    rebasing: octets[Int(entry.start)..<Int(entry.start) + Int(entry.length)])
                var slot = IdentifierTable.hash(text) & (slots.count - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = UInt32(index + 1)
            }
        }
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        Int(truncatingIfNeeded: StableHash(text).value >> 7)
    }
}

/// A hash that is the same in every process: FNV-1a over 64 bits with the finaliser of MurmurHash3. Not a secret.
struct StableHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}
    init(_ octets: some Sequence<UInt8>) { add(octets) }

    mutating func add(_ octets: some Sequence<UInt8>) {
        for octet in octets { state = (state ^ UInt64(octet)) &* 0x100_0000_01B3 }
    }

    var value: UInt64 {
        var value = (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ (value >> 33)
    }

    /// Never negative, and never 0.
    var key: Int64 { Int64(value >> 2) + 1 }
}
