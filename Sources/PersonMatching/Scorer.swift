/// One part of a score.
package struct ScorePart: Sendable, Equatable {
    /// The field, or `prior`.
    package let name: String
    /// How the field agreed; of the prior, against whom somebody was weighed.
    package let level: String
    /// Thousandths of a bit.
    package let bits: Int
}

/// A score and its parts, which sum to it exactly.
package struct Waterfall: Sendable, Equatable {
    /// By field, the prior last.
    package let parts: [ScorePart]
    /// Thousandths of a bit.
    package var score: Int { parts.reduce(0) { $0 + $1.bits } }

    /// Bits with three decimals.
    package var scoreText: String { Bits.text(score) }

    /// Such as `given exact 7.224, …, prior population -19.931: 24.100 bits`.
    package var text: String {
        parts.map { "\($0.name) \($0.level) \(Bits.text($0.bits))" }.joined(separator: ", ") + ": \(scoreText) bits"
    }
}

/// Weighs a comparison against two other readings: that it is somebody else of the population, and that it is somebody
/// else who lives there. The score is the smaller of the two.
///
/// Family name, place and year of birth of a household are one fact. Against a stranger they count in full; against a twin
/// or a parent, who share them, they count next to nothing, and given name, date and middle name must tell them apart.
struct Scorer: Sendable {
    let model: MatchModel
    let names: NameCounts
    /// The logarithm of the odds that a given pair is one person, before anything is compared.
    let prior: Int
    /// The logarithm of how much likelier two records of one home are one person than two.
    let priorAtHome: Int
    /// Bits by sixteen times the field and the level.
    private let table: [Int]
    private let tableAtHome: [Int]

    /// `population` people of whom one may be meant.
    init(_ model: MatchModel, _ names: NameCounts, population: Int) {
        self.init(
            model, names, prior: -Bits.logarithm(UInt64(max(1, population))),
            priorAtHome: -Bits.logarithm(UInt64(max(1, model.household))))
    }

    init(_ model: MatchModel, _ names: NameCounts, prior: Int, priorAtHome: Int) {
        (self.model, self.names, self.prior, self.priorAtHome) = (model, names, prior, priorAtHome)
        table = Scorer.table(model.bits)
        tableAtHome = Scorer.table(model.bitsAtHome)
    }

    private static func table(_ bits: (ScoreField, Int) -> Int) -> [Int] {
        ScoreField.allCases.flatMap { field in
            (0..<16).map { $0 < field.levels.count ? bits(field, $0) : 0 }
        }
    }

    /// The bits of an agreement in the names that somebody is asked for with, by how common they are.
    struct Shares: Sendable {
        let given: Int?
        let family: Int?
    }

    func shares(_ evidence: Evidence) -> Shares {
        Shares(
            given: names.givenShare(evidence.givens).map { Bits.ratio(model[.given].same[0], $0) },
            family: names.familyShare(evidence.families, evidence.previousFamilies)
                .map { Bits.ratio(model[.family].same[0], $0) })
    }

    /// The score alone, in thousandths of a bit.
    func score(_ pattern: LevelPattern, _ shares: Shares) -> Int {
        let readings = readings(pattern, shares)
        return readings.cohabitant.map { min($0, readings.stranger) } ?? readings.stranger
    }

    /// The score against strangers, and against whoever lives there where both are of one home: what a model is learned by.
    func readings(_ pattern: LevelPattern, _ shares: Shares) -> (stranger: Int, cohabitant: Int?) {
        (
            ScoreField.allCases.reduce(prior) { $0 + bits($1, pattern, shares) },
            sharesHome(pattern)
                ? ScoreField.allCases.reduce(priorAtHome) { $0 + bitsAtHome($1, pattern, shares) } : nil
        )
    }

    /// The score with its parts.
    func waterfall(_ pattern: LevelPattern, _ shares: Shares) -> Waterfall {
        let strangers = ScoreField.allCases.map { part($0, pattern, bits($0, pattern, shares)) }
        let others = Waterfall(parts: strangers + [ScorePart(name: "prior", level: "population", bits: prior)])
        guard sharesHome(pattern) else { return others }
        let cohabitants = ScoreField.allCases.map { part($0, pattern, bitsAtHome($0, pattern, shares)) }
        let home = Waterfall(parts: cohabitants + [ScorePart(name: "prior", level: "household", bits: priorAtHome)])
        return home.score < others.score ? home : others
    }

    private func part(_ field: ScoreField, _ pattern: LevelPattern, _ bits: Int) -> ScorePart {
        ScorePart(name: field.name, level: field.levels[pattern[field]], bits: bits)
    }

    private func sharesHome(_ pattern: LevelPattern) -> Bool {
        let place = pattern[.place]
        return place <= PlaceLevel.previous.ordinal || place >= PlaceLevel.allCases.count + 4
    }

    /// An agreement in a name counts by how common the name is.
    private func bits(_ field: ScoreField, _ pattern: LevelPattern, _ shares: Shares) -> Int {
        let level = pattern[field]
        if level == 0, field == .given, let bits = shares.given { return bits }
        if level == 0, field == .family, let bits = shares.family { return bits }
        return table[16 * field.rawValue + level]
    }

    /// In a house a rare name says no more than that few bear the names of those they live with.
    private func bitsAtHome(_ field: ScoreField, _ pattern: LevelPattern, _ shares: Shares) -> Int {
        let bits = tableAtHome[16 * field.rawValue + pattern[field]]
        guard field == .given, pattern[field] == 0, let rarity = shares.given else { return bits }
        return min(bits, rarity)
    }
}
