import WireProtocol

/// One look-up under way. Whoever is met is compared in full as they come, decoys too, and nobody is kept but by key.
package struct LookUp: ~Copyable {
    private let asked: PersonDescription
    private let sought: Sought
    private let matcher: Matcher
    /// The person met last. The next one is read into the same room.
    private var held = Evidence()
    private var fitting: [Assessed] = []
    private var real = 0

    init(_ asked: PersonDescription, _ matcher: Matcher) {
        self.asked = asked
        self.matcher = matcher
        sought = Sought(asked.evidence.reveal())
    }

    /// Meets somebody by their card; `false` if it holds no record. `place` is where they stand among all who are met.
    package mutating func meet(
        _ key: PersonKey, at place: Int, card: UnsafeBufferPointer<UInt8>, isRestricted: Bool, isDecoy: Bool
    ) -> Bool {
        guard held.read(card: card) else { return false }
        let compared = Comparison(sought, held, placeIsHidden: isRestricted)
        let assessment = matcher.assess(compared, sought.evidence, held)
        if !isDecoy { note(Assessed(key, place, isRestricted, compared, assessment)) }
        return true
    }

    mutating func meet(_ candidate: Candidate, at place: Int) {
        let (record, held) = (candidate.record, candidate.record.evidence.reveal())
        let compared = Comparison(sought, held, placeIsHidden: record.isRestricted)
        let assessment = matcher.assess(compared, sought.evidence, held)
        if !candidate.isDecoy { note(Assessed(candidate.key, place, record.isRestricted, compared, assessment)) }
    }

    private mutating func note(_ assessed: Assessed) {
        real += 1
        if assessed.assessment.standing != .other { fitting.append(assessed) }
    }

    /// Who it is. `capped` says that not all could be met.
    package func verdict(capped: Bool) -> Matcher.Verdict {
        guard asked.isEnoughToSearch else { return verdict(.tooLittle, [], gates: [], among: 0) }
        let fitting = fitting.sorted { $0.place < $1.place }
        let (outcome, extra) = outcome(fitting, capped: capped)
        let gates = Set(fitting.flatMap(\.assessment.gates) + extra).sorted()
        return verdict(outcome, fitting, gates: gates, among: real)
    }
}

// MARK: - The verdict

extension LookUp {
    private func outcome(_ fitting: [Assessed], capped: Bool) -> (MatchOutcome, [Gate]) {
        let identified = fitting.filter { $0.assessment.standing == .identified }
        let hidden = fitting.contains { one in
            one.isRestricted && (one.assessment.standing != .vetoed || identified.isEmpty)
        }
        if hidden { return (.restricted, []) }
        if capped { return (.needMore, [.tooManyCandidates]) }
        if fitting.isEmpty { return (.noMatch, []) }
        if fitting.contains(where: { $0.assessment.standing == .contradicted }) { return (.needMore, []) }
        if let one = identified.first {
            return identified.count == 1 ? (.match(one.key), []) : (.needMore, [.secondCandidate])
        }
        return crossChecked(fitting)
    }

    /// Gate e: whoever nearly fits makes a cross-check uncertain.
    private func crossChecked(_ fitting: [Assessed]) -> (MatchOutcome, [Gate]) {
        let certain = fitting.filter { $0.assessment.standing == .crossChecked }
        let close = fitting.filter { $0.assessment.standing == .close }
        guard let one = certain.first else { return (.needMore, []) }
        return certain.count == 1 && close.isEmpty ? (.match(one.key), []) : (.needMore, [.secondCandidate])
    }

    private func verdict(
        _ outcome: MatchOutcome, _ fitting: [Assessed], gates: [Gate], among candidates: Int
    ) -> Matcher.Verdict {
        let best = fitting.min { $0.rank < $1.rank }
        var tier: MatchTier?
        if case .match = outcome {
            tier = best?.assessment.standing == .identified ? .verifiedIdentifier : .crossCheck
        }
        let explanation = MatchExplanation(
            normaliser: Normaliser.version, tier: tier, gates: gates, candidates: candidates,
            levels: best?.levels ?? [])
        let ordered = fitting.sorted { $0.order < $1.order }
        return Matcher.Verdict(outcome: outcome, explanation: explanation, fitting: ordered.map(\.key))
    }
}

private struct Assessed {
    let key: PersonKey
    /// Among all who were met.
    let place: Int
    let isRestricted: Bool
    let compared: Comparison
    let assessment: Assessment

    init(
        _ key: PersonKey, _ place: Int, _ isRestricted: Bool, _ compared: Comparison, _ assessment: Assessment
    ) {
        self.key = key
        self.place = place
        self.isRestricted = isRestricted
        self.compared = compared
        self.assessment = assessment
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
    var order: (Int, Int) { (isRestricted ? 0 : 1, rank) }

    var levels: [String] {
        [
            "given: \(compared.given.rawValue)", "family: \(compared.family.rawValue)",
            "birth: \(compared.birth.rawValue)", "place: \(compared.place.rawValue)",
            "middle: \(compared.middle.rawValue)", "sex: \(compared.sex.rawValue)",
            "number: \(compared.number.rawValue)",
        ]
    }
}
