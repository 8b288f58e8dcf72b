import WireProtocol

/// One look-up under way. Whoever is met is compared in full as they come, decoys too, and nobody is kept but by key.
package struct LookUp: ~Copyable {
    private let asked: PersonDescription
    private let sought: Sought
    private let matcher: Matcher
    private let shares: Scorer.Shares
    /// The person met last. The next one is read into the same room.
    private var held = Evidence()
    private var fitting: [Assessed] = []
    /// Whoever scored best of all who were met, decoys too: explained where nobody fits, and then not kept.
    private var nearest: Assessed?
    private var real = 0

    init(_ asked: PersonDescription, _ matcher: Matcher) {
        self.asked = asked
        self.matcher = matcher
        sought = Sought(asked.evidence.reveal())
        shares = matcher.scorer.shares(sought.evidence)
    }

    /// Meets somebody by their card; `false` if it holds no record. `place` is where they stand among all who are met.
    package mutating func meet(
        _ key: PersonKey, at place: Int, card: UnsafeBufferPointer<UInt8>, isRestricted: Bool, isDecoy: Bool
    ) -> Bool {
        guard held.read(card: card) else { return false }
        note(assess(key, place, held, isRestricted: isRestricted), isDecoy: isDecoy)
        return true
    }

    mutating func meet(_ candidate: Candidate, at place: Int) {
        let (record, held) = (candidate.record, candidate.record.evidence.reveal())
        note(assess(candidate.key, place, held, isRestricted: record.isRestricted), isDecoy: candidate.isDecoy)
    }

    private func assess(_ key: PersonKey, _ place: Int, _ held: Evidence, isRestricted: Bool) -> Assessed {
        let compared = Comparison(sought, held, placeIsHidden: isRestricted && !Mutant.postcodeOracle.isOn)
        let pattern = LevelPattern(compared)
        let score = matcher.scorer.score(pattern, shares)
        let assessment = matcher.assess(compared, sought.evidence, held, score: score)
        return Assessed(
            key: key, place: place, isRestricted: isRestricted, given: compared.given, birth: compared.birth,
            pattern: pattern, score: score, assessment: assessment)
    }

    private mutating func note(_ assessed: Assessed, isDecoy: Bool) {
        if nearest.map({ $0.score < assessed.score }) ?? true { nearest = assessed }
        guard !isDecoy, !(assessed.isRestricted && Mutant.restrictedTwin.isOn) else { return }
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
            let isOnly = identified.count == 1 && !fitting.contains { $0.isNamedBetter(than: one) }
            return isOnly ? (.match(one.key), []) : (.needMore, [.secondCandidate])
        }
        return weighed(fitting)
    }

    /// Gate e: whoever nearly fits makes a cross-check uncertain; whoever fits at all, vetoed or not, a weighing.
    private func weighed(_ fitting: [Assessed]) -> (MatchOutcome, [Gate]) {
        let certain = fitting.filter { [.crossChecked, .scored].contains($0.assessment.standing) }
        guard let one = certain.first else { return (.needMore, []) }
        let isRivalled =
            one.assessment.standing == .scored
            ? fitting.count > 1 : fitting.contains { $0.assessment.standing == .close }
        return certain.count == 1 && !isRivalled || Mutant.secondCandidate.isOn
            ? (.match(one.key), []) : (.needMore, [.secondCandidate])
    }

    private func verdict(
        _ outcome: MatchOutcome, _ fitting: [Assessed], gates: [Gate], among candidates: Int
    ) -> Matcher.Verdict {
        let best = fitting.min { ($0.rank, -$0.score) < ($1.rank, -$1.score) }
        var tier: MatchTier?
        if case .match = outcome {
            tier =
                switch best?.assessment.standing {
                case .identified: .verifiedIdentifier
                case .scored: .weighed
                default: .crossCheck
                }
        }
        let explanation = MatchExplanation(
            normaliser: Normaliser.version, tier: tier, gates: gates, candidates: candidates,
            nearest: (best ?? nearest).map { matcher.scorer.waterfall($0.pattern, shares) }, cameNear: best != nil)
        let ordered = fitting.sorted { $0.order < $1.order }
        return Matcher.Verdict(outcome: outcome, explanation: explanation, fitting: ordered.map(\.key))
    }
}

private struct Assessed {
    let key: PersonKey
    /// Among all who were met.
    let place: Int
    let isRestricted: Bool
    let given: GivenLevel
    let birth: BirthLevel
    let pattern: LevelPattern
    let score: Int
    let assessment: Assessment

    /// Whether somebody with another number has the very name that the other has only nearly, and the same birthday.
    func isNamedBetter(than other: Assessed) -> Bool {
        assessment.standing == .vetoed && given == .exact && other.given != .exact && birth == .exact
    }

    var rank: Int {
        switch assessment.standing {
        case .identified: 0
        case .crossChecked: 1
        case .scored: 2
        case .contradicted: 3
        case .close: 4
        case .vetoed: 5
        case .other: 6
        }
    }

    /// Restricted people first, then by closeness.
    var order: (Int, Int, Int) { (isRestricted ? 0 : 1, rank, -score) }
}
