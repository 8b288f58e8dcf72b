/// What a question and a record can differ in, where words are compared. The order is the one boxes are cut in.
enum WordDimension: CaseIterable {
    case requester, category, purpose, marks, role, about, team, family, harm, manager, urgency, involvement, field
}

/// What they can differ in where numbers are compared.
enum NumberDimension: CaseIterable {
    case days, ages, months
}

/// Some words of one dimension, by their places in an ``AnalysisSpace``.
typealias WordMask = UInt64

extension WordMask {
    /// The fact is not said, or not known; for teams: in no trial.
    static let absent: WordMask = 1 << 63
    /// Of marks: none at all.
    static let noMark: WordMask = 1 << 62
    static let current: WordMask = 1 << 0
    static let historic: WordMask = 1 << 1

    /// The lowest word.
    var first: WordMask { self & (~self &+ 1) }

    /// The places of its words, lowest first.
    var places: [Int] {
        var places: [Int] = []
        var rest = self
        while rest != 0 {
            places.append(rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
        return places
    }
}

/// Whole numbers from one to another, both included.
struct Span: Hashable, Sendable {
    var low: Int32
    var high: Int32

    /// Stands for a number that is missing.
    static let missing: Int32 = -1
    /// Stands for all numbers that no rule can tell apart from it.
    static let most: Int32 = 10_000_000
    /// Every number, and none.
    static let all = Span(low: missing, high: most)

    func contains(_ number: Int32) -> Bool { low <= number && number <= high }

    /// Becomes the shortest around both.
    mutating func widen(_ other: Span) {
        if other.low < low { low = other.low }
        if other.high > high { high = other.high }
    }

    func intersection(_ other: Span) -> Span { Span(low: max(low, other.low), high: min(high, other.high)) }

    /// On how many sides it reaches beyond another one.
    func cuts(by other: Span) -> Int { (low < other.low ? 1 : 0) + (high > other.high ? 1 : 0) }

    /// What lies below and above another one that it meets.
    func subtracting(_ other: Span) -> [Span] {
        var rest: [Span] = []
        if low < other.low { rest.append(Span(low: low, high: other.low - 1)) }
        if high > other.high { rest.append(Span(low: other.high + 1, high: high)) }
        return rest
    }
}
