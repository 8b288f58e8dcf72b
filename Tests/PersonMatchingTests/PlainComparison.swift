import WireProtocol

@testable import PersonMatching

/// The comparison in plain words, as slow as it likes: what the one over octets must agree with.
struct PlainComparison {
    let asked: Evidence
    let held: Evidence

    /// Every level by its word, in one order.
    var levels: [String] {
        let says = ["missing", "loose", "differ"]
        let isSwapped = says.contains(given) && says.contains(family) && namesChangedPlaces
        return [isSwapped ? "swapped" : given, isSwapped ? "swapped" : family, place, middle]
    }

    private var namesChangedPlaces: Bool {
        calledLike(asked.givens, held.families) && calledLike(held.givens, asked.families)
    }

    private func calledLike(_ givens: Names, _ families: Names) -> Bool {
        givens.texts.contains { given in
            families.texts.contains { family in
                let (called, whole) = (PlainName(given).called, family.joined())
                return called == whole || PlainName.areNear(called, whole)
            }
        }
    }

    // MARK: Given names

    private var given: String {
        let pairs = asked.givens.texts.flatMap { one in held.givens.texts.map { (PlainName(one), PlainName($0)) } }
        return pairs.map { $0.level(with: $1) }.min()?.rawValue ?? "missing"
    }

    private var middle: String {
        let (mine, theirs) = (middleNames(asked), middleNames(held))
        guard !mine.isEmpty, !theirs.isEmpty else { return "missing" }
        if mine.intersection(theirs).contains(where: { $0.count > 1 }) { return "agree" }
        let initials = mine.contains { one in
            theirs.contains { ($0.count == 1 || one.count == 1) && $0.first == one.first }
        }
        return initials ? "initial" : "conflict"
    }

    private func middleNames(_ evidence: Evidence) -> Set<String> {
        Set(evidence.givens.texts.flatMap { PlainName($0).middle })
    }

    // MARK: Places

    private var place: String {
        guard asked.hasPostcode, held.hasPostcode else { return "missing" }
        let current = (Set(asked.postcodes.map(\.text)), Set(held.postcodes.map(\.text)))
        if !current.0.isDisjoint(with: current.1) { return "current" }
        let ever = current.1.union(held.previousPostcodes.map(\.text))
        guard current.0.union(asked.previousPostcodes.map(\.text)).isDisjoint(with: ever) else { return "previous" }
        let districts = current.1.map { $0.dropLast(3) }
        return current.0.contains { districts.contains($0.dropLast(3)) } ? "outward" : "differ"
    }

    // MARK: Family names

    private var family: String {
        guard asked.hasFamily, held.hasFamily else { return "missing" }
        let now = pairs(asked.families, held.families)
        let ever =
            now + pairs(asked.families, held.previousFamilies) + pairs(asked.previousFamilies, held.families)
            + pairs(asked.previousFamilies, held.previousFamilies)
        if now.contains(where: { $0.joined() == $1.joined() }) { return "exact" }
        if ever.contains(where: { $0.joined() == $1.joined() }) { return "previous" }
        if ever.contains(where: sharePart) { return "part" }
        if ever.contains(where: { PlainName.areNear($0.joined(), $1.joined()) }) {
            let theirs = held.familySounds
            return asked.familySounds.contains(where: theirs.contains) ? "sounds" : "near"
        }
        return ever.contains { PlainName.areLoose($0.joined(), $1.joined()) } ? "loose" : "differ"
    }

    private func pairs(_ left: Names, _ right: Names) -> [([String], [String])] {
        left.texts.flatMap { one in right.texts.map { (one, $0) } }
    }

    private func sharePart(_ left: [String], _ right: [String]) -> Bool {
        left.count + right.count > 2
            && left.contains { $0.count >= 3 && right.contains($0) && !NameWords.particles.contains($0) }
    }
}

/// A given name by its words.
private struct PlainName {
    let words: [String]

    init(_ words: [String]) { self.words = words }

    var middle: [String] { Array(words.dropFirst(hasLeading ? 2 : 1)) }
    var called: String { words[hasLeading ? 1 : 0] }
    private var hasLeading: Bool { words.count > 1 && NameWords.leading.contains(words[0]) }
    private var isOnlyLeading: Bool { words.count == 1 && NameWords.leading.contains(words[0]) }

    func level(with other: PlainName) -> GivenLevel {
        let (mine, theirs) = (called, other.called)
        if mine == theirs { return hasLeading == other.hasLeading ? .exact : .alias }
        if words.joined() == other.words.joined() { return .exact }
        if joinsTo(theirs) || other.joinsTo(mine) { return .exact }
        if other.hasLeading && isOnlyLeading || hasLeading && other.isOnlyLeading { return .fuzzy }
        if !Nicknames.roots(mine).isDisjoint(with: Nicknames.roots(theirs)) { return .alias }
        if mine.unicodeScalars.count == 1 || theirs.unicodeScalars.count == 1 {
            return mine.first == theirs.first ? .initial : .differ
        }
        let firstTwo = words.prefix(2).joined()
        let isJoined = (words.count == 1) != (other.words.count == 1)
        if PlainName.areNear(mine, theirs) { return .fuzzy }
        if isJoined, PlainName.areNear(firstTwo, other.words.prefix(2).joined()) { return .fuzzy }
        return PlainName.areLoose(mine, theirs) ? .loose : .differ
    }

    /// Counted in octets, as the comparison does.
    static func areLoose(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.map { Unicode.Scalar($0) }, right.utf8.map { Unicode.Scalar($0) })
        let shorter = min(left.count, right.count)
        return shorter >= 5 && slips(left[...], right[...], atMost: shorter >= 7 ? 3 : 2)
    }

    private func joinsTo(_ word: String) -> Bool { words.count > 1 && words[0] + words[1] == word }

    static func areNear(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        let shorter = min(left.count, right.count)
        guard shorter >= 3 else { return false }
        return left.starts(with: right) || right.starts(with: left)
            || slips(left[...], right[...], atMost: shorter >= 7 ? 2 : 1)
    }

    /// Tries every slip there is.
    private static func slips(
        _ left: ArraySlice<Unicode.Scalar>, _ right: ArraySlice<Unicode.Scalar>, atMost allowed: Int
    ) -> Bool {
        guard let one = left.first, let other = right.first else { return max(left.count, right.count) <= allowed }
        if one == other, slips(left.dropFirst(), right.dropFirst(), atMost: allowed) { return true }
        guard allowed > 0 else { return false }
        if slips(left.dropFirst(), right, atMost: allowed - 1) || slips(left, right.dropFirst(), atMost: allowed - 1) {
            return true
        }
        if slips(left.dropFirst(), right.dropFirst(), atMost: allowed - 1) { return true }
        let areSwapped = left.prefix(2).elementsEqual(right.prefix(2).reversed()) && left.count > 1
        return areSwapped && slips(left.dropFirst(2), right.dropFirst(2), atMost: allowed - 1)
    }
}
