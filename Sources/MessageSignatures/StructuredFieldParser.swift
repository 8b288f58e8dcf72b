/// Reads structured fields (RFC 9651 §4.2), stricter than a general parser.
///
/// Two equal keys are refused instead of merged, and a byte sequence must be canonical base64, so that one sequence
/// of octets has one text. Everything is bounded: 1,024 members, 256 items, 256 parameters.
struct StructuredFieldParser {
    private let octets: [UInt8]
    private var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    static func dictionary(_ octets: [UInt8]) throws(StructuredFieldFault) -> [FieldEntry] {
        var parser = StructuredFieldParser(octets)
        return try parser.whole { (parser) throws(StructuredFieldFault) in try parser.dictionary() }
    }

    static func list(_ octets: [UInt8]) throws(StructuredFieldFault) -> [FieldMember] {
        var parser = StructuredFieldParser(octets)
        return try parser.whole { (parser) throws(StructuredFieldFault) in try parser.list() }
    }

    static func item(_ octets: [UInt8]) throws(StructuredFieldFault) -> FieldItem {
        var parser = StructuredFieldParser(octets)
        return try parser.whole { (parser) throws(StructuredFieldFault) in try parser.item() }
    }

    private mutating func whole<Value>(
        _ read: (inout StructuredFieldParser) throws(StructuredFieldFault) -> Value
    ) throws(StructuredFieldFault) -> Value {
        skipSpaces()
        let value = try read(&self)
        skipSpaces()
        guard position == octets.count else { throw .malformed }
        return value
    }
}

// MARK: - Lists and dictionaries

extension StructuredFieldParser {
    private mutating func dictionary() throws(StructuredFieldFault) -> [FieldEntry] {
        var entries: [FieldEntry] = []
        while position < octets.count {
            let key = try key()
            guard !entries.contains(where: { $0.key == key }) else { throw .repeatedKey }
            let isFlag = !skip(UInt8(ascii: "="))
            entries.append(FieldEntry(key: key, member: isFlag ? try flag() : try member()))
            guard entries.count <= 1_024 else { throw .malformed }
            guard try skipSeparator() else { break }
        }
        return entries
    }

    private mutating func list() throws(StructuredFieldFault) -> [FieldMember] {
        var members: [FieldMember] = []
        while position < octets.count {
            members.append(try member())
            guard members.count <= 1_024 else { throw .malformed }
            guard try skipSeparator() else { break }
        }
        return members
    }

    private mutating func flag() throws(StructuredFieldFault) -> FieldMember {
        .item(FieldItem(value: .boolean(true), parameters: try parameters()))
    }

    private mutating func member() throws(StructuredFieldFault) -> FieldMember {
        guard skip(UInt8(ascii: "(")) else { return .item(try item()) }
        var items: [FieldItem] = []
        while true {
            skipSpaces()
            if skip(UInt8(ascii: ")")) { return .innerList(items, try parameters()) }
            items.append(try item())
            guard items.count <= 256, next == UInt8(ascii: " ") || next == UInt8(ascii: ")") else { throw .malformed }
        }
    }

    private mutating func item() throws(StructuredFieldFault) -> FieldItem {
        let value = try value()
        return FieldItem(value: value, parameters: try parameters())
    }

    private mutating func parameters() throws(StructuredFieldFault) -> [FieldParameter] {
        var parameters: [FieldParameter] = []
        while skip(UInt8(ascii: ";")) {
            skipSpaces()
            let key = try key()
            guard !parameters.contains(where: { $0.key == key }) else { throw .repeatedParameter }
            let value = skip(UInt8(ascii: "=")) ? try value() : .boolean(true)
            parameters.append(FieldParameter(key: key, value: value))
            guard parameters.count <= 256 else { throw .malformed }
        }
        return parameters
    }

    /// `false` at the end of the text; a comma with nothing behind it is malformed.
    private mutating func skipSeparator() throws(StructuredFieldFault) -> Bool {
        skipWhitespace()
        guard position < octets.count else { return false }
        guard skip(UInt8(ascii: ",")) else { throw .malformed }
        skipWhitespace()
        guard position < octets.count else { throw .malformed }
        return true
    }
}

// MARK: - Keys and bare items

extension StructuredFieldParser {
    private mutating func key() throws(StructuredFieldFault) -> String {
        guard let first = next, first.isLowerCaseLetter || first == UInt8(ascii: "*") else { throw .malformed }
        return take { $0.isKeyOctet }
    }

