import PersonMatching
import WireProtocol

/// An address, as far as it tells who lives together and where somebody lived.
struct HeldHome {
    let record: Int64
    /// Up to eight octets of the postcode, the first one lowest; 0 where there is none.
    let postcode: UInt64
    /// Under which keys the household is known: the property, and the line with its postcode. 0 where it is not.
    let property: Int64
    let line: Int64
    /// The authority, as a place in ``HeldHomes/authorities``.
    let authority: Int16
    let isCurrent: Bool

    var households: [Int64] { [property, line].filter { $0 != 0 } }

    var postcodeText: String? {
        guard postcode != 0 else { return nil }
        return String(
            decoding: (0..<8).map { UInt8(truncatingIfNeeded: postcode >> (8 * $0)) }.prefix { $0 != 0 }, as: UTF8.self)
    }

    static func packed(_ postcode: UnsafeBufferPointer<UInt8>?) -> UInt64 {
        guard let postcode, postcode.count <= 8 else { return 0 }
        return postcode.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    }
}

/// A mark in force on one record.
struct HeldMark: Equatable {
    let word: Code
    let involvementID: String?
}

/// Every mark in force, by record.
struct HeldMarks {
    private(set) var byRecord: [Int64: [HeldMark]] = [:]
    /// Records whose mark our own staff set, as far as it severs an identity from another.
    private(set) var severedByStaff: Set<Int64> = []

    mutating func add(_ mark: HeldMark, to record: Int64) { byRecord[record, default: []].append(mark) }

    subscript(record: Int64) -> [HeldMark] { byRecord.isEmpty ? [] : byRecord[record] ?? [] }

    /// Every record that bears another identity than before.
    func severed(by rules: MarkRules) -> Set<Int64> {
        let bySources = byRecord.filter { $0.value.contains { rules.severing.contains($0.word) } }
        return severedByStaff.union(bySources.keys)
    }

    mutating func sever(_ records: Set<Int64>) { severedByStaff.formUnion(records) }
}

/// Every record of all sources in normal form, as columns: some 200 octets a record.
///
/// Records are named by their place here, which follows their ids.
struct RecordTable: Sendable {
    var ids: [Int64] = []
    /// The source, as a place in the list of sources.
    var sources: [Int16] = []
    /// The digits of the NHS number, 0 without one.
    var numbers: [Int64] = []
    /// Of the few that have any: the digits of the NHS numbers before that one.
    var superseded: [Int32: [Int64]] = [:]
    /// Days since 1 January 1970, or ``unknownDay``.
    var born: [Int32] = []
    /// Of each: the key of its local id.
    var locals: [Int64] = []
    var cards = CardStore()
    /// How many records bear a name.
    var names = NameCounts()
    /// Under which keys records are filed.
    var keys: [FiledKey] = []

    static let unknownDay = Int32.min

    var count: Int { ids.count }

    /// The record as it is compared with others.
    func record(_ place: Int) -> PersonRecord? { PersonRecord(card: cards[place], isRestricted: false) }

    /// The place of a record's id, `near` a place that is likely.
    func place(of id: Int64, near: inout Int) -> Int? {
        for guess in [near, near + 1] where guess < ids.count && ids[guess] == id {
            near = guess
            return guess
        }
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        guard low < ids.count, ids[low] == id else { return nil }
        near = low
        return low
    }
}

/// A key and who is filed under it.
struct FiledKey: Comparable, Sendable {
    let key: Int64
    let owner: Int32

    static func < (left: FiledKey, right: FiledKey) -> Bool {
        left.key != right.key ? left.key < right.key : left.owner < right.owner
    }
}

/// The cards of all records, one behind the other.
struct CardStore: Sendable {
    private var octets: [UInt8] = []
    private var ends: [Int] = []

    mutating func append(_ card: String) {
        octets.append(contentsOf: card.utf8)
        ends.append(octets.count)
    }

    private func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

    subscript(place: Int) -> String { String(decoding: octets[range(place)], as: UTF8.self) }

    func withOctets<Result>(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try octets.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range(place)])) }
    }
}

/// The key under which a source's own id is filed.
func localKey(_ source: Code, _ id: String) -> Int64 {
    var hash = StableHash(source.text.utf8)
    hash.add(CollectionOfOne(0x7C))
    hash.add(id.utf8)
    return hash.key
}
