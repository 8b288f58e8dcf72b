import PolicyEngine
import WireProtocol

extension TrialReport: CustomStringConvertible {
    /// The report as a page of plain text. Small numbers are hidden.
    package var description: String {
        ([title, trial.question, ""] + table + [""] + measures + [""] + end).joined(separator: "\n")
    }

    private var cells: SmallCells { SmallCells(smallest: trial.report.smallestCell) }

    private var title: String {
        let valid = "\(trial.valid.from) to \(trial.valid.until)"
        let when =
            days.map {
                $0.until == trial.valid.until && day > $0.until ? "over" : "day \($0.length) of \(trial.valid.length)"
            }
            ?? "not begun"
        return "Trial `\(trial.id)` of agreement `\(trial.agreement)`, \(trial.mode), \(valid): \(when) on \(day)"
    }

    private var table: [String] {
        guard let baseline else { return ["It has not begun, so there is nothing to compare."] }
        let groups = [before, during, others]
        let isWatching = trial.mode == "watching"
        let rows: [(String, [String])] = [
            ("", ["before", "in the trial", "other teams"]),
            ("questions of the kind it is about", groups.map { cells.text($0.asked) }),
            ("  for which something was permitted", groups.map { cells.part($0.permitted, of: $0.asked) }),
            ("  which showed something", groups.map { part($0.shown, of: $0) }),
            (
                isWatching ? "  which it would have answered" : "  which it answered",
                ["-", part(isWatching ? during.watched : during.answered, of: during, isWatching), "-"]
            ),
        ]
        let wide = rows.map(\.0.count).max() ?? 0
        return rows.map { name, columns in
            let cells = columns.map { String(repeating: " ", count: max(0, 14 - $0.count)) + $0 }.joined()
            return name + String(repeating: " ", count: wide - name.count) + cells
        } + [
            "before: its teams, \(baseline.from) to \(baseline.until), as many days. "
                + "A number is `hidden` where it is below \(cells.smallest), or would give away one that is."
        ]
    }

    /// A part of the permitted questions, and so of the asked ones; what only would have been permitted is a part of the
    /// asked ones alone.
    private func part(_ count: Int, of group: Group, _ isWatching: Bool = false) -> String {
        let ofAsked = cells.part(count, of: group.asked)
        guard !isWatching else { return ofAsked }
        let ofPermitted = cells.part(count, of: group.permitted)
        return [ofAsked, ofPermitted].contains(SmallCells.hidden) ? SmallCells.hidden : ofAsked
    }

    private var measures: [String] {
        trial.measures.map { measure in
            let counted = counted(measure.id)
            let since = "\(measure.id) (counts `\(measure.counts)`): \(cells.text(max(0, counted.since)))"
            return measure.compareWith == "zero"
                ? since : since + ", before the trial " + cells.text(max(0, counted.before))
        } + [stopRule]
    }

    private var stopRule: String {
        let rule =
            "stop rule: \(trial.stopAtComplaints) \(trial.stopAtComplaints == 1 ? "complaint" : "complaints") upheld"
        if stopRuleIsReached { return rule + ", reached: it gives nothing any more" }
        return rule + ", not reached" + (standsStill ? "; it is suspended" : "")
    }

    private var end: [String] {
        let to = trial.report.to.map(\.text).joined(separator: ", ")
        var lines = ["report due by \(trial.report.by), to: \(to); owner: \(trial.owner)"]
        if trial.report.published == "after-the-end", day <= trial.valid.until {
            lines.append("not to be published before its end on \(trial.valid.until)")
        }
        if let decided {
            lines.append("outcome noted: \(decided.outcome), because: \(decided.because)")
            if trial.outcome != decided.outcome {
                lines.append(
                    "its file still says `\(trial.outcome)`: write `state: ended` and `outcome: \(decided.outcome)`")
            }
        } else {
            lines.append("outcome: \(trial.outcome)")
            if day > trial.report.by { lines.append("the report is overdue: decide with `fcg policy trial decide`") }
        }
        return lines
    }
}
