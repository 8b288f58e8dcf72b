/// The strict JSON reader (RFC 8259, I-JSON as RFC 7493): whatever another reader might understand differently is refused.
public enum StrictJSON {
    /// Reads exactly one value.
    ///
    /// Refused: repeated members (after unescaping), floats, integers beyond ±2^53, `-0`, invalid UTF-8, lone
    /// surrogates, NUL, a byte order mark, anything after the value, and whatever passes `limits`.
    public static func parse(_ octets: [UInt8], limits: JSONLimits = .query) throws(JSONFault) -> JSONValue {
        guard octets.count <= limits.octets else { throw JSONFault(.tooLarge, at: limits.octets) }
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONFault(.byteOrderMark, at: 0) }
        var reader = Reader(octets: octets, limits: limits)
        return try reader.document()
    }
}

private struct Reader {
    let octets: [UInt8]
    let limits: JSONLimits
    var at = 0
    var members = 0

    init(octets: [UInt8], limits: JSONLimits) {
        self.octets = octets
        self.limits = limits
    }

    mutating func document() throws(JSONFault) -> JSONValue {
        skipSpace()
        guard at < octets.count else { throw JSONFault(.empty, at: at) }
        let value = try value(depth: 0)
        skipSpace()
        guard at == octets.count || Mutant.trailingOctets.isOn else { throw JSONFault(.trailing, at: at) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        case UInt8(ascii: "t"): return try word("true", is: .bool(true))
        case UInt8(ascii: "f"): return try word("false", is: .bool(false))
        case UInt8(ascii: "n"): return try word("null", is: .null)
        default: throw JSONFault(.unexpected, at: at)
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth <= limits.depth else { throw JSONFault(.tooDeep, at: at) }
        at += 1
        var found = [String: JSONValue](minimumCapacity: 6)
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            at += 1
            return .object(found)
        }
        while true {
            try countMember()
            let start = at
            guard try peek() == UInt8(ascii: "\"") else { throw JSONFault(.unexpected, at: at) }
            let name = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            let member = try value(depth: depth)
            guard found.updateValue(member, forKey: name) == nil || Mutant.memberTwice.isOn else {
                throw JSONFault(.duplicateMember, at: start)
            }
            if try closes(with: UInt8(ascii: "}")) { return .object(found) }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth <= limits.depth else { throw JSONFault(.tooDeep, at: at) }
        at += 1
        var found: [JSONValue] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            at += 1
            return .array(found)
        }
        while true {
            try countMember()
            found.append(try value(depth: depth))
            if try closes(with: UInt8(ascii: "]")) { return .array(found) }
        }
    }

    /// After a member: a comma (more follows) or the closing octet.
    private mutating func closes(with close: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        let octet = try peek()
        guard octet == close || octet == UInt8(ascii: ",") else { throw JSONFault(.unexpected, at: at) }
        at += 1
        if octet == close { return true }
        skipSpace()
        return false
    }

    private mutating func countMember() throws(JSONFault) {
        members += 1
        guard members <= limits.members || Mutant.manyMembers.isOn else { throw JSONFault(.tooManyMembers, at: at) }
    }

    private mutating func integer() throws(JSONFault) -> Int64 {
        let start = at
        let negative = octets[at] == UInt8(ascii: "-")
        if negative { at += 1 }
        let digitsStart = at
        var magnitude: Int64 = 0
        while at < octets.count, case let digit = octets[at], (0x30...0x39).contains(digit) {
            guard at - digitsStart < 16 else { throw JSONFault(.numberOutOfRange, at: start) }
            magnitude = magnitude * 10 + Int64(digit - 0x30)
            at += 1
        }
        let leadingZero = octets[safe: digitsStart] == 0x30 && (at - digitsStart > 1 || negative)
        guard at > digitsStart, !leadingZero else { throw JSONFault(.badNumber, at: start) }
        if let next = octets[safe: at], [0x2E, 0x45, 0x65].contains(next) { throw JSONFault(.badNumber, at: start) }
        guard magnitude <= 9_007_199_254_740_992 || Mutant.largeNumber.isOn else {
            throw JSONFault(.numberOutOfRange, at: start)
        }
        return negative ? -magnitude : magnitude
    }

    private mutating func word(_ text: StaticString, is value: JSONValue) throws(JSONFault) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard try peek() == text.utf8Start[index] else { throw JSONFault(.unexpected, at: at) }
            at += 1
        }
        return value
    }

    private mutating func expect(_ octet: UInt8) throws(JSONFault) {
        guard try peek() == octet else { throw JSONFault(.unexpected, at: at) }
        at += 1
    }

    private func peek() throws(JSONFault) -> UInt8 {
        guard at < octets.count else { throw JSONFault(.truncated, at: at) }
        return octets[at]
    }

    private mutating func skipSpace() {
        while at < octets.count, octets[at].isJSONSpace { at += 1 }
    }
}

// MARK: - Strings

extension Reader {
    mutating func string() throws(JSONFault) -> String {
        at += 1
        let start = at
        var end = start
        while end < octets.count {
            let octet = octets[end]
            guard octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\"), octet >= 0x20 || Mutant.bareControl.isOn
            else { break }
            end += 1
        }
        at = end
        guard octets[safe: at] != UInt8(ascii: "\"") else {
            defer { at += 1 }
            return try text(octets[start..<at], from: start)
        }
        return try escapedString(from: start)
    }

    /// The slow half, taken from the first escape on.
    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var collected = Array(octets[start..<at])
        while true {
            let octet = try peek()
            switch octet {
            case UInt8(ascii: "\""):
                defer { at += 1 }
                let text = try text(collected[...], from: start)
                // Only an escape can have brought one.
                guard !collected.contains(0) else { throw JSONFault(.controlCharacter, at: start) }
                return text
            case UInt8(ascii: "\\"): try appendEscape(to: &collected)
            case 0..<0x20: throw JSONFault(.controlCharacter, at: at)
            default:
                collected.append(octet)
                at += 1
            }
            guard collected.count <= limits.string else { throw JSONFault(.stringTooLong, at: start) }
        }
    }

    private mutating func appendEscape(to collected: inout [UInt8]) throws(JSONFault) {
        at += 1
        let letter = try peek()
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(letter)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "u"): collected.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw JSONFault(.badEscape, at: at - 1)
        }
    }

    private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
        let start = at
        let first = try hexUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), octets[safe: at] == UInt8(ascii: "\\"),
            octets[safe: at + 1] == UInt8(ascii: "u")
        else { throw JSONFault(.loneSurrogate, at: start) }
        at += 2
        let second = try hexUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw JSONFault(.loneSurrogate, at: start) }
        return scalar
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
                throw JSONFault(.badEscape, at: at)
            }
            unit = unit << 4 | UInt32(digit)
            at += 1
        }
        return unit
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONFault) -> String {
        guard slice.count <= limits.string else { throw JSONFault(.stringTooLong, at: start) }
        guard let valid = try? UTF8Span(validating: slice.span) else { throw JSONFault(.invalidUTF8, at: start) }
        return String(copying: valid)
    }
}

extension UInt8 {
    fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}
