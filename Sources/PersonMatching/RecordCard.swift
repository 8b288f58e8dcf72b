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
        guard let evidence = Evidence(card: card) else { return nil }
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

    fileprivate init?(card: String) {
        let lines = card.utf8.split(separator: Card.lineEnd, maxSplits: 9, omittingEmptySubsequences: false)
        guard lines.count == 9, let birth = Card.optional(lines[3], CalendarDay.init),
            let sex = Card.optional(lines[4], Sex.init), let number = Card.optional(lines[7], NHSNumber.init)
        else { return nil }
        let pupils = Card.words(lines[8])
        givens = Card.names(lines[0]).map { GivenNames(words: $0) }
        families = Card.names(lines[1])
        previousFamilies = Card.names(lines[2])
        birthDate = birth
        self.sex = sex
        postcodes = Card.words(lines[5])
        previousPostcodes = Card.words(lines[6])
        self.number = number
        pupilNumbers = pupils.compactMap { PupilNumber($0) }
        guard pupilNumbers.count == pupils.count else { return nil }
    }
}

/// The parts of a card.
private enum Card {
    typealias Line = Substring.UTF8View
    static let lineEnd = UInt8(ascii: "\n")

    static func text(_ names: [[String]]) -> String {
        names.map { $0.joined(separator: " ") }.joined(separator: ";")
    }

    static func names(_ line: Line) -> [[String]] { line.split(separator: UInt8(ascii: ";")).map(words) }

    static func words(_ line: Line) -> [String] {
        line.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
    }

    /// Nothing from an empty line; `nil` where the line is not empty and does not parse.
    static func optional<Value>(_ line: Line, _ parse: (String) -> Value?) -> Value?? {
        line.isEmpty ? .some(nil) : parse(String(Substring(line))).map(Optional.some)
    }
}
