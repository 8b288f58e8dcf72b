import PolicyEngine

/// Rules of the plain form in the tables that the product decides with: shares fail on what is missing, bans hold.
///
/// The vocabulary is open: a word that no rule names is a word like any other, and not one that nobody knows.
struct OpenPolicy {
    /// What rules and requests call each dimension of words.
    static let dimensions: [(rule: String, request: String)] = [
        ("purposes", "purpose"), ("authorities", "authority"), ("roles", "role"), ("categories", "category"),
        ("levels", "level"), ("subjects", "subject"), ("consent", "consent"),
    ]

    /// The flags that rules look at, by name.
    let flags: [String]
    private let permits: Side
    private let forbids: Side
    /// Dimensions, in the order of their lanes: those first that tell most rules apart.
    private let lanes: [Int]
    private let places: [TextPlaces]

    private struct Side {
        let table: RuleTable
        let ids: [String]
        let obligations: [SIMD4<UInt64>]
    }

    /// What came out.
    struct Outcome {
        var allows = false
        var matched: [String] = []
        /// A bit for each obligation that comes with it.
        var obligations = SIMD4<UInt64>(repeating: 0)
    }

    init(_ rules: [OpenRule]) throws {
        let flags = Set(rules.flatMap(\.flags.keys)).sorted()
        guard Self.dimensions.count + flags.count <= 64 else { throw OpenFault("there are more than 57 flags") }
        let words = Self.dimensions.indices.map { dimension in
            TextPlaces(Set(rules.flatMap { $0.words[dimension] ?? [] }).sorted())
        }
        let lanes = Self.dimensions.indices.sorted { Self.reach($0, rules, words) < Self.reach($1, rules, words) }
        let places = lanes.map { words[$0] }
        let obligations = TextPlaces(Set(rules.flatMap(\.obligations)).sorted())
        guard obligations.texts.count <= 256 else { throw OpenFault("there are more than 256 obligations") }
        // One more place than words: that of a word no rule names. A flag has two.
        let counts = places.map { $0.texts.count + 1 } + flags.map { _ in 2 }
        func side(_ permits: Bool, _ missing: RuleTable.Missing) -> Side {
            let chosen = rules.filter { $0.permits == permits }
            let plan = RuleTable.Plan(words: counts, bucketLane: 0, firstFact: counts.count, missing: missing)
            return Side(
                table: RuleTable(chosen.map { $0.compiled(lanes, places, flags) }, plan), ids: chosen.map(\.id),
                obligations: chosen.map { $0.obligations.bits(in: obligations) })
        }
        (self.flags, self.lanes, self.places) = (flags, lanes, places)
        permits = side(true, .fails)
        forbids = side(false, .holds)
    }

    /// All forbidding rules that match, and where there are none, all permitting ones.
    func decide(_ request: OpenRequest, into outcome: inout Outcome) {
        outcome.matched.removeAll(keepingCapacity: true)
        outcome.obligations = SIMD4(repeating: 0)
        let asked = asked(request)
        outcome.allows = false
        collect(forbids, asked, request, &outcome)
        guard outcome.matched.isEmpty else { return }
        collect(permits, asked, request, &outcome)
        outcome.allows = !outcome.matched.isEmpty
    }

    private func collect(_ side: Side, _ asked: borrowing Places, _ request: OpenRequest, _ outcome: inout Outcome) {
        _ = side.table.walk(asked, day: request.today, age: request.age) { rule in
            outcome.matched.append(side.ids[rule])
            outcome.obligations |= side.obligations[rule]
            return false
        }
    }

    private func asked(_ request: OpenRequest) -> Places {
        var asked = Places(repeating: RuleTable.notSaid)
        for (lane, dimension) in lanes.enumerated() {
            guard let word = request.words[dimension] else { continue }
            asked[lane] = UInt16(places[lane][word] ?? places[lane].texts.count)
        }
        for (place, flag) in request.flags.enumerated() {
            if let flag { asked[lanes.count + place] = flag ? 1 : 0 }
        }
        return asked
    }

    /// How many rules take a word of a dimension, on average.
    private static func reach(_ dimension: Int, _ rules: [OpenRule], _ words: [TextPlaces]) -> Double {
        let all = Double(words[dimension].texts.count + 1)
        return rules.reduce(0) { $0 + ($1.words[dimension].map { Double($0.count) / all } ?? 1) }
    }
}

extension OpenRule {
    fileprivate func compiled(_ lanes: [Int], _ places: [TextPlaces], _ names: [String]) -> RuleTable.Rule {
        let listed = lanes.enumerated().map { lane, dimension in
            words[dimension].map { Set($0.compactMap { places[lane][$0] }).sorted() }
        }
        let flagged: [[Int]?] = names.map { name in flags[name].map { [$0 ? 1 : 0] } }
        return RuleTable.Rule(lanes: listed + flagged, days: days, ages: ages)
    }
}

extension [String] {
    fileprivate func bits(in places: TextPlaces) -> SIMD4<UInt64> {
        reduce(into: SIMD4(repeating: 0)) { bits, text in
            guard let place = places[text] else { return }
            bits[place / 64] |= 1 << UInt64(place % 64)
        }
    }
}
