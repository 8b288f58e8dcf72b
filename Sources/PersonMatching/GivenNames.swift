/// The given names of one person, in order, as words.
struct GivenNames: Sendable, Hashable {
    /// All words.
    let words: [String]

    /// What somebody is called by: the first word, or the second after a leading name such as Muhammad.
    var called: String? { hasLeading ? words[1] : words.first }
    /// What follows the called name.
    var middle: ArraySlice<String> { words.dropFirst(hasLeading ? 2 : 1) }
    /// Whether a leading name stands before the called one.
    var hasLeading: Bool { words.count > 1 && NameWords.leading.contains(words[0]) }
    /// Whether the only word is one that half a street may bear.
    var isOnlyLeading: Bool { words.count == 1 && NameWords.leading.contains(words[0]) }

    init(words: [String]) { self.words = words }

    init(_ names: [String]) { words = names.flatMap(Normaliser.givenWords) }

    /// How well two given names agree, middle names left aside.
    func level(with other: GivenNames) -> GivenLevel {
        guard let mine = called, let theirs = other.called else { return .missing }
        if mine == theirs || words.count + other.words.count > 2 && joinedWords == other.joinedWords { return .exact }
        if joinsTo(theirs) || other.joinsTo(mine) { return .exact }
        if other.hasLeading && isOnlyLeading || hasLeading && other.isOnlyLeading { return .fuzzy }
        if Nicknames.areAliases(mine, theirs) { return .alias }
        if mine.isOneLetter || theirs.isOneLetter { return mine.first == theirs.first ? .initial : .differ }
        return TextDistance.isNear(mine, theirs) ? .fuzzy : .differ
    }

    private var joinedWords: String { words.joined() }

    /// `anne marie` written as `annemarie`.
    private func joinsTo(_ word: String) -> Bool { words.count > 1 && words[0] + words[1] == word }
}

extension String {
    fileprivate var isOneLetter: Bool { unicodeScalars.dropFirst().isEmpty && !isEmpty }
}

/// How well given names agree, best first.
enum GivenLevel: String, Sendable, Comparable {
    case exact
    case alias
    case fuzzy
    case initial
    case missing
    case differ

    var agrees: Bool { self == .exact || self == .alias }
    var isSimilar: Bool { self == .fuzzy || self == .initial }

    static func < (left: GivenLevel, right: GivenLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .exact: 0
        case .alias: 1
        case .fuzzy: 2
        case .initial: 3
        case .missing: 4
        case .differ: 5
        }
    }
}
