import WireProtocol

/// How an index keeps a record, so that a look-up needs no second normalisation.
///
/// Thirteen lines in a fixed order. What a line lists parts at semicolons, words at spaces: normal form knows neither. Every
/// look-up reads as many cards as it compares people, so a card is read in one pass, into room that is there already.
extension PersonRecord {
    /// The record as text.
    package var card: String { evidence.reveal().lines.joined(separator: "\n") }

    /// The record a text holds, or `nil` if it holds none.
    package init?(card: String, isRestricted: Bool) {
        var evidence = Evidence()
        var card = card
        guard card.withUTF8({ evidence.read(card: $0) }) else { return nil }
        self.init(evidence, isRestricted: isRestricted)
    }
}

extension Evidence {
    fileprivate var lines: [String] {
        [
            Card.text(givens.texts), Card.text(families.texts), Card.text(previousFamilies.texts),
            birthDigits.map(Card.eightDigits) ?? "", sex?.rawValue ?? "", Card.text([postcodes.map(\.text)]),
            Card.text([previousPostcodes.map(\.text)]), number?.digits ?? "", Card.text([pupilNumbers.map(\.text)]),
            dwelling.uprn.map { String($0) } ?? "", String(decoding: dwelling.line, as: UTF8.self),
            String(decoding: dwelling.town, as: UTF8.self), Card.text([supersededNumbers.map(\.digits)]),
        ]
    }

    /// Takes what a card holds in the place of what was here; `false` if it holds no record.
    mutating func read(card octets: UnsafeBufferPointer<UInt8>) -> Bool {
        var lines = CardLines(octets)
        guard lines.read(&givens), lines.read(&families), lines.read(&previousFamilies),
            lines.read(&birthDigits, { Card.number($0, 8...8) }),
            lines.read(&sex, { Sex(rawValue: String(decoding: $0, as: UTF8.self)) }),
            lines.read(&postcodes, { Postcode($0) }), lines.read(&previousPostcodes, { Postcode($0) }),
            lines.read(&number, { NHSNumber(String(decoding: $0, as: UTF8.self)) }),
            lines.read(&pupilNumbers, { PupilNumber($0) }), lines.read(&dwelling.uprn, { Card.number($0, 1...12) }),
            lines.read(&dwelling.line), lines.read(&dwelling.town),
            lines.read(&supersededNumbers, { NHSNumber(String(decoding: $0, as: UTF8.self)) })
        else { return false }
        birthDate = birthDigits.flatMap { CalendarDay(year: $0 / 10_000, month: $0 / 100 % 100, day: $0 % 100) }
        return lines.isAtEnd
    }
}

private enum Card {
    static func text(_ names: [[String]]) -> String {
        names.map { $0.joined(separator: " ") }.joined(separator: ";")
    }

    static func eightDigits(_ number: Int) -> String { String(String(100_000_000 + number).dropFirst()) }

    /// Digits and nothing else, so many of them.
    static func number(_ octets: UnsafeBufferPointer<UInt8>, _ lengths: ClosedRange<Int>) -> Int? {
        guard lengths.contains(octets.count), octets.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return octets.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

/// Reads a card line by line, in one pass over its octets. A line that is not there does not read.
private struct CardLines {
    typealias Octets = UnsafeBufferPointer<UInt8>

    private let octets: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ octets: UnsafeBufferPointer<UInt8>) { self.octets = octets }

    /// Whether the last line was read.
    var isAtEnd: Bool { at > octets.count }

    /// Names parted by semicolons.
    mutating func read(_ names: inout Names) -> Bool {
        names.removeAll()
        while let part = next() {
            if !part.octets.isEmpty { names.append(word: part.octets) }
            if part.end != UInt8(ascii: " ") { names.endName() }
            if part.end == UInt8(ascii: "\n") { return true }
        }
        return false
    }

    /// A line as it is.
    mutating func read(_ text: inout [UInt8]) -> Bool {
        guard !isAtEnd else { return false }
        let start = at
        while at < octets.count, octets[at] != UInt8(ascii: "\n") { at += 1 }
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: octets[start..<at])
        at += 1
        return true
    }

    /// Values of which each is a word.
    mutating func read<Value>(_ values: inout [Value], _ parse: (Octets) -> Value?) -> Bool {
        values.removeAll(keepingCapacity: true)
        while let part = next() {
            if !part.octets.isEmpty {
                guard let value = parse(part.octets) else { return false }
                values.append(value)
            }
            if part.end == UInt8(ascii: "\n") { return true }
        }
        return false
    }

    /// One value, or nothing from an empty line.
    mutating func read<Value>(_ value: inout Value?, _ parse: (Octets) -> Value?) -> Bool {
        guard let part = next(), part.end == UInt8(ascii: "\n") else { return false }
        value = part.octets.isEmpty ? nil : parse(part.octets)
        return part.octets.isEmpty || value != nil
    }

    /// Octets up to a space, a semicolon or the end of a line, and which of them it is; `nil` behind the last line.
    private mutating func next() -> (octets: Octets, end: UInt8)? {
        guard !isAtEnd else { return nil }
        let start = at
        while at < octets.count, !CardLines.parts(octets[at]) { at += 1 }
        let end = at < octets.count ? octets[at] : UInt8(ascii: "\n")
        at += 1
        return (Octets(rebasing: octets[start..<at - 1]), end)
    }

    private static func parts(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: ";") || octet == UInt8(ascii: "\n")
    }
}
