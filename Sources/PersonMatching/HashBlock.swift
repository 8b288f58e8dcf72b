/// People by hashed keys, as two flat arrays: keys in order, and beside each the number of one person.
///
/// Keys are hashes, so they lie evenly, and where one must stand is told from its value; a search takes a few steps
/// however many there are.
struct HashBlock: Sendable {
    private let keys: [UInt64]
    private let ids: [Int32]

    init(_ entries: [(key: UInt64, id: Int32)]) {
        let sorted = entries.sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        keys = sorted.map(\.key)
        ids = sorted.map(\.id)
    }

    var count: Int { keys.count }
    /// Octets that the arrays take.
    var octets: Int { keys.count * (MemoryLayout<UInt64>.stride + MemoryLayout<Int32>.stride) }

    /// The people under a key, in order of their numbers.
    func people(under key: UInt64) -> ArraySlice<Int32> {
        let start = first(notBelow: key)
        var end = start
        while end < keys.count, keys[end] == key { end += 1 }
        return ids[start..<end]
    }

    /// Interpolation with a bisection in each step, so that keys that lie unevenly cost no more than a logarithm.
    private func first(notBelow key: UInt64) -> Int {
        var (low, high) = (0, keys.count)
        while high - low > 8 {
            let (bottom, top) = (keys[low], keys[high - 1])
            guard key > bottom else { return low }
            guard key <= top else { return high }
            let width = high - low
            let share = (key - bottom).multipliedFullWidth(by: UInt64(width - 1))
            let guess = low + Int((top - bottom).dividingFullWidth((share.high, share.low)).quotient)
            if keys[guess] < key { low = guess + 1 } else { high = guess + 1 }
            let middle = low + (high - low) / 2
            if middle < high, keys[middle] < key {
                low = middle + 1
            } else {
                high = middle + 1 > high ? high : middle + 1
            }
        }
        while low < high, keys[low] < key { low += 1 }
        return low
    }
}

/// Which key a person is filed under: what it is made of.
enum BlockKind: UInt8, Sendable {
    case number = 1
    case pupilNumber
    case localID
    case birth
    case familyAndPlace
    case givenAndPlace
    case namesAndYear
    case property
    // For records of one authority that are linked with each other, where work is no matter of an answer's time.
    case nameAndPostcode
    case nameAndTown
    case nameAndYear
    case bothNames
    case numbersAndLine
    case lineAndPostcode
    case lineAndTown
}

extension TextHash {
    /// The start of a key.
    init(_ kind: BlockKind) { self.init(CollectionOfOne(kind.rawValue)) }

    func followed(by number: Int) -> TextHash {
        var value = UInt64(bitPattern: Int64(number))
        let octets = (0..<8).map { _ in
            defer { value >>= 8 }
            return UInt8(truncatingIfNeeded: value)
        }
        return followed(by: octets)
    }

    /// With a mark that stands in no word, so that two words are never read as others.
    func then(_ octets: some Sequence<UInt8>) -> TextHash {
        followed(by: CollectionOfOne(UInt8(ascii: "|"))).followed(by: octets)
    }

    /// All 64 bits, mixed.
    var wideKey: UInt64 {
        var mixed = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 33)
    }
}
