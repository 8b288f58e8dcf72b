/// How far apart two words are in slips of the keyboard.
enum TextDistance {
    /// One slip in words of three letters or more, two from seven letters on, or one word the beginning of the other.
    static func isNear(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        if Spelling.isASCII(left), Spelling.isASCII(right) { return isNear(letters: left, letters: right) }
        let (left, right) = (scalars(left), scalars(right))
        return isNear(letters: left.span, letters: right.span)
    }

    /// One slip, whatever the length.
    static func isOneSlip(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        if Spelling.isASCII(left), Spelling.isASCII(right) { return slips(left, right) == 1 }
        return slips(scalars(left).span, scalars(right).span) == 1
    }

    /// Two slips in words of five or six letters, three from seven on. Says little.
    static func isLoose(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        let shorter = min(left.count, right.count)
        guard shorter >= 5, abs(left.count - right.count) <= 3 else { return false }
        let allowed = shorter >= 7 ? 3 : 2
        return slips(left, right) <= allowed
    }

    private static func scalars(_ word: Span<UInt8>) -> [UInt32] { Spelling.text(word).unicodeScalars.map(\.value) }

    private static func isNear<Letter: FixedWidthInteger>(letters left: Span<Letter>, letters right: Span<Letter>)
        -> Bool
    {
        let shorter = min(left.count, right.count)
        guard shorter >= 3 else { return false }
        if (0..<shorter).allSatisfy({ left[$0] == right[$0] }) { return true }
        let allowed = shorter >= 7 ? 2 : 1
        // Each letter that one has more is a slip.
        guard abs(left.count - right.count) <= allowed else { return false }
        return slips(left, right) <= allowed
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance): a column of the table
    /// in the bits of a word, so that words which have nothing in common take as long as those that are alike.
    ///
    /// H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003.
    static func slips<Letter: FixedWidthInteger>(_ left: Span<Letter>, _ right: Span<Letter>) -> Int {
        guard (1...64).contains(left.count) else { return slipsByTable(left, right) }
        let last = UInt64(1) << UInt64(left.count - 1)
        var (more, less) = (UInt64.max, UInt64(0))
        var (diagonal, placesBefore) = (UInt64(0), UInt64(0))
        var distance = left.count
        for j in right.indices {
            var places: UInt64 = 0
            for i in left.indices { places |= (left[i] == right[j] ? 1 : 0) << UInt64(i) }
            let swapped = ((~diagonal & places) << 1) & placesBefore
            diagonal = (((places & more) &+ more) ^ more) | places | less | swapped
            let (up, down) = (less | ~(diagonal | more), diagonal & more)
            distance += (up & last == 0 ? 0 : 1) - (down & last == 0 ? 0 : 1)
            let (shiftedUp, shiftedDown) = (up << 1 | 1, down << 1)
            more = shiftedDown | ~(diagonal | shiftedUp)
            less = shiftedUp & diagonal
            placesBefore = places
        }
        return distance
    }

    /// The same by the whole table: for words of any length.
    static func slipsByTable<Letter: FixedWidthInteger>(_ left: Span<Letter>, _ right: Span<Letter>) -> Int {
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
