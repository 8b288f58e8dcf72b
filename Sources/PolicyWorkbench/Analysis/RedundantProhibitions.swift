import PolicyEngine
import WireProtocol

extension RuleReview {
    /// Prohibitions that others do the work of, and those that no share reaches.
    func prohibitions(_ budget: inout WorkBudget) throws(NotDecided) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        var gone: Set<String> = []
        for rule in group.subjectRules.reversed() {
            let others = group.prohibitions.filter { other in
                other.key != rule.key && !gone.contains(other.key) && other.stands(in: rule)
            }
            if try Covering(others.flatMap(\.boxes)).covers(rule.boxes, &budget) {
                gone.insert(rule.key)
                let enough = try Covering.fewest(of: others, over: rule.boxes, &budget, boxes: \.boxes)
                findings.append(replaced(rule, enough.map(\.rule.id)))
            } else if rule.agreement != nil, !isReached(rule) {
                findings.append(idle(rule))
            }
        }
        return findings
    }

    private func isReached(_ rule: ProhibitionBoxes) -> Bool {
        group.shares.contains { share in share.told.contains { told in rule.boxes.contains(where: told.meets) } }
    }

    private func replaced(_ rule: ProhibitionBoxes, _ others: [Code]) -> PolicyFinding {
        let names = RegionSentence.join(others.map { "`\($0)`" }, "and")
        return finding(
            others.count == 1 ? .redundant : .shadowed, rule,
            "`\(rule.rule.id)` adds nothing: \(names) \(others.count == 1 ? "takes" : "take together") all it takes away",
            "take it out, or say what it is to add")
    }

    private func idle(_ rule: ProhibitionBoxes) -> PolicyFinding {
        finding(
            .idle, rule, "`\(rule.rule.id)` withholds nothing: no share tells what it would take away",
            "take it out, or correct what it is about")
    }
}

extension ProhibitionBoxes {
    /// Whether it would do for another one: the asker reads the same, and a person is called no less.
    fileprivate func stands(in other: ProhibitionBoxes) -> Bool {
        rule.tell == other.rule.tell && (rule.handsOff || !other.rule.handsOff)
            && (agreement == nil || agreement?.requester == other.agreement?.requester)
    }
}
