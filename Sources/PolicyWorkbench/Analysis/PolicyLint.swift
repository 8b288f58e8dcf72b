package import PolicyEngine
package import WireProtocol

/// What lint has found in a set.
package struct PolicyLint: Sendable {
    /// By file, from top to bottom.
    package let findings: [PolicyFinding]
    /// What could not be judged, and why; then the findings are not complete.
    package let notDecided: [String]

    /// Nothing but notes, and everything judged.
    package var isClean: Bool { notDecided.isEmpty && findings.allSatisfy(\.isNote) }
}

extension PolicySet {
    /// Looks for rules that do nothing, or not what they seem to, and for papers and days that are not in order.
    ///
    /// What has ended is passed over. What does not answer yet is judged as if it did, beside all that does.
    package func lint(on day: CalendarDay, within budget: WorkBudget = .usual) -> PolicyLint {
        var findings = PaperReview(set: self, day: day).findings()
        var notDecided: [String] = []
        do {
            var budget = budget
            let boxes = PolicyBoxes(self, try AnalysisSpace([self]))
            for group in boxes.groups {
                let review = try RuleReview(group, boxes).findings(&budget)
                findings += review.findings
                guard let first = review.undecided.first else { continue }
                let others = review.undecided.count > 1 ? " and \(review.undecided.count - 1) others" : ""
                notDecided.append("whether share `\(first)`\(others) would be missed, so many overlap")
            }
            findings += try CliffReview(boxes: boxes, day: day).findings(&budget)
        } catch { notDecided.append(error.reason) }
        return PolicyLint(
            findings: findings.sorted { ($0.path, $0.line, $0.column) < ($1.path, $1.line, $1.column) },
            notDecided: notDecided)
    }
}

/// Rules that are judged together.
struct RuleGroup {
    /// The rules that are judged.
    let subjects: [ShareBoxes]
    let subjectRules: [ProhibitionBoxes]
    /// All that stand beside each other, the subjects among them.
    let shares: [ShareBoxes]
    let prohibitions: [ProhibitionBoxes]
    /// Whether the evaluator answers by them today, so that it can confirm what is found.
    let answers: Bool
}

extension PolicyBoxes {
    /// What answers; and each agreement and each trial that may do so one day, beside that.
    var groups: [RuleGroup] {
        let live = shares.filter(\.answers)
        let rules = prohibitions.filter(\.answers)
        let standing = RuleGroup(subjects: live, subjectRules: rules, shares: live, prohibitions: rules, answers: true)
        let waiting = Dictionary(grouping: shares.filter { !$0.answers && !$0.hasEnded }) { share in
            share.agreement.state == "live" ? share.trial?.id ?? share.agreement.id : share.agreement.id
        }
        return [standing]
            + waiting.sorted { $0.key < $1.key }.map { _, subjects in
                let own = prohibitions.filter { rule in
                    !rule.answers && rule.agreement?.id == subjects[0].agreement.id
                }
                return RuleGroup(
                    subjects: subjects, subjectRules: own, shares: live + subjects, prohibitions: rules + own,
                    answers: false)
            }
    }
}

extension ShareBoxes {
    fileprivate var hasEnded: Bool { agreement.state == "ended" || trial?.state == "ended" }
}
