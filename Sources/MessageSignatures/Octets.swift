extension String {
    /// ASCII letters in lower case and everything else as it is.
    ///
    /// `lowercased()` would make an ordinary `k` of the Kelvin sign, and so two names of one.
    var asciiLowercased: String {
        guard utf8.contains(where: \.isUpperCaseLetter) else { return self }
        return String(decoding: utf8.map { $0.isUpperCaseLetter ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

/// The classes of ASCII octets that HTTP grammars are written in.
extension UInt8 {
    var isLowerCaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    var isUpperCaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    var isLetter: Bool { isLowerCaseLetter || isUpperCaseLetter }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// Space or tab.
    var isWhitespace: Bool { self == 0x20 || self == 0x09 }
    /// A space or a visible character.
    var isPrintable: Bool { self >= 0x20 && self <= 0x7E }

    /// `tchar` of RFC 9110 §5.6.2.
    var isNameOctet: Bool {
        switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: isLetter || isDigit
        }
    }

    /// Allowed inside a token of RFC 9651 §3.3.4.
    var isTokenOctet: Bool { isNameOctet || self == UInt8(ascii: ":") || self == UInt8(ascii: "/") }

    /// Allowed inside a key of RFC 9651 §3.1.2.
    var isKeyOctet: Bool {
        switch self {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"): true
        default: isLowerCaseLetter || isDigit
        }
    }

    var lowerCaseHexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    var hexValue: UInt8? {
        switch self {
        case 0x41...0x46: self - 0x41 + 10
        default: lowerCaseHexValue
        }
    }
}
