import PolicyEngine
import WireProtocol

extension RuleReview {
    /// The later of two alike is the one that could go; what could go no longer stands in for others.
    ///
    /// Whether a share among many that overlap adds anything can be too hard to say; such shares are named.
    func redundantShares(
        _ standing: inout [ShareBoxes], _ budget: inout WorkBudget
    ) -> (findings: [PolicyFinding], undecided: [Code]) {
        var findings: [PolicyFinding] = []
        var undecided: [Code] = []
        var gone: Set<ObjectIdentifier> = []
        for share in standing.reversed() {
            let others = others(than: share, meeting: share.asked).filter { !gone.contains(ObjectIdentifier($0)) }
            guard !others.isEmpty else { continue }
            do {
                let found = try budget.lend(Self.most) { (lent) throws(NotDecided) in
                    try isReplaced(share, by: others, &lent) ? try redundant(share, others, &lent) : nil
                }
                guard let found else { continue }
                gone.insert(ObjectIdentifier(share))
                findings.append(found)
            } catch { undecided.append(share.share.id) }
        }
        standing.removeAll { gone.contains(ObjectIdentifier($0)) }
        return (findings, undecided)
    }

    /// Steps for one share.
    private static let most = 50_000

    /// Others tell all it tells, wherever it fits a question they fit it too, and with obligations no less strict.
    private func isReplaced(
        _ share: ShareBoxes, by others: [ShareBoxes], _ budget: inout WorkBudget
    ) throws(NotDecided) -> Bool {
        let open = try refused.remainder(of: [share.asked], &budget)
        guard try Covering(others.map(\.asked)).covers(open, &budget) else { return false }
        for key in ObligationScale.keys {
            let step = share.share.obligations.step(of: key)
            let asStrict = others.filter { $0.share.obligations.step(of: key) >= step }
            if asStrict.count == others.count { continue }
            guard try Covering(asStrict.map(\.asked)).covers(open, &budget) else { return false }
        }
        let rest = try prohibited.remainder(of: share.told, &budget)
        return try Covering(others.flatMap(\.told)).covers(rest, &budget)
    }

    private func redundant(
        _ share: ShareBoxes, _ others: [ShareBoxes], _ budget: inout WorkBudget
    ) throws(NotDecided) -> PolicyFinding {
        let rest = try prohibited.remainder(of: share.told, &budget)
        let enough = try Covering.fewest(of: others, over: rest, &budget, boxes: \.told)
        for part in group.answers ? rest : [] {
            let witness = try boxes.space.witness(in: part, boxes.set, isTold: true)
            guard witness.by.contains(where: { $0 != share.share.id }) else {
                throw NotDecided(reason: "analysis and evaluator disagree on `\(share.share.id)`; \(witness)")
            }
        }
        let names = RegionSentence.join(enough.map { "`\($0.share.id)`" }, "and")
        return finding(
            enough.count == 1 ? .redundant : .shadowed, share, share.share.spot,
            "share `\(share.share.id)` adds nothing: \(names) \(enough.count == 1 ? "tells" : "tell together") all it tells",
            "take it out; nobody would be told less, nor with other obligations", nil)
    }
}
