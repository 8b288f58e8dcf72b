import PolicyEngine
import WireProtocol

extension PolicyReplay: CustomStringConvertible {
    /// What would change, rule by rule, for people. Small numbers are hidden.
    package var description: String { ([headline] + sentences + remarks).joined(separator: "\n") }

    private var cells: SmallCells { SmallCells() }

    private var sorted: [(change: Change, count: Int)] {
        changes.map { ($0.key, $0.value) }.sorted {
            ($0.change.rule?.text ?? "~", -$0.count, $0.change.sortKey)
                < ($1.change.rule?.text ?? "~", -$1.count, $1.change.sortKey)
        }
    }

    private var headline: String {
        let span = days.map { range in
            range.lowerBound == range.upperBound
                ? " of \(range.lowerBound)" : " of \(range.lowerBound) to \(range.upperBound)"
        }
        let sum = cells.table(sorted.map(\.count)).sum
        let would = changed == 0 ? "none would change" : (sum == SmallCells.hidden ? "some" : sum) + " would change"
        return "decisions\(span ?? "") laid against the draft: \(compared); \(would)"
    }

    private var sentences: [String] {
        let (sorted, table) = (sorted, cells.table(sorted.map(\.count)))
        var lines: [String] = []
        for (index, entry) in sorted.enumerated() {
            if index == 0 || sorted[index - 1].change.rule != entry.change.rule {
                lines.append(entry.change.rule.map { "By `\($0)`:" } ?? "By no single rule:")
            }
            lines.append("  \(table.cells[index]): " + sentence(entry.change))
        }
        if table.cells.contains(SmallCells.hidden) {
            lines.append(
                "A number is `\(SmallCells.hidden)` where it is below \(cells.smallest), or would give away one that is."
            )
        }
        return lines
    }

    private func sentence(_ change: Change) -> String {
        let vocabulary = draft.vocabulary
        let council = vocabulary.authority(change.requester)?.name ?? change.requester.code
        let category = vocabulary.category(change.category)?.name ?? change.category.text
        return "\(council), for `\(change.purpose)`, \(category) of a `\(change.about)`: "
            + "\(change.before) would become \(change.after)"
    }

    private var remarks: [String] {
        var remarks: [String] = []
        func remark(_ count: Int, _ text: String) {
            if count > 0 { remarks.append("\(cells.text(count)) \(text)") }
        }
        remark(
            contradictions,
            "are decided otherwise by the very set that made them: have the audit trail verified before you rely on this"
        )
        remark(
            underUnknownSets,
            "were made under sets that are not at hand: levels and reasons are compared, fields and obligations are not"
        )
        remark(
            withoutFacts,
            "are about somebody matched of whom no facts were kept: compared on the question alone, not on the record")
        remark(omitted[.overLimit] ?? 0, "were refused because an agreed number of questions was used up: not compared")
        remark(omitted[.stoodStill] ?? 0, "were refused while something stood still: not compared")
        remark(omitted[.otherCouncil] ?? 0, "are of another council: not compared")
        return remarks
    }
}

extension PolicyReplay.Change {
    fileprivate var sortKey: String { "\(requester) \(purpose) \(category) \(about) \(before) \(after)" }
}
