/// How far apart two words are in slips of the keyboard.
enum TextDistance {
    /// One slip in words of three letters or more, two from seven letters on, or one word the beginning of the other.
    static func isNear(_ left: String, _ right: String) -> Bool {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        let shorter = min(left.count, right.count)
        guard shorter >= 3 else { return false }
        if left.starts(with: right) || right.starts(with: left) { return true }
        let allowed = shorter >= 7 ? 2 : 1
        // Each letter that one has more is a slip.
        guard abs(left.count - right.count) <= allowed else { return false }
        // A slip takes at most one letter out of those a word is made of and puts at most one other in.
        guard (letters(left) ^ letters(right)).nonzeroBitCount <= 2 * allowed else { return false }
        return slips(left, right) <= allowed
    }

    /// Which letters a word is made of, a bit for each; some share a bit.
    private static func letters(_ word: [Unicode.Scalar]) -> UInt64 {
        word.reduce(0) { $0 | 1 << UInt64($1.value & 63) }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).
    private static func slips(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before = [Int](repeating: 0, count: right.count + 1)
        var current = before
        var previous = Array(0...right.count)
        for i in left.indices {
            current[0] = i + 1
            for j in right.indices {
                let replaced = previous[j] + (left[i] == right[j] ? 0 : 1)
                var least = min(replaced, previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, before[j - 1] + 1)
                }
                current[j + 1] = least
            }
            swap(&before, &previous)
            swap(&previous, &current)
        }
        return previous[right.count]
    }
}
