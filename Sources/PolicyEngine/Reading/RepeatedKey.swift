import Yams

/// Finds the second appearance of a key, which Yams does not tell, so that the rest of the file can still be read.
enum RepeatedKey {
    /// Keys of such letters have been reported already.
    static func isHidden(_ key: String) -> Bool {
        !key.isEmpty && key.unicodeScalars.allSatisfy { (0xE000...0xE0FF).contains($0.value) }
    }

    /// Replaces the second appearance by letters of private use, one for one, so that every place stays.
    ///
    /// `nil` if it cannot be told apart, as when a key stands three times.
    static func hideSecond(_ key: String, first: Spot, number: Int, in text: inout String) -> Spot? {
        guard let disguise = Unicode.Scalar(0xE000 + UInt32(number)) else { return nil }
        let original = Array(text.unicodeScalars)
        let word = Array(key.unicodeScalars)
        var place = Spot.start
        for index in original.indices {
            if place > first, matches(word, in: original, at: index) {
                var changed = original
                changed.replaceSubrange(index..<index + word.count, with: word.map { _ in disguise })
                let candidate = String(String.UnicodeScalarView(changed))
                if !isStillRepeated(key, first, in: candidate) {
                    text = candidate
                    return place
                }
            }
            let endsLine = original[index] == "\n"
            place = Spot(line: place.line + (endsLine ? 1 : 0), column: endsLine ? 1 : place.column + 1)
        }
        return nil
    }

    private static func matches(_ word: [Unicode.Scalar], in text: [Unicode.Scalar], at index: Int) -> Bool {
        let end = index + word.count
        guard end < text.count, text[end] == ":", text[index..<end].elementsEqual(word) else { return false }
        return index == 0 || [" ", "\n", "{", ","].contains(text[index - 1])
    }

    /// The same word may stand in a group further in; taking that one away changes nothing here.
    private static func isStillRepeated(_ key: String, _ first: Spot, in text: String) -> Bool {
        do {
            _ = try Yams.compose(yaml: text, .basic)
            return false
        } catch let error as YamlError {
            guard case .duplicatedKeysInMapping(let keys, let context) = error else { return true }
            return keys.contains(key) && Spot(context.mark) == first
        } catch {
            return true
        }
    }
}
