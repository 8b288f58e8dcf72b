import WireProtocol

/// The places of some words.
final class WordPlaces: Sendable {
    let words: [Code]
    private let places: TextPlaces

    init(_ words: [Code]) {
        self.words = words
        places = TextPlaces(words.map(\.text))
    }

    subscript(word: Code) -> Int? { places[word.text] }

    func places(of chosen: some Sequence<Code>) -> [Int] { chosen.compactMap { places[$0.text] } }

    func bits(_ chosen: some Sequence<Code>) -> Bits {
        chosen.reduce(0) { $0 | (places[$1.text].map(Bits.of) ?? 0) }
    }

    func words(in bits: Bits) -> [Code] {
        var chosen: [Code] = []
        var left = bits
        while left != 0, left.trailingZeroBitCount < words.count {
            chosen.append(words[left.trailingZeroBitCount])
            left &= left - 1
        }
        return chosen
    }
}
