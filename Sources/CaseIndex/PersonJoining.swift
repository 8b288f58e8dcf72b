import PersonMatching

/// Finds which records of all sources are one person.
///
/// Two steps, each independent of the order of the records: those that share a verified identifier, then those that
/// agree in the whole cross-check. A group in which any two contradict each other falls apart again, because nobody
/// can say which of its links is wrong.
struct PersonJoining {
    private let records: [PersonRecord]
    private let sources: [Int64]
    private let matcher: Matcher

    /// Blocks larger than this are not compared pair by pair. Whoever is in them stays apart, hence ambiguous.
    private static let largestBlock = 400

    /// Records with their places, and the source of each.
    init(records: [PersonRecord], sources: [Int64], matcher: Matcher) {
        self.records = records
        self.sources = sources
        self.matcher = matcher
    }

    /// Groups of indices: each group one person, in the order of their first records.
    func people() -> [[Int]] {
        var identified = Groups(count: records.count)
        var crossChecks: [(Int, Int)] = []
        forEachPair { one, other in
            switch matcher.link(records[one], records[other]) {
            case .verifiedIdentifier: identified.join(one, other)
            case .crossCheck where sources[one] != sources[other]: crossChecks.append((one, other))
            case .crossCheck, nil: break
            }
        }
        let certain = identified.members().flatMap(sound)
        return crossChecked(certain, crossChecks)
    }

    /// The group if all of it holds together, otherwise each record alone.
    private func sound(_ group: [Int]) -> [[Int]] {
        areConsistent(group) ? [group] : group.map { [$0] }
    }

    private func crossChecked(_ certain: [[Int]], _ links: [(Int, Int)]) -> [[Int]] {
        var place = [Int](repeating: 0, count: records.count)
        for (index, group) in certain.enumerated() { for record in group { place[record] = index } }
        var joined = Groups(count: certain.count)
        for (one, other) in links { joined.join(place[one], place[other]) }
        let people = joined.members().flatMap { groups -> [[Int]] in
            let together = groups.flatMap { certain[$0] }
            let holds = groups.count == 1 || !sharesSource(groups.map { certain[$0] }) && areConsistent(together)
            return holds ? [together.sorted()] : groups.map { certain[$0].sorted() }
        }
        return people.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    }

    /// Two records of one source that no identifier joins are two people to that source.
    private func sharesSource(_ groups: [[Int]]) -> Bool {
        let bySource = groups.flatMap { group in Set(group.map { sources[$0] }) }
        return Set(bySource).count != bySource.count
    }

    private func areConsistent(_ group: [Int]) -> Bool {
        group.indices.allSatisfy { position in
            group[(position + 1)...].allSatisfy { !matcher.contradicts(records[group[position]], records[$0]) }
        }
    }

    /// Calls once or more for every pair that shares a block.
    private func forEachPair(_ body: (Int, Int) -> Void) {
        var filed: [(key: Int64, record: Int)] = []
        for (index, record) in records.enumerated() { filed += BlockKeys.of(record).map { ($0, index) } }
        filed.sort { ($0.key, $0.record) < ($1.key, $1.record) }
        var start = 0
        while start < filed.count {
            var end = start
            while end < filed.count, filed[end].key == filed[start].key { end += 1 }
            if end - start <= PersonJoining.largestBlock { pairs(filed[start..<end].map(\.record), body) }
            start = end
        }
    }

    private func pairs(_ block: [Int], _ body: (Int, Int) -> Void) {
        for (position, one) in block.enumerated() {
            for other in block[(position + 1)...] { body(one, other) }
        }
    }
}

/// Disjoint groups of the numbers from 0 on, joined two at a time.
private struct Groups {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func join(_ one: Int, _ other: Int) {
        let roots = [root(of: one), root(of: other)].sorted()
        parents[roots[1]] = roots[0]
    }

    /// All groups, each sorted, in the order of their first members.
    mutating func members() -> [[Int]] {
        var groups: [[Int]] = Array(repeating: [], count: parents.count)
        for element in parents.indices { groups[root(of: element)].append(element) }
        return groups.filter { !$0.isEmpty }
    }

    private mutating func root(of element: Int) -> Int {
        var root = element
        while parents[root] != root { root = parents[root] }
        parents[element] = root
        return root
    }
}
