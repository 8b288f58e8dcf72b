/// Names in normal form, flat: the octets of all words one behind the other, a word as a range of octets, a name as a
/// range of words. A name joined without its spaces is one range of octets, too.
///
/// A look-up reads one person after another into the same lists, so that nobody met needs memory of their own.
struct Names: Sendable, Equatable {
    private(set) var octets: [UInt8] = []
    private(set) var words: [Range<Int>] = []
    private(set) var names: [Range<Int>] = []

    var isEmpty: Bool { names.isEmpty }

    init() {}

    /// Names by their words; those without any are left out.
    init(_ names: [[String]]) {
        for words in names { append(words) }
    }

    mutating func append(_ words: [String]) {
        for word in words { append(word: word.utf8) }
        endName()
    }

    /// The same, unless it is there already.
    mutating func appendNew(_ words: [String]) {
        let one = Names([words])
        guard let name = one.names.first, !names.contains(where: { isSame($0, as: name, of: one) }) else { return }
        append(words)
    }

    mutating func append(word letters: some Collection<UInt8>) {
        guard !letters.isEmpty else { return }
        let start = octets.count
        octets.append(contentsOf: letters)
        words.append(start..<octets.count)
    }

    /// Ends the name whose words were appended last.
    mutating func endName() {
        let start = names.last?.upperBound ?? 0
        if start < words.count { names.append(start..<words.count) }
    }

    /// Forgets the names and keeps the room for others.
    mutating func removeAll() {
        octets.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
    }

    /// The octets of the first words of a name, or of all of them, without spaces.
    func joined(_ name: Range<Int>, first count: Int = .max) -> Range<Int> {
        let end = name.lowerBound + min(count, name.count)
        return words[name.lowerBound].lowerBound..<words[end - 1].upperBound
    }

    /// Whether a word is among those of all names.
    func has(word: Span<UInt8>) -> Bool {
        for range in words where Spelling.areSame(octets.span.extracting(range), word) { return true }
        return false
    }

    /// A range of octets as text.
    func text(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }

    /// All names as text, word by word.
    var texts: [[String]] { names.map { name in words[name].map(text) } }

    private func isSame(_ name: Range<Int>, as other: Range<Int>, of names: Names) -> Bool {
        guard name.count == other.count else { return false }
        return zip(name, other).allSatisfy { one, two in
            Spelling.areSame(octets.span.extracting(words[one]), names.octets.span.extracting(names.words[two]))
        }
    }
}