    private mutating func value() throws(StructuredFieldFault) -> StructuredValue {
        guard let next else { throw .malformed }
        return switch next {
        case UInt8(ascii: "\""): .string(try string())
        case UInt8(ascii: ":"): .octets(try byteSequence())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "?"): .boolean(try boolean())
        case UInt8(ascii: "@"): .date(try date())
        case UInt8(ascii: "%"): .displayString(try displayString())
        case _ where next.isLetter || next == UInt8(ascii: "*"): .token(take { $0.isTokenOctet })
        default: throw .malformed
        }
    }

    private mutating func number() throws(StructuredFieldFault) -> StructuredValue {
        let sign: Int64 = skip(UInt8(ascii: "-")) ? -1 : 1
        let whole = try digits(1...15)
        guard skip(UInt8(ascii: ".")) else { return .integer(sign * whole.value) }
        guard whole.count <= 12 else { throw .malformed }
        let fraction = try digits(1...3)
        let scale: Int64 = fraction.count == 1 ? 100 : fraction.count == 2 ? 10 : 1
        return .decimal(thousandths: sign * (whole.value * 1_000 + fraction.value * scale))
    }

    private mutating func digits(
        _ allowed: ClosedRange<Int>
    ) throws(StructuredFieldFault) -> (value: Int64, count: Int) {
        var value: Int64 = 0
        var count = 0
        while let octet = next, octet.isDigit {
            count += 1
            guard count <= allowed.upperBound else { throw .malformed }
            value = value * 10 + Int64(octet - UInt8(ascii: "0"))
            position += 1
        }
        guard allowed.contains(count) else { throw .malformed }
        return (value, count)
    }

    private mutating func string() throws(StructuredFieldFault) -> String {
        position += 1
        let start = position
        while let octet = next, octet.isPrintable, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\") {
            position += 1
        }
        if next == UInt8(ascii: "\"") {
            position += 1
            return text(start..<position - 1)
        }
        return try escapedString(from: start)
    }

    /// The slow way, for strings with a backslash.
    private mutating func escapedString(from start: Int) throws(StructuredFieldFault) -> String {
        var characters = Array(octets[start..<position])
        while let octet = next, octet.isPrintable {
            position += 1
            if octet == UInt8(ascii: "\"") { return String(decoding: characters, as: UTF8.self) }
            guard octet == UInt8(ascii: "\\") else {
                characters.append(octet)
                continue
            }
            guard let escaped = next, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else { break }
            characters.append(escaped)
            position += 1
        }
        throw .malformed
    }

    private mutating func byteSequence() throws(StructuredFieldFault) -> [UInt8] {
        position += 1
        let start = position
        while let octet = next, octet != UInt8(ascii: ":") { position += 1 }
        let end = position
        guard skip(UInt8(ascii: ":")), let decoded = CanonicalBase64.decode(octets[start..<end]) else {
            throw .malformed
        }
        return decoded
    }

    private mutating func boolean() throws(StructuredFieldFault) -> Bool {
        position += 1
        if skip(UInt8(ascii: "1")) { return true }
        guard skip(UInt8(ascii: "0")) else { throw .malformed }
        return false
    }

    private mutating func date() throws(StructuredFieldFault) -> Int64 {
        position += 1
        guard case .integer(let seconds) = try number() else { throw .malformed }
        return seconds
    }

    private mutating func displayString() throws(StructuredFieldFault) -> String {
        position += 1
        guard skip(UInt8(ascii: "\"")) else { throw .malformed }
        var characters: [UInt8] = []
        while let octet = next, octet.isPrintable {
            position += 1
            if octet == UInt8(ascii: "\"") {
                guard let text = String(validating: characters, as: UTF8.self) else { throw .malformed }
                return text
            }
            characters.append(octet == UInt8(ascii: "%") ? try lowerCaseHexPair() : octet)
        }
        throw .malformed
    }

    private mutating func lowerCaseHexPair() throws(StructuredFieldFault) -> UInt8 {
        var value: UInt8 = 0
        for _ in 0..<2 {
            guard let octet = next, let digit = octet.lowerCaseHexValue else { throw .malformed }
            value = value << 4 | digit
            position += 1
        }
        return value
    }
}

// MARK: - Moving on

extension StructuredFieldParser {
    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    private mutating func skip(_ octet: UInt8) -> Bool {
        guard next == octet else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while next == UInt8(ascii: " ") { position += 1 }
    }

    private mutating func skipWhitespace() {
        while let octet = next, octet.isWhitespace { position += 1 }
    }

    private mutating func take(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while let octet = next, belongs(octet) { position += 1 }
        return text(start..<position)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }
}
