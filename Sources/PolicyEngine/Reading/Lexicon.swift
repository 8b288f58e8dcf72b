/// The words that may stand in one kind of place.
final class Lexicon: Sendable {
    /// What one of them is called, such as `category`.
    let noun: String
    /// What several are called.
    let plural: String
    /// `nil` while the file that lists them cannot be read: then nothing is called unknown.
    let words: [String]?
    /// Where they are listed; `nil` for words of the language itself.
    let listedIn: String?
    private let places: TextPlaces?

    init(_ noun: String, _ plural: String, _ words: [String]?, listedIn: String? = "vocabulary.yaml") {
        self.noun = noun
        self.plural = plural
        self.words = words
        self.listedIn = listedIn
        places = words.map(TextPlaces.init)
    }

    func has(_ word: String) -> Bool { places.map { $0[word] != nil } ?? true }

    /// Which words there are, and the nearest one.
    func help(for typed: String) -> String {
        let all = words ?? []
        let list = all.count <= 12 ? ": " + all.map { "`\($0)`" }.joined(separator: ", ") : ""
        let place = listedIn.map { "the \(plural) are listed in \($0)" } ?? "the \(plural) are\(list)"
        guard let near = Suggestion.nearest(to: typed, among: all) else {
            return listedIn == nil ? place : place + list
        }
        return "did you mean `\(near)`? \(place)"
    }
}

extension Lexicon {
    /// Words that belong to the language and not to a vocabulary.
    static func fixed(_ noun: String, _ plural: String, _ words: [String]?) -> Lexicon {
        Lexicon(noun, plural, words, listedIn: nil)
    }
}
