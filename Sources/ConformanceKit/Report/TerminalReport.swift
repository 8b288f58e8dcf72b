extension RunReport {
    /// What stands on the terminal at the end: everything that is to be explained, and the counts.
    package var terminal: String {
        var lines: [String] = []
        for result in results where explains(result) {
            let one = result.conformanceCase
            lines += [
                "",
                "\(result.verdict.rawValue.uppercased())  \(one.citations.map(\.text).joined(separator: " "))  \(one.id)",
            ]
            lines += ["    \(one.title)", "    \(redaction.text(Array(result.message.utf8)))"]
            if let cause = result.breach?.cause { lines.append("    likely cause: \(cause)") }
            if let entry = expected.entry(result) {
                let word = isSurprise(result) ? "was expected until" : "expected until"
                lines.append("    \(word) \(entry.until): \(entry.reason)")
            }
        }
        for entry in expected.outlived(results) {
            lines += [
                "", "`\(entry.name)` was expected to \(entry.verdict.rawValue) and passes: take it out of the list",
            ]
        }
        lines += policyLines
        let seconds = Double(milliseconds / 100) / 10
        lines += ["", "\(counts), in \(seconds) s; seed \(plan.seed), suite \(SuiteVersion.text)"]
        return lines.joined(separator: "\n")
    }
}
