import PolicyEngine
import WireProtocol

/// Looks at the rules of a group, each beside all others.
struct RuleReview {
    let group: RuleGroup
    let boxes: PolicyBoxes
    let prohibited: Covering
    /// What the question alone prohibits.
    let refused: Covering
    /// The shares of the group by their asker; only those of one asker can meet.
    private let sharesOf: [WordMask: [ShareBoxes]]

    init(_ group: RuleGroup, _ boxes: PolicyBoxes) {
        self.group = group
        self.boxes = boxes
        prohibited = Covering(group.prohibitions.flatMap(\.boxes))
        refused = Covering(group.prohibitions.filter { !$0.rule.needsRecord }.flatMap(\.boxes))
        sharesOf = Dictionary(grouping: group.shares, by: \.asked.requester)
    }

    /// The other shares that fit some of the questions of a box which is of one asker.
    func others(than share: ShareBoxes, meeting asked: Box) -> [ShareBoxes] {
        (sharesOf[asked.requester] ?? []).filter { $0 !== share && $0.asked.meets(asked) }
    }

    /// What it found, and the shares of which it could not say whether they add anything.
    func findings(_ budget: inout WorkBudget) throws(NotDecided) -> (findings: [PolicyFinding], undecided: [Code]) {
        var findings: [PolicyFinding] = []
        var standing: [ShareBoxes] = []
        for share in group.subjects {
            let found = try deadParts(share, &budget)
            findings += found
            if found.first?.kind != .dead { standing.append(share) }
        }
        findings += try prohibitions(&budget)
        var half = budget.half()
        let redundant = redundantShares(&standing, &half)
        findings += redundant.findings
        findings += try obligations(standing, &budget)
        return (findings, redundant.undecided)
    }

    func finding(_ kind: PolicyFinding.Kind, _ rule: ProhibitionBoxes, _ message: String, _ help: String)
        -> PolicyFinding
    {
        PolicyFinding(
            kind: kind, path: rule.path, line: rule.rule.spot.line,
            column: rule.rule.spot.column, message: message, help: help, witness: nil)
    }

    func finding(
        _ kind: PolicyFinding.Kind, _ share: ShareBoxes, _ spot: Spot, _ message: String, _ help: String,
        _ witness: Witness?
    ) -> PolicyFinding {
        PolicyFinding(
            kind: kind, path: share.path, line: spot.line, column: spot.column, message: message, help: help,
            witness: witness)
    }
}
