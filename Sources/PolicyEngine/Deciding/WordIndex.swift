import WireProtocol

/// The places of some words.
struct WordPlaces: Sendable {
    let words: [Code]
    private let places: [Code: Int]

    init(_ words: [Code]) {
        self.words = words
        places = Dictionary(words.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    subscript(word: Code) -> Int? { places[word] }

    func bits(_ chosen: [Code]) -> Bits { chosen.reduce(0) { $0 | (places[$1].map(Bits.of) ?? 0) } }

    func words(in bits: Bits) -> [Code] { words.indices.filter(bits.has).map { words[$0] } }
}

/// Every word of a vocabulary by its place.
struct WordIndex: Sendable {
    let purposes: WordPlaces
    let roles: WordPlaces
    let about: WordPlaces
    let categories: WordPlaces
    let request: [WordPlaces]
    let marks: WordPlaces
    let fields: WordPlaces
    /// By category, the own fields of flag, contact and detail.
    let ownFields: [[Bits]]

    init(_ vocabulary: Vocabulary) {
        purposes = WordPlaces(vocabulary.purposes.map(\.code))
        roles = WordPlaces(vocabulary.roles)
        about = WordPlaces(vocabulary.about.map(\.word))
        categories = WordPlaces(vocabulary.categories.map(\.code))
        request = vocabulary.requestFacts.map(WordPlaces.init)
        marks = WordPlaces(vocabulary.marks.map(\.code))
        var seen: [Code] = []
        for field in vocabulary.categories.flatMap({ $0.fields.joined() }) where !seen.contains(field) {
            seen.append(field)
        }
        let fields = WordPlaces(seen)
        self.fields = fields
        ownFields = vocabulary.categories.map { $0.fields.map { fields.bits($0) } }
    }

    func bits(_ conditions: [RequestCondition]) -> RequestBits {
        conditions.reduce(into: RequestBits()) { bits, condition in
            let fact = RequestFact.allCases.firstIndex(of: condition.fact) ?? 0
            bits.words[fact] = request[fact].bits(condition.words)
        }
    }

    /// The question in numbers, or the first word of it that the vocabulary does not have.
    func resolve(_ question: PolicyQuestion) -> Result<ResolvedQuestion, UnknownWord> {
        guard let purpose = purposes[question.purpose] else { return .failure(UnknownWord(question.purpose)) }
        guard let role = roles[question.role] else { return .failure(UnknownWord(question.role)) }
        guard let person = about[question.about] else { return .failure(UnknownWord(question.about)) }
        guard let category = categories[question.category] else { return .failure(UnknownWord(question.category)) }
        guard let upTo = VocabularyFile.levels.firstIndex(of: question.upTo), upTo > 0 else {
            return .failure(UnknownWord(question.upTo))
        }
        var said = SIMD4<UInt64>(repeating: 0)
        for (place, fact) in RequestFact.allCases.enumerated() {
            guard let word = question.says(fact) else { continue }
            guard let index = request[place][word] else { return .failure(UnknownWord(word)) }
            said[place] = .of(index)
        }
        return .success(
            ResolvedQuestion(
                purpose: purpose, role: role, about: person, category: category, upTo: upTo, said: said,
                day: question.day.daysSinceEpoch))
    }
}

struct UnknownWord: Error {
    let word: Code

    init(_ word: Code) { self.word = word }
}
