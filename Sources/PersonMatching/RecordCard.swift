import WireProtocol

/// How an index keeps a record, so that a look-up needs no second normalisation.
extension PersonRecord {
    /// The record as text.
    package var card: String { CanonicalJSON.text(evidence.reveal().json) }

    /// The record a text holds, or `nil` if it holds none.
    package init?(card: String, isRestricted: Bool) {
        guard let value = try? StrictJSON.parse(Array(card.utf8), limits: .file),
            let evidence = try? Evidence(value)
        else { return nil }
        self.init(evidence, isRestricted: isRestricted)
    }
}

extension Evidence {
    fileprivate var json: JSONValue {
        [
            "g": .array(givens.map { JSONValue.texts($0.words) }), "f": .array(families.map(JSONValue.texts)),
            "p": .array(previousFamilies.map(JSONValue.texts)), "b": .string(birthDate?.description ?? ""),
            "s": .string(sex?.rawValue ?? ""), "c": .texts(postcodes), "o": .texts(previousPostcodes),
            "n": .string(number?.digits ?? ""), "u": .texts(pupilNumbers.map(\.text)),
        ]
    }

    fileprivate init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "card")
        givens = try reader.list("g", 0...10_000, wordList).map { GivenNames(words: $0) }
        families = try reader.list("f", 0...10_000, wordList)
        previousFamilies = try reader.list("p", 0...10_000, wordList)
        birthDate = try reader.parsed("b", as: "a date or empty", optional(CalendarDay.init))
        sex = try reader.parsed("s", as: "a sex or empty", optional(Sex.init))
        postcodes = try wordList(try reader.take("c"), "c")
        previousPostcodes = try wordList(try reader.take("o"), "o")
        number = try reader.parsed("n", as: "a number or empty", optional(NHSNumber.init))
        pupilNumbers = try wordList(try reader.take("u"), "u").compactMap { PupilNumber($0) }
        try reader.finish()
    }
}

private func optional<Value>(_ parse: @escaping (String) -> Value?) -> (String) -> Value?? {
    { text in text.isEmpty ? .some(nil) : parse(text).map(Optional.some) }
}

private func wordList(_ value: JSONValue, _ place: String) throws(SchemaFault) -> [String] {
    guard case .array(let elements) = value else { throw SchemaFault(place, "is not a list") }
    var words: [String] = []
    for element in elements { words.append(try ObjectReader.text(element, place)) }
    return words
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
