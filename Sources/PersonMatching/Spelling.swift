/// What is asked of words of names, given as their UTF-8 octets.
///
/// The answers are those that `String` would give. For names written in a to z, which most are, no text is made.
enum Spelling {
    /// Whether two words are one. Letters that Unicode holds for equivalent are the same.
    static func areSame(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        let shorter = min(left.count, right.count)
        var place = 0
        while place < shorter, left[place] == right[place] { place += 1 }
        // Words that part at two letters of ASCII, or where one of them ends, are not equivalent either.
        guard place < shorter, left[place] | right[place] >= 0x80 else {
            return left.count == right.count && place == shorter
        }
        return text(left) == text(right)
    }

    /// Whether a word is one letter.
    static func isOneLetter(_ word: Span<UInt8>) -> Bool {
        guard (1...4).contains(word.count) else { return false }
        // An octet of the form 10xxxxxx goes on with a letter begun before.
        return word.indices.count { word[$0] & 0xC0 != 0x80 } == 1
    }

    /// Whether two words begin with the same letter.
    static func beginAlike(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard beginsInASCII(left), beginsInASCII(right) else { return text(left).first == text(right).first }
        return left[0] == right[0]
    }

    /// Whether a word has so many letters or more.
    static func has(_ count: Int, lettersOf word: Span<UInt8>) -> Bool {
        guard word.count >= count else { return false }
        return (0..<count).allSatisfy { word[$0] < 0x80 } || text(word).count >= count
    }

    static func isASCII(_ word: Span<UInt8>) -> Bool { word.indices.allSatisfy { word[$0] < 0x80 } }

    static func text(_ word: Span<UInt8>) -> String {
        word.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// A letter of ASCII that nothing behind it changes.
    private static func beginsInASCII(_ word: Span<UInt8>) -> Bool {
        !word.isEmpty && word[0] < 0x80 && (word.count == 1 || word[1] < 0x80)
    }
}
