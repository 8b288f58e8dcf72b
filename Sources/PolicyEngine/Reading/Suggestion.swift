/// "did you mean": the nearest of the words that could stand in a place.
enum Suggestion {
    /// The word with the fewest slips of the finger, when there are few enough; of equally near ones the first.
    static func nearest(to typed: String, among words: some Sequence<String>) -> String? {
        let letters = Array(typed.unicodeScalars)
        var best: (word: String, slips: Int)?
        for word in words where word != typed {
            let slips = slips(from: letters, to: Array(word.unicodeScalars))
            if slips < best?.slips ?? .max { best = (word, slips) }
        }
        guard let best, best.slips <= max(1, min(3, letters.count / 3)) else { return nil }
        return best.word
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).
    private static func slips(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
