import WireProtocol

/// How an index keeps a record, so that a look-up needs no second normalisation.
///
/// Nine lines in a fixed order. What a line lists parts at semicolons, words at spaces: normal form knows neither. Every
/// look-up reads as many cards as it compares people, so a card is read without a parser.
extension PersonRecord {
    /// The record as text.
    package var card: String { evidence.reveal().lines.joined(separator: "\n") }

    /// The record a text holds, or `nil` if it holds none.
    package init?(card: String, isRestricted: Bool) {
        var card = card
        guard let record = card.withUTF8({ PersonRecord(card: $0, isRestricted: isRestricted) }) else { return nil }
        self = record
    }

    /// The record a text's octets hold, or `nil` if they hold none.
    package init?(card: UnsafeBufferPointer<UInt8>, isRestricted: Bool) {
        guard let evidence = Evidence(lines: CardLines(card)) else { return nil }
        self.init(evidence, isRestricted: isRestricted)
    }
}

extension Evidence {
    fileprivate var lines: [String] {
        [
            Card.text(givens.map(\.words)), Card.text(families), Card.text(previousFamilies),
            birthDate?.description ?? "", sex?.rawValue ?? "", Card.text([postcodes]), Card.text([previousPostcodes]),
            number?.digits ?? "", Card.text([pupilNumbers.map(\.text)]),
        ]
    }

    fileprivate init?(lines card: CardLines) {
        var lines = card
        guard let givens = lines.names(), let families = lines.names(), let previous = lines.names(),
            let birth = lines.optional(CalendarDay.init), let sex = lines.optional(Sex.init),
            let postcodes = lines.words(), let earlier = lines.words(), let number = lines.optional(NHSNumber.init),
            let pupils = lines.words(), lines.isAtEnd
        else { return nil }
        self.givens = givens.map { GivenNames(words: $0) }
        self.families = families
        previousFamilies = previous
        birthDate = birth
        self.sex = sex
        self.postcodes = postcodes
        previousPostcodes = earlier
        self.number = number
        for pupil in pupils {
            guard let pupil = PupilNumber(pupil) else { return nil }
            pupilNumbers.append(pupil)
        }
    }
}

private enum Card {
    static func text(_ names: [[String]]) -> String {
        names.map { $0.joined(separator: " ") }.joined(separator: ";")
    }
}

/// Reads a card line by line, in one pass over its octets.
private struct CardLines {
    private let octets: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ octets: UnsafeBufferPointer<UInt8>) { self.octets = octets }

    /// Whether the last line was read.
    var isAtEnd: Bool { at > octets.count }

    /// Words at a time, parted by semicolons; `nil` where there is no further line.
    mutating func names() -> [[String]]? {
        guard var line = next() else { return nil }
        var names: [[String]] = []
        names.reserveCapacity(2)
        while !line.isEmpty {
            let words = CardLines.words(in: CardLines.take(from: &line, upTo: UInt8(ascii: ";")))
            if !words.isEmpty { names.append(words) }
        }
        return names
    }

    mutating func words() -> [String]? { next().map(CardLines.words) }

    /// Nothing from an empty line; `nil` where the line does not parse or there is none.
    mutating func optional<Value>(_ parse: (String) -> Value?) -> Value?? {
        guard let line = next() else { return nil }
        return line.isEmpty ? .some(nil) : parse(String(decoding: line, as: UTF8.self)).map(Optional.some)
    }

    private mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard !isAtEnd else { return nil }
        var rest = octets[at...]
        let line = CardLines.take(from: &rest, upTo: UInt8(ascii: "\n"))
        at = line.endIndex + 1
        return line
    }

    private static func words(in line: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
        var line = line
        var words: [String] = []
        words.reserveCapacity(2)
        while !line.isEmpty {
            let word = take(from: &line, upTo: UInt8(ascii: " "))
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        }
        return words
    }

    /// What stands before an octet, which is taken away with it.
    private static func take(
        from rest: inout Slice<UnsafeBufferPointer<UInt8>>, upTo end: UInt8
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        let place = rest.firstIndex(of: end) ?? rest.endIndex
        let taken = rest[..<place]
        rest = place < rest.endIndex ? rest[(place + 1)...] : rest[rest.endIndex...]
        return taken
    }
}
