import WireProtocol

/// Every word of a vocabulary by its place.
final class WordIndex: Sendable {
    let purposes: WordPlaces
    let roles: WordPlaces
    let about: WordPlaces
    let categories: WordPlaces
    let request: [WordPlaces]
    let marks: WordPlaces
    let fields: WordPlaces
    /// By category, the own fields of flag, contact and detail.
    let ownFields: [[Bits]]
    /// By word of the urgency, the minutes within which the duty desk acts.
    private let handOffMinutes: [Int?]

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
        handOffMinutes = (vocabulary.requestFacts.last ?? []).map { vocabulary.handOffMinutes[$0] }
    }

    func bits(_ conditions: [RequestCondition]) -> RequestBits {
        conditions.reduce(into: RequestBits()) { bits, condition in
            let fact = RequestFact.allCases.firstIndex(of: condition.fact) ?? 0
            bits.words[fact] = request[fact].bits(condition.words)
        }
    }

    /// What of a question is the same for every person and category.
    func shared(_ question: PolicyQuestion) -> SharedWords {
        var shared = SharedWords()
        shared.day = question.day.daysSinceEpoch
        if let place = purposes[question.purpose] {
            shared.places[Lane.purpose] = UInt16(place)
        } else {
            shared.unknownFirst = question.purpose
        }
        if let place = roles[question.role] {
            shared.places[Lane.role] = UInt16(place)
        } else {
            shared.unknownFirst = shared.unknownFirst ?? question.role
        }
        if let upTo = VocabularyFile.levels.firstIndex(of: question.upTo), upTo > 0 {
            shared.upTo = upTo
        } else {
            shared.unknownLast = question.upTo
        }
        for place in 0..<4 { shared.say(question, place, request[place]) }
        let urgency = Int(shared.places[Lane.firstFact + 3])
        if urgency < handOffMinutes.count { shared.handOffMinutes = handOffMinutes[urgency] }
        return shared
    }

    /// One person and category in numbers, or the first word of the question that the vocabulary does not have.
    func resolve(_ shared: SharedWords, about: Code, category: Code) -> Result<ResolvedQuestion, UnknownWord> {
        if let unknown = shared.unknownFirst { return .failure(UnknownWord(unknown)) }
        guard let person = self.about[about] else { return .failure(UnknownWord(about)) }
        guard let service = categories[category] else { return .failure(UnknownWord(category)) }
        if let unknown = shared.unknownLast { return .failure(UnknownWord(unknown)) }
        var places = shared.places
        places[Lane.about] = UInt16(person)
        places[Lane.category] = UInt16(service)
        return .success(
            ResolvedQuestion(
                places: places, said: shared.said, category: service, upTo: shared.upTo, day: shared.day))
    }
}

/// The lanes of the policy language; the facts of the question follow from ``firstFact`` on.
enum Lane {
    static let purpose = 0
    static let role = 1
    static let category = 2
    static let about = 3
    static let firstFact = 4
}

/// The words that stand once in a question, in numbers.
struct SharedWords: Sendable {
    fileprivate(set) var places = Places(repeating: RuleTable.notSaid)
    /// One bit each, none where it is not said.
    fileprivate(set) var said = SIMD4<UInt64>(repeating: 0)
    fileprivate(set) var upTo = 0
    fileprivate(set) var day = 0
    fileprivate(set) var handOffMinutes: Int?
    /// Words that the vocabulary does not have; one is told before those of the person and the category, one behind.
    fileprivate(set) var unknownFirst: Code?
    fileprivate(set) var unknownLast: Code?

    fileprivate mutating func say(_ question: PolicyQuestion, _ place: Int, _ words: WordPlaces) {
        guard let word = question.says(RequestFact.allCases[place]) else { return }
        guard let index = words[word] else { return unknownLast = unknownLast ?? word }
        places[Lane.firstFact + place] = UInt16(index)
        said[place] = .of(index)
    }
}

/// A question in numbers; a fact that is not said is `nil`.
struct ResolvedQuestion {
    let places: Places
    /// One bit each, none where it is not said.
    let said: SIMD4<UInt64>
    let category: Int
    /// 1 flag, 2 contact, 3 detail.
    let upTo: Int
    let day: Int
}

struct UnknownWord: Error {
    let word: Code

    init(_ word: Code) { self.word = word }
}
