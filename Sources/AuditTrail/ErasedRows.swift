/// What one tombstone speaks of: `exchange/2026/reason+subject/4,9,17`, or `exchange/2019/subject/*` for a whole shard.
struct ErasedRows: Sendable, Equatable {
    /// So many indexes that their leaf stays well below 4,096 octets.
    static let mostIndexes = 128
    let log: LogName
    let year: Int
    let slots: [PayloadSlot]
    /// Ascending; `nil` for the whole shard.
    let indexes: [Int64]?

    init(_ log: LogName, year: Int, slots: Set<PayloadSlot>, indexes: [Int64]?) {
        (self.log, self.year) = (log, year)
        self.slots = PayloadSlot.allCases.filter(slots.contains)
        self.indexes = indexes.map { Array(Set($0)).sorted() }
    }

    /// Reads the one form.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let log = LogName(rawValue: parts[0]), let year = Int(parts[1]) else { return nil }
        let words = parts[2].split(separator: "+").map(String.init)
        let slots = PayloadSlot.allCases.filter { words.contains($0.description) }
        self.init(
            log, year: year, slots: Set(slots),
            indexes: parts[3] == "*" ? nil : parts[3].split(separator: ",").compactMap { Int64($0) })
        guard text == self.text, !slots.isEmpty, indexes?.isEmpty != true else { return nil }
    }

    /// The binding of the tombstone.
    var text: String {
        let names = slots.map(\.description).joined(separator: "+")
        let leaves = indexes.map { $0.map(String.init).joined(separator: ",") } ?? "*"
        return "\(log.rawValue)/\(year)/\(names)/\(leaves)"
    }

    /// Whether a payload is one of them.
    func covers(_ log: LogName, year: Int, index: Int64, slot: PayloadSlot) -> Bool {
        log == self.log && year == self.year && slots.contains(slot) && indexes?.contains(index) != false
    }
}
