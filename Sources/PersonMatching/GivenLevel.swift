/// How well given names agree, best first.
enum GivenLevel: String, Sendable, Comparable, CaseIterable {
    case exact
    case alias
    /// Given and family name changed places.
    case swapped
    case fuzzy
    /// More slips than make a name similar; says little.
    case loose
    case initial
    case missing
    case differ

    var agrees: Bool { self == .exact || self == .alias || self == .swapped }
    var isSimilar: Bool { self == .fuzzy || self == .initial }

    static func < (left: GivenLevel, right: GivenLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .exact: 0
        case .alias: 1
        case .swapped: 2
        case .fuzzy: 3
        case .initial: 4
        case .missing: 5
        case .loose: 6
        case .differ: 7
        }
    }
}

/// Given names of one person: what somebody is called by, and what stands around it.
extension Names {
    /// The octets of what somebody is called by: the first word, or the second after a leading name such as Muhammad.
    func called(_ name: Range<Int>) -> Range<Int> { words[name.lowerBound + (hasLeading(name) ? 1 : 0)] }

    /// The words that follow the called name.
    func middle(_ name: Range<Int>) -> Range<Int> {
        min(name.upperBound, name.lowerBound + (hasLeading(name) ? 2 : 1))..<name.upperBound
    }

    /// Whether any of the names has something behind the called one.
    var hasMiddle: Bool { names.contains { !middle($0).isEmpty } }

    /// Whether a leading name stands before the called one.
    fileprivate func hasLeading(_ name: Range<Int>) -> Bool { name.count > 1 && isLeading(words[name.lowerBound]) }

    /// Whether the only word is one that half a street may bear.
    private func isOnlyLeading(_ name: Range<Int>) -> Bool { name.count == 1 && isLeading(words[name.lowerBound]) }

    private func isLeading(_ word: Range<Int>) -> Bool {
        octets[word.lowerBound] == UInt8(ascii: "m") && NameWords.leading.contains(text(word))
    }

    /// `anne marie` written as `annemarie`.
    fileprivate func joinsTwo(_ name: Range<Int>, to word: Span<UInt8>) -> Bool {
        name.count > 1 && Spelling.areSame(octets.span.extracting(joined(name, first: 2)), word)
    }

    /// `anne marie` written as `annemari`: two words of one side, nearly the only one of the other.
    fileprivate func isNearlyJoined(_ name: Range<Int>, _ other: Range<Int>, _ others: Names) -> Bool {
        guard (name.count == 1) != (other.count == 1) else { return false }
        return TextDistance.isNear(
            octets.span.extracting(joined(name, first: 2)),
            others.octets.span.extracting(others.joined(other, first: 2)))
    }

    /// Whether one is called by a name and the other only by one that half a street may bear, which the first bears, too.
    fileprivate func isCommon(_ name: Range<Int>, beside other: Range<Int>, of others: Names) -> Bool {
        others.hasLeading(other) && isOnlyLeading(name) || hasLeading(name) && others.isOnlyLeading(other)
    }
}

extension Sought {
    /// How well one of the given names agrees with another, middle names left aside. `Muhammad Omar` and `Omar` are two forms
    /// of one name, and may be the names of two brothers.
    func level(of place: Int, with other: Int, of held: Names) -> GivenLevel {
        let (name, other) = (evidence.givens.names[place], held.names[other])
        let mine = evidence.givens.octets.span.extracting(evidence.givens.called(name))
        let theirs = held.octets.span.extracting(held.called(other))
        if Spelling.areSame(mine, theirs) {
            return evidence.givens.hasLeading(name) == held.hasLeading(other) ? .exact : .alias
        }
        let whole = evidence.givens.octets.span.extracting(evidence.givens.joined(name))
        if Spelling.areSame(whole, held.octets.span.extracting(held.joined(other))) { return .exact }
        if evidence.givens.joinsTwo(name, to: theirs) { return .exact }
        if held.joinsTwo(other, to: mine) { return .exact }
        if evidence.givens.isCommon(name, beside: other, of: held) { return .fuzzy }
        if aliases[place].has(word: theirs) { return .alias }
        let (isInitial, isTheirs) = (Spelling.isOneLetter(mine), Spelling.isOneLetter(theirs))
        if isInitial || isTheirs { return Spelling.beginAlike(mine, theirs) ? .initial : .differ }
        if TextDistance.isNear(mine, theirs) || evidence.givens.isNearlyJoined(name, other, held) { return .fuzzy }
        return TextDistance.isLoose(mine, theirs) ? .loose : .differ
    }
}
