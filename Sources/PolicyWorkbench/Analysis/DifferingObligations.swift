import PolicyEngine
import WireProtocol

extension RuleReview {
    /// Pairs of shares that fit the same questions and come with other obligations; one finding a share.
    func obligations(
        _ standing: [ShareBoxes], _ budget: inout WorkBudget
    ) throws(NotDecided) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        let asked = standing.map(\.asked)
        let steps = standing.map(\.share.obligations)
        var before: [WordMask: [Int]] = [:]
        for place in standing.indices {
            defer { before[asked[place].requester, default: []].append(place) }
            for earlier in before[asked[place].requester] ?? []
            where asked[earlier].meets(asked[place]) && steps[earlier] != steps[place] {
                guard let both = asked[place].intersection(asked[earlier]),
                    let open = try refused.gap(in: both, &budget)
                else { continue }
                let (share, other) = (standing[place], standing[earlier])
                findings.append(try differing(share, other, try shown(share, other, &budget) ?? open))
                break
            }
        }
        return findings
    }

    /// A question and a record on which both tell something.
    private func shown(
        _ share: ShareBoxes, _ other: ShareBoxes, _ budget: inout WorkBudget
    ) throws(NotDecided) -> Box? {
        let both = share.told.flatMap { told in other.told.compactMap(told.intersection) }
        return try prohibited.remainder(of: both, &budget).first
    }

    private func differing(_ share: ShareBoxes, _ other: ShareBoxes, _ open: Box) throws(NotDecided) -> PolicyFinding {
        let keys = ObligationScale.keys.filter {
            share.share.obligations.step(of: $0) != other.share.obligations.step(of: $0)
        }
        let witness = group.answers ? try boxes.space.witness(in: open, boxes.set) : nil
        if let witness, !Set([share.share.id, other.share.id]).isSubset(of: witness.grantedBy) {
            throw NotDecided(reason: "analysis and evaluator disagree on `\(share.share.id)`; \(witness)")
        }
        return finding(
            .obligations, share, share.share.spot,
            "share `\(share.share.id)` and share `\(other.share.id)` fit the same questions with another "
                + RegionSentence.join(keys.map { "`\($0)`" }, "and"),
            "the strictest counts for both, so each narrows what comes with the other; write the same in both", witness)
    }
}
