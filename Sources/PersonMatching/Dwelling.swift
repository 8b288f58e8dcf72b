/// Where somebody lives, beyond the postcode: what a source holds, and what a question between councils never carries.
struct Dwelling: Sendable, Equatable {
    /// Unique property reference number.
    var uprn: Int?
    /// House and street as lower-case words.
    var line: [UInt8] = []
    /// Town as lower-case words.
    var town: [UInt8] = []

    init() {}

    init(line: String, town: String, uprn: String?) {
        self.line = Array(Normaliser.addressLine(line).utf8)
        self.town = Array(Normaliser.addressLine(town).utf8)
        self.uprn = uprn.flatMap(Normaliser.propertyReference)
    }

    var isEmpty: Bool { uprn == nil && line.isEmpty && town.isEmpty }

    /// Whether both have numbers in their lines and these are the same, such as flat and house.
    func sharesNumbers(with other: Dwelling) -> Bool {
        var (mine, theirs) = (Digits(line), Digits(other.line))
        var found = false
        while let digit = mine.next() {
            guard theirs.next() == digit else { return false }
            found = found || digit != Digits.gap
        }
        return found && theirs.next() == nil
    }

    /// Digits of a text in order, a gap between numbers.
    private struct Digits: IteratorProtocol {
        static let gap: UInt8 = 0x20
        private let text: [UInt8]
        private var at = 0
        private var wasDigit = false

        init(_ text: [UInt8]) { self.text = text }

        mutating func next() -> UInt8? {
            while at < text.count {
                let octet = text[at]
                if (0x30...0x39).contains(octet) {
                    at += 1
                    wasDigit = true
                    return octet
                }
                if wasDigit {
                    wasDigit = false
                    return Digits.gap
                }
                at += 1
            }
            if wasDigit {
                wasDigit = false
                return Digits.gap
            }
            return nil
        }
    }
}

/// How often each pair of neighbouring letters stands in a text, digits and spaces left out.
///
/// The overlap of two such counts is Dice's coefficient of bigrams: it takes slips of the keyboard, words in another
/// order and missing spaces alike.
struct LetterPairs: Sendable {
    private static let kinds = 1_024
    private var counts: [UInt8] = []
    private(set) var total = 0

    init(_ text: [UInt8]) {
        guard text.count > 2 else { return }
        counts = [UInt8](repeating: 0, count: LetterPairs.kinds)
        LetterPairs.each(text) { pair in
            counts[pair] &+= 1
            total += 1
        }
    }

    /// The likeness with another text in thousandths, or `nil` where one of them has no two letters.
    ///
    /// Where one text is a part of the other the likeness is 900.
    func likeness(to other: [UInt8]) -> Int? {
        guard total > 0, other.count > 2 else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: LetterPairs.kinds) { left in
            for kind in 0..<LetterPairs.kinds { left[kind] = counts[kind] }
            var (common, theirs) = (0, 0)
            LetterPairs.each(other) { pair in
                theirs += 1
                guard left[pair] > 0 else { return }
                left[pair] -= 1
                common += 1
            }
            guard theirs > 0 else { return nil }
            let shorter = min(total, theirs)
            let dice = 2_000 * common / (total + theirs)
            return shorter > 6 ? max(dice, 900 * common / shorter) : dice
        }
    }

    private static func each(_ text: [UInt8], _ body: (Int) -> Void) {
        var before: Int?
        for octet in text where octet != 0x20 && !(0x30...0x39).contains(octet) {
            let letter = Int(octet & 31)
            if let before { body(before << 5 | letter) }
            before = letter
        }
    }
}
