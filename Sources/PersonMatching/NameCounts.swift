/// How many people of an index bear a name: an agreement in a rare name says more than one in a common name.
package struct NameCounts: Sendable {
    private var givens: [UInt64: Int32] = [:]
    private var families: [UInt64: Int32] = [:]
    /// How many people were counted.
    package private(set) var people = 0

    /// Nobody counted yet.
    package init() {}

    mutating func count(_ evidence: Evidence) {
        people += 1
        if let name = evidence.givens.names.first {
            givens[TextHash(evidence.givens.octets[evidence.givens.called(name)]).value, default: 0] += 1
        }
        if let name = evidence.families.names.first {
            families[TextHash(evidence.families.octets[evidence.families.joined(name)]).value, default: 0] += 1
        }
    }

    /// Counts of another index beside those of this one.
    mutating func add(_ other: NameCounts) {
        people += other.people
        givens.merge(other.givens, uniquingKeysWith: +)
        families.merge(other.families, uniquingKeysWith: +)
    }

    /// The share of people with the commonest of these given names, in parts of a thousand million; `nil` for too few people.
    func givenShare(_ names: Names) -> Int? {
        share(names.names.map { givens[TextHash(names.octets[names.called($0)]).value] ?? 0 })
    }

    /// The same of family names.
    func familyShare(_ names: Names, _ earlier: Names) -> Int? {
        share(
            [names, earlier].flatMap { list in
                list.names.map { families[TextHash(list.octets[list.joined($0)]).value] ?? 0 }
            })
    }

    /// A name that nobody bears counts as borne by two: nobody knows how rare it is outside.
    private func share(_ counts: [Int32]) -> Int? {
        guard people >= 1_000, let most = counts.max() else { return nil }
        return max(2, Int(most)) * MatchModel.whole / people
    }
}
