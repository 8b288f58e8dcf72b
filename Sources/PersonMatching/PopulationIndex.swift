import WireProtocol

/// People in memory, found by hash blocks: what a look-up of a node, a file that is scored and a nightly linkage read.
///
/// A record is kept as its card, one behind the other; a person of a council takes some 200 octets in all. People added
/// after it was built stand in a list beside the blocks until it is built anew.
package struct PopulationIndex: Sendable {
    /// More people under one key than this are not looked at, and the outcome is ambiguous at best.
    package static let mostUnderKey = 2_000

    /// How common the names of everybody held are.
    package private(set) var names = NameCounts()
    private var cards: [UInt8] = []
    /// Where each card ends.
    private var ends: [UInt32] = []
    private var restricted: Set<Int32> = []
    private var block: HashBlock
    private var added: [UInt64: [Int32]] = [:]

    /// Gathers people, then sorts their keys once.
    package struct Builder {
        private var index = PopulationIndex(HashBlock([]))
        private var entries: [(key: UInt64, id: Int32)] = []
        private let forLinking: Bool

        /// With `forLinking`, also the keys by which records of one authority are compared with each other.
        package init(forLinking: Bool = false) { self.forLinking = forLinking }

        /// Takes somebody in; their number is how many there were before.
        package mutating func add(_ record: PersonRecord, localID: String = "") {
            let evidence = record.evidence.reveal()
            let id = index.keep(record, evidence)
            for key in PopulationKeys.of(evidence, localID: localID, seeking: false) { entries.append((key, id)) }
            guard forLinking else { return }
            for key in PopulationKeys.forLinking(evidence) { entries.append((key, id)) }
        }

        /// The index of everybody taken in.
        package consuming func built() -> PopulationIndex {
            var built = index
            built.block = HashBlock(entries)
            return built
        }
    }

    private init(_ block: HashBlock) { self.block = block }

    /// How many people are held.
    package var count: Int { ends.count }

    /// Octets that records and blocks take, without the list of those added.
    package var octets: Int { cards.count + ends.count * MemoryLayout<UInt32>.stride + block.octets }

    /// Adds somebody between two builds.
    package mutating func add(_ record: PersonRecord, localID: String = "") {
        let evidence = record.evidence.reveal()
        let id = keep(record, evidence)
        for key in PopulationKeys.of(evidence, localID: localID, seeking: false) { added[key, default: []].append(id) }
    }

    /// Who, if anybody, is meant: the person's number in the row is the key's row.
    package func find(_ asked: PersonDescription, localID: String = "", by matcher: Matcher) -> Matcher.Verdict {
        var lookUp = matcher.look(for: asked)
        guard asked.isEnoughToSearch else { return lookUp.verdict(capped: false) }
        let met = candidates(PopulationKeys.of(asked.evidence.reveal(), localID: localID, seeking: true))
        for (place, id) in met.ids.enumerated() {
            _ = withCard(of: id) {
                lookUp.meet(
                    PersonKey(generation: 0, row: Int64(id)), at: place, card: $0,
                    isRestricted: restricted.contains(id), isDecoy: false)
            }
        }
        return lookUp.verdict(capped: met.capped)
    }

    /// Everybody under some keys, each once and in order; whether there are more than are looked at.
    func candidates(_ keys: [UInt64], most: Int = PopulationIndex.mostUnderKey) -> (ids: [Int32], capped: Bool) {
        var ids: [Int32] = []
        var capped = false
        for key in keys {
            let people = block.people(under: key)
            capped = capped || people.count > most
            ids.append(contentsOf: people.prefix(most))
            if !added.isEmpty, let late = added[key] { ids.append(contentsOf: late) }
        }
        ids.sort()
        var unique = 0
        for id in ids where unique == 0 || ids[unique - 1] != id {
            ids[unique] = id
            unique += 1
        }
        ids.removeLast(ids.count - unique)
        return (ids, capped)
    }

    /// Reads a record into room that is there already.
    func read(_ id: Int32, into evidence: inout Evidence) -> Bool { withCard(of: id) { evidence.read(card: $0) } }

    private func withCard<Result>(of id: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = id == 0 ? 0 : Int(ends[Int(id) - 1])
        let end = Int(ends[Int(id)])
        return cards.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    private mutating func keep(_ record: PersonRecord, _ evidence: Evidence) -> Int32 {
        let id = Int32(ends.count)
        cards.append(contentsOf: record.card.utf8)
        ends.append(UInt32(cards.count))
        if record.isRestricted { restricted.insert(id) }
        names.count(evidence)
        return id
    }
}
