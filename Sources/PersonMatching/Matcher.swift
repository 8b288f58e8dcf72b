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

/// Decides who, if anybody, a description means.
package struct Matcher: Sendable {
    private let day: CalendarDay

    /// `day` tells who may be under 18. An earlier day than today only makes it more careful.
    package init(on day: CalendarDay) { self.day = day }

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

    /// Tiers 0 to 2. Compares every candidate in full, decoys too; `capped` says that not all could be looked at.
    package func decide(_ asked: PersonDescription, among candidates: [Candidate], capped: Bool = false) -> Verdict {
        let evidence = asked.evidence.reveal()
        var fitting: [Assessed] = []
        var real = 0
        for candidate in candidates {
            let assessed = assess(evidence, candidate.record)
            guard !candidate.isDecoy else { continue }
            real += 1
            if assessed.1.standing != .other { fitting.append(Assessed(candidate, assessed)) }
        }
        guard asked.isEnoughToSearch else { return verdict(.tooLittle, [], gates: [], among: 0) }
        let (outcome, extra) = outcome(fitting, capped: capped)
        let gates = Set(fitting.flatMap(\.assessment.gates) + extra).sorted()
        return verdict(outcome, fitting, gates: gates, among: real)
    }

    private func assess(_ asked: Evidence, _ record: PersonRecord) -> (Comparison, Assessment) {
        let held = record.evidence.reveal()
        let compared = Comparison(asked, held, placeIsHidden: record.isRestricted)
        return (compared, assess(compared, asked, held))
    }

    private func assess(_ compared: Comparison, _ left: Evidence, _ right: Evidence) -> Assessment {
        let age = (left.birthDate ?? right.birthDate)?.wholeYears(until: day) ?? 0
        let weak = left.hasWeakBirthDate || right.hasWeakBirthDate
        return Assessment(compared, mayBeTwin: age < 18, weakDate: weak)
    }

    private func outcome(_ fitting: [Assessed], capped: Bool) -> (MatchOutcome, [Gate]) {
        let identified = fitting.filter { $0.assessment.standing == .identified }
        let hidden = fitting.contains { one in
            one.candidate.record.isRestricted && (one.assessment.standing != .vetoed || identified.isEmpty)
        }
        if hidden { return (.restricted, []) }
        if capped { return (.needMore, [.tooManyCandidates]) }
        if fitting.isEmpty { return (.noMatch, []) }
        if fitting.contains(where: { $0.assessment.standing == .contradicted }) { return (.needMore, []) }
        if let one = identified.first {
            return identified.count == 1 ? (.match(one.candidate.key), []) : (.needMore, [.secondCandidate])
        }
        return crossChecked(fitting)
    }

    /// Gate e: whoever nearly fits makes a cross-check uncertain.
    private func crossChecked(_ fitting: [Assessed]) -> (MatchOutcome, [Gate]) {
        let certain = fitting.filter { $0.assessment.standing == .crossChecked }
        let close = fitting.filter { $0.assessment.standing == .close }
        guard let one = certain.first else { return (.needMore, []) }
        return certain.count == 1 && close.isEmpty ? (.match(one.candidate.key), []) : (.needMore, [.secondCandidate])
    }

    private func verdict(
        _ outcome: MatchOutcome, _ fitting: [Assessed], gates: [Gate], among candidates: Int
    ) -> Verdict {
        let best = fitting.min { $0.rank < $1.rank }
        var tier: MatchTier?
        if case .match = outcome {
            tier = best?.assessment.standing == .identified ? .verifiedIdentifier : .crossCheck
        }
        let explanation = MatchExplanation(
            normaliser: Normaliser.version, tier: tier, gates: gates, candidates: candidates,
            levels: best?.levels ?? [])
        let ordered = fitting.sorted { $0.place < $1.place }
        return Verdict(outcome: outcome, explanation: explanation, fitting: ordered.map(\.candidate.key))
    }
}

// MARK: - Records of one index

extension Matcher {
    /// Whether two records of one index are the same person beyond doubt, and by which step.
    ///
    /// A pupil number that differs forbids the cross-check.
    package func link(_ left: PersonRecord, _ right: PersonRecord) -> MatchTier? {
        let one = left.evidence.reveal()
        let other = right.evidence.reveal()
        let compared = Comparison(one, other, placeIsHidden: false)
        switch assess(compared, one, other).standing {
        case .identified: return .verifiedIdentifier
        case .crossChecked: return .crossCheck
        case .close, .vetoed, .contradicted, .other: return nil
        }
    }

    /// Whether two records cannot be one person, however they are linked to a third.
    ///
    /// Where the NHS numbers agree, a pupil number or a middle name that differs is no contradiction.
    package func contradicts(_ left: PersonRecord, _ right: PersonRecord) -> Bool {
        let compared = Comparison(left.evidence.reveal(), right.evidence.reveal(), placeIsHidden: false)
        if compared.number == .conflict || compared.given == .differ { return true }
        guard compared.number != .agree else { return false }
        let birthContradicts = compared.birth != .exact && compared.birth != .missing
        return birthContradicts || compared.pupilNumber == .conflict || compared.middle == .conflict
    }
}

private struct Assessed {
    let candidate: Candidate
    let compared: Comparison
    let assessment: Assessment

    init(_ candidate: Candidate, _ result: (Comparison, Assessment)) {
        self.candidate = candidate
        compared = result.0
        assessment = result.1
    }

    var rank: Int {
        switch assessment.standing {
        case .identified: 0
        case .crossChecked: 1
        case .contradicted: 2
        case .close: 3
        case .vetoed: 4
        case .other: 5
        }
    }

    /// Restricted people first, then by closeness.
    var place: (Int, Int) { (candidate.record.isRestricted ? 0 : 1, rank) }

    var levels: [String] {
        [
            "given: \(compared.given.rawValue)", "family: \(compared.family.rawValue)",
            "birth: \(compared.birth.rawValue)", "place: \(compared.place.rawValue)",
            "middle: \(compared.middle.rawValue)", "sex: \(compared.sex.rawValue)",
            "number: \(compared.number.rawValue)",
        ]
    }
}
