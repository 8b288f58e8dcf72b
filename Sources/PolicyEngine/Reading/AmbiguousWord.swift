/// Plain words that some YAML readers take for something other than text (YAML 1.1 types bool, null, int, float, merge).
enum AmbiguousWord {
    /// What is wrong with a plain scalar and what to write, or `nil` for ordinary text and plain decimal numbers.
    static func fault(in word: String) -> (message: String, help: String)? {
        if word.isEmpty { return ("nothing is written here", "write a value, or take the key out") }
        if let first = word.unicodeScalars.first, slantedQuotes.contains(first) {
            return (
                "`\(first)` is a letter of the text here, not a quote",
                "write straight quotes `\"` at both ends of the text"
            )
        }
        guard isLetter(word.utf8.first) ? isSwitch(word) : isSwitch(word) || isClock(word) || isOddNumber(word) else {
            return nil
        }
        return (
            "`\(word)` means something else to other YAML readers",
            "write `\"\(word)\"` in quotes if this text is meant; every switch has words of its own"
        )
    }

    /// What word processors make of a quote at the beginning of a text.
    private static let slantedQuotes: [Unicode.Scalar] = ["“", "”", "„", "‘", "’", "«", "»"]

    private static let switches: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "=",
    ]

    private static func isSwitch(_ word: String) -> Bool {
        word.utf8.count <= 5 && switches.contains(word.lowercased())
    }

    /// Clocks and numbers begin with a digit, a sign, a point or `_`, and most words of a policy with a letter.
    private static func isLetter(_ octet: UInt8?) -> Bool {
        guard let octet else { return false }
        return (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }

    /// `10:30` is the number 630 in YAML 1.1.
    private static func isClock(_ word: String) -> Bool {
        let parts = unsigned(word).split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigitOrFiller) }
    }

    private static func isOddNumber(_ word: String) -> Bool {
        let body = unsigned(word).lowercased()
        if isPlainInteger(word) { return false }
        if [".inf", ".nan"].contains(body) { return true }
        for prefix in ["0x", "0b", "0o"] where body.hasPrefix(prefix) {
            return body.utf8.dropFirst(2).allSatisfy { isDigitOrFiller($0) || (0x61...0x66).contains($0) }
        }
        return isFloat(body)
    }

    /// Digits with at most one point and at most one exponent; also `012`, `+5` and `1_000`.
    private static func isFloat(_ body: String) -> Bool {
        let halves = body.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, mantissa.allSatisfy({ $0.utf8.allSatisfy(isDigitOrFiller) }),
            halves[0].utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return false }
        guard halves.count == 2 else { return true }
        let exponent = unsigned(String(halves[1]))
        return !exponent.isEmpty && exponent.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isPlainInteger(_ word: String) -> Bool {
        word == "0" || (word.utf8.allSatisfy { (0x30...0x39).contains($0) } && !word.hasPrefix("0"))
    }

    private static func unsigned(_ word: String) -> String {
        word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    }

    private static func isDigitOrFiller(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || octet == UInt8(ascii: "_")
    }
}
