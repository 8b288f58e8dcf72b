package import WireProtocol

/// What decided of some involvements under one permit, gathered without naming anything: a rule that holds costs as
/// little as one that does not, so the time of an answer says nothing of marks.
package struct Grounds: Sendable, Equatable {
    /// Places of the prohibitions that held.
    var holding = RuleMask()
    /// Places of the shares that fitted, where no prohibition held.
    var fitting = RuleMask()
    var missing: MissingFacts = []
    var handsOff = false

    package init() {}

    package mutating func formUnion(_ other: Grounds) {
        holding.formUnion(other.holding)
        fitting.formUnion(other.fitting)
        missing.formUnion(other.missing)
        handsOff = handsOff || other.handsOff
    }
}

extension Permit {
    /// The rules that decided, prohibitions first, in the order of the files.
    package func rules(of grounds: Grounds) -> [Code] {
        grounds.holding.kept(of: prohibitions).map(\.id) + grounds.fitting.kept(of: shares).map(\.id)
    }

    /// The facts whose absence made a prohibition hold or a share fail.
    package func missing(of grounds: Grounds) -> [Code] { grounds.missing.codes }

    /// Minutes within which the duty desk acts, when a known mark calls for a person.
    package func handOffMinutes(of grounds: Grounds) -> Int? { grounds.handsOff ? handOffMinutes : nil }
}

/// Some of a list, by place.
struct RuleMask: Sendable, Equatable {
    private var first: UInt64 = 0
    /// Places from 64 on, 64 a word; most permits have none.
    private var rest: [UInt64] = []

    var isEmpty: Bool { first == 0 && rest.allSatisfy { $0 == 0 } }

    mutating func insert(_ place: Int) {
        let bit = UInt64(1) << UInt64(place & 63)
        guard place >= 64 else { return first |= bit }
        let word = place / 64 - 1
        while rest.count <= word { rest.append(0) }
        rest[word] |= bit
    }

    mutating func formUnion(_ other: RuleMask) {
        first |= other.first
        while rest.count < other.rest.count { rest.append(0) }
        for word in other.rest.indices { rest[word] |= other.rest[word] }
    }

    /// Those of a list whose place is in it.
    func kept<Item>(of list: [Item]) -> [Item] {
        isEmpty ? [] : list.indices.filter(has).map { list[$0] }
    }

    private func has(_ place: Int) -> Bool {
        let word = place < 64 ? first : place / 64 - 1 < rest.count ? rest[place / 64 - 1] : 0
        return word & (1 << UInt64(place & 63)) != 0
    }
}
