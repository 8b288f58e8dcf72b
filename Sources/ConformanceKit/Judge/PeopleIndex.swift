/// Texts about people, found in octets in one pass however many there are.
package struct PeopleIndex: Sendable {
    /// Octets of the shortest text that is looked for; shorter ones look like other words.
    private static let shortest = 5
    /// By their first octets, the longest text first.
    private let texts: [[UInt8]: [[UInt8]]]

    package init(_ people: [String]) {
        var texts: [[UInt8]: [[UInt8]]] = [:]
        for octets in people.map({ Array($0.utf8) }) where octets.count >= PeopleIndex.shortest {
            texts[Array(octets.prefix(PeopleIndex.shortest)), default: []].append(octets)
        }
        self.texts = texts.mapValues { $0.sorted { $0.count > $1.count } }
    }

    /// The first of the texts that stands in the octets from a place on.
    func first(in octets: [UInt8], from start: Int = 0) -> Range<Int>? {
        var place = start
        while place + PeopleIndex.shortest <= octets.count {
            for text in texts[Array(octets[place..<place + PeopleIndex.shortest])] ?? []
            where octets[place...].starts(with: text) {
                return place..<place + text.count
            }
            place += 1
        }
        return nil
    }

    /// The octets with `‹cut›` for every text found.
    func cut(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while let found = first(in: octets, from: place) {
            result += octets[place..<found.lowerBound] + Array("‹cut›".utf8)
            place = found.upperBound
        }
        return result + octets[place...]
    }
}
