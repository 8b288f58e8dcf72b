import TestSupport
import Testing

@testable import PersonMatching

@Suite("distances of words")
struct TextDistanceTests {
    @Test("a column in the bits of a word counts what the whole table counts", arguments: [3, 8, 64, 65])
    func bitsAreTheTable(longest: Int) {
        var chance = SeededRandom(seed: UInt64(longest))
        var counts = Set<Int>()
        for _ in 0..<(longest > 8 ? 300 : 4_000) {
            let left = word(upTo: longest, &chance)
            let right = Bool.random(using: &chance) ? word(upTo: longest, &chance) : slipped(left, &chance)
            let table = TextDistance.slipsByTable(left.span, right.span)

            #expect(TextDistance.slips(left.span, right.span) == table, "\(left) \(right)")
            counts.insert(table)
        }
        #expect(counts.count > 3)
    }

    @Test("one swap of neighbours is one slip, a letter between them makes it two")
    func swaps() {
        func slips(_ left: String, _ right: String) -> Int {
            TextDistance.slips(Array(left.utf8).span, Array(right.utf8).span)
        }

        #expect(slips("martin", "maritn") == 1)
        #expect(slips("ca", "abc") == 3)
        #expect(slips("", "abc") == 3)
        #expect(slips("abc", "") == 3)
        #expect(slips("smith", "smith") == 0)
    }

    private func word(upTo longest: Int, _ chance: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 0...longest, using: &chance)).map { _ in UInt8.random(in: 97...100, using: &chance) }
    }

    /// The word with one to three letters taken out, put in, changed or swapped.
    private func slipped(_ word: [UInt8], _ chance: inout SeededRandom) -> [UInt8] {
        var word = word
        for _ in 0..<Int.random(in: 1...3, using: &chance) where word.count > 2 {
            let place = Int.random(in: 0..<word.count - 1, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: word.remove(at: place)
            case 1: word.insert(120, at: place)
            case 2: word[place] = 121
            default: word.swapAt(place, place + 1)
            }
        }
        return word
    }
}
