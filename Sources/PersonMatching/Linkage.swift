/// Records of one authority laid beside each other: which are one person, by score alone, without the gates of an answer.
///
/// Numbers that differ forbid a link whatever the score.
package struct Linkage: Sendable {
    /// Two records that share a block.
    package struct Pair: Sendable {
        /// Place in the index.
        package let held: Int32
        /// Place among the queries; in the same index, the later one.
        package let asked: Int32
        let pattern: LevelPattern
        /// Whether two numbers differ.
        let isImpossible: Bool
        /// Thousandths of a bit; above nought it is likelier one person than two.
        package fileprivate(set) var score: Int32 = 0
        /// The score in bits, with three decimals.
        package var bits: String { Bits.text(Int(score)) }
    }

    /// Pairs that share a block, by query and then by place in the index.
    package private(set) var pairs: [Pair] = []
    /// The parameters, learned or given.
    package private(set) var model = MatchModel.shipped
    let names: NameCounts
    private let index: PopulationIndex
    private let queries: PopulationIndex?
    private var patterns: [LevelPattern] = []

    /// Fewer records than this teach nothing; they are linked by the shares that ship.
    package static let fewestToLearn = 400
    /// Blocks larger than this are not compared pair by pair.
    private static let largestBlock = 400

    /// Records of an index beside those of another, or beside each other where there is none. Learns a model from them
    /// unless one is given.
    package init(_ index: PopulationIndex, with queries: PopulationIndex? = nil, model: MatchModel? = nil) {
        self.index = index
        self.queries = queries
        var names = index.names
        if let queries { names.add(queries.names) }
        self.names = names
        compareAll()
        score(with: model)
    }

    /// Whether there are records enough to learn from.
    package var isLearned: Bool { records >= Linkage.fewestToLearn }
    /// How many records there are on both sides.
    var records: Int { index.count + (queries?.count ?? 0) }
    /// How many pairs could be one person.
    var possiblePairs: Int {
        queries.map { $0.count * index.count } ?? index.count * max(0, index.count - 1) / 2
    }

    /// The pairs that are likelier one person than two. Within one index a pair is linked if its groups agree on average.
    package func linked() -> [Pair] {
        guard queries == nil else { return pairs.filter { $0.score >= 0 && !$0.isImpossible } }
        return LinkGroups(count: index.count, pairs).pairs()
    }

    private mutating func compareAll() {
        let asked = queries ?? index
        var evidence = Evidence()
        var held = Evidence()
        for id in 0..<Int32(asked.count) {
            guard asked.read(id, into: &evidence) else { continue }
            let keys = PopulationKeys.of(evidence, localID: "", seeking: true) + PopulationKeys.forLinking(evidence)
            let sought = Sought(evidence)
            for other in index.candidates(keys, most: Linkage.largestBlock).ids {
                guard queries != nil || other < id, index.read(other, into: &held) else { continue }
                let compared = Comparison(sought, held, placeIsHidden: false)
                pairs.append(
                    Pair(
                        held: other, asked: id, pattern: LevelPattern(compared),
                        isImpossible: compared.number == .conflict))
            }
        }
    }

    private mutating func score(with given: MatchModel?) {
        let learned = isLearned ? ModelTrainer(self).trained() : ModelTrainer.untrained(self)
        model = given ?? learned.model
        let scorer = Scorer(model, names, prior: learned.prior, priorAtHome: learned.priorAtHome)
        for place in pairs.indices {
            pairs[place].score = Int32(scorer.score(pairs[place].pattern, shares(of: pairs[place], scorer)))
        }
    }

    /// How common the names of a pair are, on the side that asks.
    func shares(of pair: Pair, _ scorer: Scorer) -> Scorer.Shares {
        let agrees = pair.pattern[.given] == 0 || pair.pattern[.family] == 0
        var evidence = Evidence()
        guard agrees, (queries ?? index).read(pair.asked, into: &evidence) else {
            return Scorer.Shares(given: nil, family: nil)
        }
        return scorer.shares(evidence)
    }

    /// The levels of two records that chance picks.
    func randomPair(_ state: inout UInt64) -> LevelPattern? {
        func next(_ bound: Int) -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32(UInt64(bound).multipliedFullWidth(by: state).high)
        }
        let asked = queries ?? index
        guard asked.count > 0, index.count > 1 else { return nil }
        let (one, other) = (next(asked.count), next(index.count))
        guard queries != nil || one != other else { return nil }
        var (left, right) = (Evidence(), Evidence())
        guard asked.read(one, into: &left), index.read(other, into: &right) else { return nil }
        return LevelPattern(Comparison(Sought(left), right, placeIsHidden: false))
    }
}

/// Groups of records that grow by the surest links first, as long as two groups agree on average.
private struct LinkGroups {
    private var members: [[Int32]]
    private var group: [Int]
    private var scores: [UInt64: Linkage.Pair] = [:]
    /// What a pair counts that shares no block, in thousandths of a bit.
    private static let unseen = -12_000

    init(count: Int, _ pairs: [Linkage.Pair]) {
        members = (0..<Int32(count)).map { [$0] }
        group = Array(0..<count)
        for pair in pairs where pair.score > -20_000 || pair.isImpossible {
            scores[LinkGroups.key(pair.held, pair.asked)] = pair
        }
        let likely = scores.values.filter { $0.score >= 0 && !$0.isImpossible }
        for pair in likely.sorted(by: { ($0.score, $1.held, $1.asked) > ($1.score, $0.held, $0.asked) }) { join(pair) }
    }

    /// Every two records of one group.
    func pairs() -> [Linkage.Pair] {
        members.flatMap { group in
            group.indices.flatMap { place in
                group[(place + 1)...].map { pair(group[place], $0) }
            }
        }.sorted { ($0.asked, $0.held) < ($1.asked, $1.held) }
    }

    private func pair(_ one: Int32, _ other: Int32) -> Linkage.Pair {
        scores[LinkGroups.key(one, other)]
            ?? Linkage.Pair(
                held: min(one, other), asked: max(one, other), pattern: LevelPattern.silent, isImpossible: false,
                score: Int32(LinkGroups.unseen))
    }

    private mutating func join(_ pair: Linkage.Pair) {
        let (one, other) = (group[Int(pair.held)], group[Int(pair.asked)])
        guard one != other else { return }
        var sum = 0
        for left in members[one] {
            for right in members[other] {
                let between = self.pair(left, right)
                if between.isImpossible { return }
                sum += Int(between.score)
            }
        }
        guard sum >= 0 else { return }
        for member in members[other] { group[Int(member)] = one }
        members[one] += members[other]
        members[other] = []
    }

    private static func key(_ one: Int32, _ other: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: min(one, other))) << 32 | UInt64(UInt32(bitPattern: max(one, other)))
    }
}
