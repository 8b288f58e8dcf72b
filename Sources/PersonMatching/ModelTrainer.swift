/// Learns how often fields agree from records of whom nobody said who is who.
///
/// Expectation and maximisation over the pairs that share a block, with what pairs of two people agree in taken from pairs
/// drawn at random (Winkler, "Using the EM algorithm for weight computation in the Fellegi-Sunter model", 1988; the
/// separate estimate of the second from random pairs is that of Splink).
package struct ModelTrainer {
    private let linkage: Linkage
    /// Pairs that are drawn at random, at most; of few records a quarter of all pairs.
    private static let mostDraws = 400_000
    private static let rounds = 20

    /// How often each pattern was drawn.
    private var drawn: [LevelPattern: Double] = [:]

    /// What was learned.
    struct Result {
        /// How often fields agree.
        var model = MatchModel.shipped
        /// The logarithm of the odds that a pair drawn at random is one person.
        var prior = 0
        /// The logarithm of how much likelier two records of one home are one person than two.
        var priorAtHome = 0
    }

    init(_ linkage: Linkage) {
        self.linkage = linkage
        var state: UInt64 = 0x5EED
        for _ in 0..<min(ModelTrainer.mostDraws, max(10_000, linkage.possiblePairs / 4)) {
            if let pattern = linkage.randomPair(&state) { drawn[pattern, default: 0] += 1 }
        }
    }

    /// What holds before anything is learned.
    static func untrained(_ linkage: Linkage) -> Result {
        var result = Result()
        result.prior = -Bits.ratio(max(1, linkage.possiblePairs), max(1, linkage.records / 2))
        result.priorAtHome = -Bits.logarithm(UInt64(result.model.household))
        return result
    }

    /// What fits best.
    func trained() -> Result {
        var result = ModelTrainer.untrained(linkage)
        result.model.origin = "learned from \(linkage.records) records without labels"
        for _ in 0..<ModelTrainer.rounds { improve(&result) }
        return result
    }

    /// One round of expectation and maximisation.
    private func improve(_ result: inout Result) {
        let scorer = Scorer(
            result.model, linkage.names, prior: result.prior, priorAtHome: result.priorAtHome)
        var (same, matches, cohabitants) = (emptyCounts(), 0.0, 0.0)
        for pair in linkage.pairs where !pair.isImpossible {
            let (weight, atHome) = shares(scorer, pair.pattern, linkage.shares(of: pair, scorer))
            cohabitants += atHome
            guard weight > 0.000_001 else { continue }
            matches += weight
            add(weight, pair.pattern, to: &same)
        }
        var others = emptyCounts()
        for (pattern, times) in drawn {
            let (weight, _) = shares(scorer, pattern, Scorer.Shares(given: nil, family: nil))
            add(times * (1 - weight), pattern, to: &others)
        }
        let before = result.model
        for field in ScoreField.allCases {
            result.model[field].same = shares(of: same[field.rawValue], field, least: 0.1, before[field].same)
            result.model[field].others = shares(of: others[field.rawValue], field, least: 0.5, before[field].others)
        }
        result.model[.place].cohabitants = result.model[.place].same
        result.prior = -Bits.ratio(max(1, linkage.possiblePairs), max(1, Int(matches.rounded())))
        result.priorAtHome = Bits.ratio(max(1, Int(matches * 2)), max(1, Int(cohabitants * 2)))
    }

    /// How likely two records are one person, and how likely two people of one home.
    private func shares(_ scorer: Scorer, _ pattern: LevelPattern, _ names: Scorer.Shares) -> (Double, Double) {
        let readings = scorer.readings(pattern, names)
        let stranger = power(-readings.stranger)
        let cohabitant = readings.cohabitant.map { power(-$0) } ?? 0
        let all = 1 + stranger + cohabitant
        return (1 / all, cohabitant / all)
    }

    private func add(_ weight: Double, _ pattern: LevelPattern, to counts: inout [[Double]]) {
        for field in ScoreField.allCases { counts[field.rawValue][pattern[field]] += weight }
    }

    /// Two to the power of so many thousandths of a bit.
    private func power(_ bits: Int) -> Double {
        var odds = Powers.ofTwo[abs(bits) % 1_000]
        for _ in 0..<min(60, abs(bits) / 1_000) { odds *= 2 }
        return bits < 0 ? 1 / odds : odds
    }

    /// Shares of the levels that say something; `known` where nothing was counted.
    private func shares(of counts: [Double], _ field: ScoreField, least: Double, _ known: [Int]) -> [Int] {
        let telling = counts.indices.filter { !field.isSilent($0) }
        let all = telling.reduce(0) { $0 + max(counts[$1], least) }
        guard telling.contains(where: { counts[$0] > 0 }) else { return known }
        return counts.indices.map { level in
            guard !field.isSilent(level) else { return known[level] }
            return max(1, Int(max(counts[level], least) / all * Double(MatchModel.whole)))
        }
    }

    private func emptyCounts() -> [[Double]] {
        ScoreField.allCases.map { [Double](repeating: 0, count: $0.levels.count) }
    }
}

private enum Powers {
    /// Two to the power of each thousandth from 0 up to 1.
    static let ofTwo: [Double] = {
        // The thousandth root of two by Newton's steps, without a mathematical library.
        var root = 1.000_7
        for _ in 0..<40 {
            var power = 1.0
            for _ in 0..<999 { power *= root }
            root -= (power * root - 2) / (1_000 * power)
        }
        var powers = [1.0]
        for _ in 1..<1_000 { powers.append((powers.last ?? 1) * root) }
        return powers
    }()
}
