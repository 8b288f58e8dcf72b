/// A local authority by its GSS code: `E06`, `E07`, `E08`, `E09` or `E10` and six digits (ONS, "Names and Codes").
public struct AuthorityID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The code, 9 letters and digits.
    public let code: String

    /// A well-formed code, or `nil`.
    public init?(_ code: String) {
        let octets = Array(code.utf8)
        guard octets.count == 9, ["E06", "E07", "E08", "E09", "E10"].contains(String(code.prefix(3))),
            octets[3...].allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.code = code
    }

    /// The code.
    public var description: String { code }
    /// By code.
    public static func < (left: AuthorityID, right: AuthorityID) -> Bool { left.code < right.code }
}

/// The id of one exchange: a UUID or 22 to 36 of `[A-Za-z0-9-]`, fresh for each holder.
public struct ExchangeID: Sendable, Hashable, CustomStringConvertible {
    /// The text on the wire.
    public let text: String

    /// A well-formed id, or `nil`.
    public init?(_ text: String) {
        guard (22...36).contains(text.utf8.count), text.utf8.allSatisfy(isLetterDigitOrHyphen) else { return nil }
        self.text = text
    }

    /// The text.
    public var description: String { text }
}

/// A word of the vocabulary as it travels: 1 to 64 of `[a-z0-9]`, then also `[A-Z-]`; which words exist is the policy set's to say.
public struct Code: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The word.
    public let text: String

    /// A word of the right shape, or `nil`.
    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isLetterDigitOrHyphen),
            let first = text.utf8.first, !(0x41...0x5A).contains(first), first != UInt8(ascii: "-")
        else { return nil }
        self.text = text
    }

    /// A word written in source code.
    public init(stringLiteral value: StaticString) { text = value.description }

    /// The word.
    public var description: String { text }
    /// By text.
    public static func < (left: Code, right: Code) -> Bool { left.text < right.text }
}

func isLetterDigitOrHyphen(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
    default: false
    }
}

/// An NHS number: ten digits whose last is the modulus-11 check digit (NHS Data Dictionary).
public struct NHSNumber: Sendable, Hashable {
    /// Ten digits.
    public let digits: String

    /// A number with a correct check digit, or `nil`.
    public init?(_ digits: String) {
        var sum = 0
        var place = 0
        for octet in digits.utf8 {
            guard (0x30...0x39).contains(octet), place < 10 else { return nil }
            // Weights 10 to 2, and 1 for the check digit: 11 divides the sum, and no check digit is 10.
            sum += (Int(octet) - 0x30) * (10 - place)
            place += 1
        }
        guard place == 10, sum.isMultiple(of: 11) || Mutant.anyCheckDigit.isOn else { return nil }
        self.digits = digits
    }
}
