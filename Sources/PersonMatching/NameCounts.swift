/// How many people of an index bear a name: an agreement in a rare name says more than one in a common name.
package struct NameCounts: Sendable {
    private var givens: [UInt64: Int32] = [:]
    private var families: [UInt64: Int32] = [:]
    /// How many people were counted.
    package private(set) var people = 0

    /// Nobody counted yet.
    package init() {}

    /// The keys of the names by which somebody is counted.
    package struct Keys: Sendable {
        let given: UInt64?
        let family: UInt64?

        init(_ evidence: Evidence) {
            given = evidence.givens.names.first.map {
                TextHash(evidence.givens.octets[evidence.givens.called($0)]).value
            }
            family = evidence.families.names.first.map {
                TextHash(evidence.families.octets[evidence.families.joined($0)]).value
            }
        }
    }

    mutating func count(_ evidence: Evidence) { count(Keys(evidence)) }

    /// Counts one person more.
    package mutating func count(_ keys: Keys) {
        people += 1
        if let given = keys.given { givens[given, default: 0] += 1 }
        if let family = keys.family { families[family, default: 0] += 1 }
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

// MARK: - Kept between loads

extension NameCounts {
    /// One name of a list that is kept: its key, and how many bear it.
    package struct Row: Sendable, Equatable {
        /// Whether it is a family name.
        package let isFamily: Bool
        /// What stands for the name.
        package let key: Int64
        /// How many people bear it.
        package let people: Int32

        /// A row as it was kept.
        package init(isFamily: Bool, key: Int64, people: Int32) {
            (self.isFamily, self.key, self.people) = (isFamily, key, people)
        }
    }

    /// Every name that anybody bears, given names first, by their keys.
    package var rows: [Row] {
        func rows(_ counts: [UInt64: Int32], _ isFamily: Bool) -> [Row] {
            counts.map { Row(isFamily: isFamily, key: Int64(bitPattern: $0.key), people: $0.value) }
                .sorted { $0.key < $1.key }
        }
        return rows(givens, false) + rows(families, true)
    }

    /// Takes a row that was kept.
    package mutating func add(_ row: Row) {
        let key = UInt64(bitPattern: row.key)
        if row.isFamily { families[key] = row.people } else { givens[key] = row.people }
    }

    /// Counts that were kept, of so many people; rows follow.
    package init(people: Int) { self.people = people }
}
