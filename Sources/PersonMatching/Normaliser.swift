import WireProtocol

/// Turns names, postcodes and numbers into the one form in which they are compared.
///
/// The same code runs when an extract is loaded and when a question arrives. An index remembers ``version`` and is
/// rebuilt when it differs.
package enum Normaliser {
    /// Raised with every change that alters a result.
    package static let version = 4

    /// Lower-case words of a name: diacritics folded, apostrophes removed, split at hyphens and spaces, titles dropped.
    static func words(_ name: String) -> [String] {
        let words = folded(name).split(separator: " ").map(String.init)
        let untitled = words.filter { !NameWords.titles.contains($0) }
        return untitled.isEmpty ? words : untitled
    }

    /// Words of a given name, or none for a placeholder such as `Baby` or `Twin 1`.
    static func givenWords(_ name: String) -> [String] {
        let words = words(name)
        return NameWords.isPlaceholder(words) ? [] : words.filter(hasLetter)
    }

    /// Words of all given names, what somebody is called by first; none where that is missing. A middle name never stands in
    /// for it: a sister may be called by it.
    static func givenWords(calledFirst names: [String]) -> [String] {
        guard let called = names.first, !givenWords(called).isEmpty else { return [] }
        return names.flatMap(givenWords)
    }

    /// Words of a family name, or none for a placeholder such as `Unknown`.
    static func familyWords(_ name: String) -> [String] {
        let words = words(name).filter(hasLetter)
        return NameWords.isPlaceholder(words) ? [] : words
    }

    /// A date of birth, unless it is one that systems write when they know none.
    static func birthDate(_ day: CalendarDay?) -> CalendarDay? {
        guard let day, ![1900, 1901].contains(day.year) || (day.month, day.day) != (1, 1) else { return nil }
        return day
    }

    /// A postcode in capitals without a space, or `nil` for anything of another shape and for the pseudo area `ZZ99`.
    ///
    /// Shape only (BS 7666): one or two letters, a digit, perhaps a letter or digit, then digit, letter, letter.
    package static func postcode(_ text: String) -> String? {
        let octets = text.utf8.filter { $0 != 0x20 }.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        guard (5...7).contains(octets.count), hasPostcodeShape(octets) else { return nil }
        let code = String(decoding: octets, as: UTF8.self)
        return code.hasPrefix("ZZ99") ? nil : code
    }

    private static func hasPostcodeShape(_ octets: [UInt8]) -> Bool {
        let outward = octets.dropLast(3)
        let inward = Array(octets.suffix(3))
        let area = outward.prefix { isLetter($0) }
        let district = outward.dropFirst(area.count)
        guard let first = district.first, isDigit(first), (1...2).contains(area.count), district.count <= 2 else {
            return false
        }
        return district.allSatisfy { isLetter($0) || isDigit($0) }
            && isDigit(inward[0]) && isLetter(inward[1]) && isLetter(inward[2])
    }

    /// A line of an address as lower-case words, so that commas and capitals do not part a household.
    package static func addressLine(_ text: String) -> String { folded(text) }

    /// A unique property reference number of up to twelve digits, or `nil`. Leading noughts are no part of it.
    package static func propertyReference(_ text: String) -> Int? {
        let digits = text.utf8.filter { $0 != 0x20 }
        guard (1...12).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return number > 0 ? number : nil
    }

    /// Words that stand where there is no value, in any column: `null`, `N/A`, `not known`.
    package static func isNoValue(_ text: String) -> Bool { NameWords.noValue.contains(folded(text)) }

    private static func isLetter(_ octet: UInt8) -> Bool { (0x41...0x5A).contains(octet) }
    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}

// MARK: - Folding letters

extension Normaliser {
    private static let apostrophes: Set<Unicode.Scalar> = ["'", "’", "‘", "ʼ", "ʻ", "`", "´", "＇"]

    /// Letters and digits without diacritics, in lower case; everything else parts words.
    private static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return foldedASCII(text) }
        var result = ""
        for scalar in text.unicodeScalars {
            if apostrophes.contains(scalar) || scalar.properties.generalCategory == .nonspacingMark { continue }
            result += folded(scalar)
        }
        return result.split(separator: " ").joined(separator: " ")
    }

    /// The same for text without any other letters, which most names are.
    private static func foldedASCII(_ text: String) -> String {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "'"), UInt8(ascii: "`"): continue
            case 0x41...0x5A: octets.append(octet + 0x20)
            case 0x61...0x7A, 0x30...0x39: octets.append(octet)
            default: if octets.last != 0x20, !octets.isEmpty { octets.append(0x20) }
            }
        }
        if octets.last == 0x20 { octets.removeLast() }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func hasLetter(_ word: String) -> Bool {
        if word.utf8.contains(where: { (0x61...0x7A).contains($0) }) { return true }
        return word.utf8.contains { $0 >= 0x80 } && word.contains(where: \.isLetter)
    }

    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII {
            let properties = scalar.properties
            return properties.isAlphabetic || properties.numericType != nil ? properties.lowercaseMapping : " "
        }
        if let letters = special[scalar] { return letters }
        guard scalar.properties.isAlphabetic else { return " " }
        return latinBase(scalar) ?? scalar.properties.lowercaseMapping
    }

    /// Letters that are not a base letter with a mark.
    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
        "ı": "i", "ĸ": "k", "ŋ": "n", "Ŋ": "n", "ĳ": "ij", "Ĳ": "ij", "ª": "a", "º": "o",
    ]

    /// The base letter by the name Unicode gives: `LATIN SMALL LETTER L WITH STROKE` is `l`.
    private static func latinBase(_ scalar: Unicode.Scalar) -> String? {
        let words = (scalar.properties.name ?? "").split(separator: " ")
        guard words.count >= 4, words[0] == "LATIN", words[2] == "LETTER", words[3].utf8.count == 1 else { return nil }
        return words[3].lowercased()
    }
}
