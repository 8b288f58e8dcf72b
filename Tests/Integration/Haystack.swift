/// A text that is looked through for many others: only those are searched for whose first five octets stand in it.
struct Haystack {
    private let text: String
    private let beginnings: Set<[UInt8]>

    init(_ text: String) {
        self.text = text
        let octets = Array(text.utf8)
        beginnings = Set((0..<max(0, octets.count - 4)).map { Array(octets[$0..<$0 + 5]) })
    }

    /// The first few needles that stand in the text.
    func findings(of needles: Set<String>) -> [String] {
        let likely = needles.filter { beginnings.contains(Array($0.utf8.prefix(5))) }
        return Array(likely.filter(text.contains).sorted().prefix(5))
    }
}
