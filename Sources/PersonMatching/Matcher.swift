package import WireProtocol

/// A person to compare a description with.
package struct Candidate: Sendable {
    let key: PersonKey
    let record: PersonRecord
    /// Whether it is only there so that every look-up compares equally many.
    let isDecoy: Bool

    /// A candidate, or a decoy whose comparison counts for nothing.
    package init(key: PersonKey, record: PersonRecord, isDecoy: Bool) {
        self.key = key
        self.record = record
        self.isDecoy = isDecoy
    }
}

/// What a comparison weighs, and what it takes to be let through. Made once a load, not once a question.
package struct Weighing: Sendable {
    let scorer: Scorer
    /// Thousandths of a bit below which a cross-check or a weighing releases nobody.
    package let threshold: Int

    /// The threshold where no calibration has set another: 7 bits, odds of 128 to 1.
    package static let ordinaryThreshold = 7_000
    /// What an index is taken for whose size is not told.
    package static let ordinaryPopulation = 1_000_000
    /// The parameters that ship, at the ordinary threshold, with names that are ordinarily common.
    package static let ordinary = Weighing()

    /// `names` and `population` are those of the index; without them names count as ordinarily common.
    package init(
        model: MatchModel = .shipped, names: NameCounts = NameCounts(),
        population: Int = Weighing.ordinaryPopulation, threshold: Int = Weighing.ordinaryThreshold
    ) {
        self.threshold = threshold
        scorer = Scorer(model, names, population: population)
    }
}

/// Decides who, if anybody, a description means.
package struct Matcher: Sendable {
    private let day: CalendarDay
    private let weighing: Weighing
    /// What a candidate weighs.
    var scorer: Scorer { weighing.scorer }
    /// Thousandths of a bit below which a cross-check or a weighing releases nobody.
    package var threshold: Int { weighing.threshold }

    /// `day` tells who may be under 18. An earlier day than today only makes it more careful.
    package init(on day: CalendarDay, _ weighing: Weighing = .ordinary) {
        self.day = day
        self.weighing = weighing
    }

    /// What came of one look-up.
    package struct Verdict: Sendable, Equatable {
        /// The outcome.
        package let outcome: MatchOutcome
        /// Why.
        package let explanation: MatchExplanation
        /// Everybody who fits or nearly fits: restricted people first, and of each kind the closest first, so that a hidden
        /// person's marks raise the hand-off and not a namesake's.
        package let fitting: [PersonKey]
    }

    /// Begins to look for somebody.
    package func look(for asked: PersonDescription) -> LookUp { LookUp(asked, self) }

    /// Tiers 0 to 3. Compares every candidate in full, decoys too; `capped` says that not all could be looked at.
    package func decide(_ asked: PersonDescription, among candidates: [Candidate], capped: Bool = false) -> Verdict {
        var lookUp = look(for: asked)
        for (place, candidate) in candidates.enumerated() { lookUp.meet(candidate, at: place) }
        return lookUp.verdict(capped: capped)
    }

    func assess(_ compared: Comparison, _ left: Evidence, _ right: Evidence, score: Int) -> Assessment {
        let age = (left.birthDate ?? right.birthDate)?.wholeYears(until: day) ?? 0
        let weak = left.hasWeakBirthDate || right.hasWeakBirthDate
        return Assessment(compared, mayBeTwin: age < 18, weakDate: weak, score: score, needed: threshold)
    }
}

// MARK: - Records of one index

extension Matcher {
    /// Whether two records of one index are the same person beyond doubt, and by which step.
    ///
    /// A pupil number that differs forbids the cross-check.
    package func link(_ left: PersonRecord, _ right: PersonRecord) -> LinkTier? {
        let one = left.evidence.reveal()
        let other = right.evidence.reveal()
        let compared = Comparison(Sought(one), other, placeIsHidden: false)
        let score = scorer.score(LevelPattern(compared), scorer.shares(one))
        switch assess(compared, one, other, score: score).standing {
        case .identified: return .verifiedIdentifier
        case .crossChecked: return .crossCheck
        case .scored, .close, .vetoed, .contradicted, .other: return nil
        }
    }

    /// Whether any two of some records cannot be one person. A number that one of them calls superseded contradicts none.
    package func areContradictory(_ records: [PersonRecord]) -> Bool {
        let superseded = records.flatMap { $0.evidence.reveal().supersededNumbers }
        let records = superseded.isEmpty ? records : records.map { $0.knowing(superseded) }
        return records.indices.contains { place in
            records[(place + 1)...].contains { contradicts(records[place], $0) }
        }
    }

    /// Whether two records cannot be one person, however they are linked to a third.
    ///
    /// Where the NHS numbers agree, a pupil number or a middle name that differs is no contradiction.
    package func contradicts(_ left: PersonRecord, _ right: PersonRecord) -> Bool {
        let compared = Comparison(Sought(left.evidence.reveal()), right.evidence.reveal(), placeIsHidden: false)
        if compared.number == .conflict || compared.given == .differ { return true }
        guard compared.number != .agree else { return false }
        let birthContradicts = compared.birth != .exact && compared.birth != .missing
        return birthContradicts || compared.pupilNumber == .conflict || compared.middle == .conflict
    }
}
