import PersonMatching

/// Finds which records of all sources are one person.
///
/// Two steps, each independent of the order of the records: those that share a verified identifier, then those that
/// agree in the whole cross-check. A group in which any two contradict each other falls apart again, because nobody
/// can say which of its links is wrong.
///
/// A record of somebody who has another identity than before is joined by a verified identifier only: what it has in
/// common with an old record must not lead from the one to the other.
struct PersonJoining {
    private let records: RecordTable
    private let severed: Set<Int>
    private let matcher: Matcher

    /// Blocks larger than this are not compared pair by pair. Whoever is in them stays apart, hence ambiguous.
    private static let largestBlock = 400

    /// Records with their keys in order; `severed` are those with another identity than before.
    init(records: RecordTable, severed: Set<Int> = [], matcher: Matcher) {
        self.records = records
        self.severed = severed
        self.matcher = matcher
    }

    private enum Link: UInt8 {
        case none
        case verified
        case crossCheck
    }

    /// Of each record, the first record of its person.
    func people() -> [Int32] {
        let pairs = pairs()
        let links = inParallel(pairs.count) { link(pairs[$0]) }
        var identified = Groups(count: records.count)
        for (pair, link) in zip(pairs, links) where link == .verified { identified.join(pair.one, pair.other) }
        for group in identified.groups() where !areConsistent(group) { identified.part(group) }
        let crossed = zip(pairs, links).filter { $0.1 == .crossCheck }.map(\.0)
        return crossChecked(identified, crossed)
    }

    private func link(_ pair: Pair) -> Link {
        guard let one = records.record(pair.one), let other = records.record(pair.other) else { return .none }
        switch matcher.link(one, other) {
        case .verifiedIdentifier: return .verified
        case .crossCheck: return mayCross(pair) ? .crossCheck : .none
        case nil: return .none
        }
    }

    private func mayCross(_ pair: Pair) -> Bool {
        records.sources[pair.one] != records.sources[pair.other] && !severed.contains(pair.one)
            && !severed.contains(pair.other)
    }

    private func crossChecked(_ certain: Groups, _ links: [Pair]) -> [Int32] {
        var (certain, joined) = (certain, certain)
        let members = Dictionary(certain.groups().map { ($0[0], $0) }) { first, _ in first }
        for pair in links { joined.join(pair.one, pair.other) }
        for component in joined.groups() {
            let parts = Set(component.map { certain.root(of: $0) }).sorted().map { members[$0] ?? [$0] }
            guard parts.count > 1, !sharesSource(parts), areConsistent(component) else { continue }
            for part in parts.dropFirst() { certain.join(parts[0][0], part[0]) }
        }
        return (0..<records.count).map { Int32(certain.root(of: $0)) }
    }

    /// Two records of one source that no identifier joins are two people to that source.
    private func sharesSource(_ parts: [[Int]]) -> Bool {
        let bySource = parts.flatMap { part in Set(part.map { records.sources[$0] }) }
        return Set(bySource).count != bySource.count
    }

    private func areConsistent(_ group: [Int]) -> Bool {
        !matcher.areContradictory(group.compactMap(records.record))
    }

    // MARK: Pairs

    private struct Pair: Comparable {
        let packed: UInt64
        var one: Int { Int(packed >> 32) }
        var other: Int { Int(packed & 0xFFFF_FFFF) }

        init(_ one: Int32, _ other: Int32) { packed = UInt64(min(one, other)) << 32 | UInt64(max(one, other)) }

        static func < (left: Pair, right: Pair) -> Bool { left.packed < right.packed }
    }

    /// Every two records that share a block and could be one person, once.
    private func pairs() -> [Pair] {
        var pairs: [Pair] = []
        let filed = records.keys
        var start = 0
        while start < filed.count {
            var end = start
            while end < filed.count, filed[end].key == filed[start].key { end += 1 }
            if end - start > 1, end - start <= PersonJoining.largestBlock { add(filed[start..<end], to: &pairs) }
            start = end
        }
        pairs.sort()
        var last: Pair?
        return pairs.filter { pair in
            defer { last = pair }
            return pair != last
        }
    }

    private func add(_ block: ArraySlice<FiledKey>, to pairs: inout [Pair]) {
        for (position, one) in zip(block.indices, block) {
            for other in block[(position + 1)...] where couldBeOne(Int(one.owner), Int(other.owner)) {
                pairs.append(Pair(one.owner, other.owner))
            }
        }
    }

    /// Only a number joins two records of one source, and no two records with different numbers are ever joined, unless one
    /// of them says that the other's number is its own, superseded.
    private func couldBeOne(_ one: Int, _ other: Int) -> Bool {
        let (mine, theirs) = (records.numbers[one], records.numbers[other])
        if mine != 0, mine == theirs { return true }
        if !records.superseded.isEmpty, isSuperseded(theirs, by: one) || isSuperseded(mine, by: other) { return true }
        return (mine == 0 || theirs == 0) && records.sources[one] != records.sources[other]
    }
}

extension PersonJoining {
    private func isSuperseded(_ number: Int64, by record: Int) -> Bool {
        records.superseded[Int32(record)]?.contains(number) == true
    }
}

/// Disjoint groups of the numbers from 0 on, joined two at a time. The first of each stands for it.
private struct Groups {
    private var parents: [Int32]

    init(count: Int) { parents = (0..<Int32(count)).map(\.self) }

    mutating func join(_ one: Int, _ other: Int) {
        let roots = [root(of: one), root(of: other)].sorted()
        parents[roots[1]] = Int32(roots[0])
    }

    /// Each of them alone again. They must be a whole group.
    mutating func part(_ group: [Int]) { for element in group { parents[element] = Int32(element) } }

    /// The groups of more than one, each sorted.
    mutating func groups() -> [[Int]] {
        var groups: [Int: [Int]] = [:]
        for element in parents.indices {
            let root = root(of: element)
            if root != element { groups[root, default: [root]].append(element) }
        }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func root(of element: Int) -> Int {
        var root = element
        while parents[root] != root { root = Int(parents[root]) }
        parents[element] = Int32(root)
        return root
    }
}
