extension RunReport {
    /// The report as JUnit XML, one suite a section and one a policy set: a failure fails, what is inconclusive errs, what was not run is skipped.
    package var junit: String {
        let sections = Section.allCases.compactMap { section -> String? in
            let own = results.filter { $0.conformanceCase.section == section }
            guard !own.isEmpty else { return nil }
            let counts =
                "tests=\"\(own.count)\" failures=\"\(own.count { $0.verdict == .fail })\" "
                + "errors=\"\(own.count { $0.verdict == .inconclusive })\" skipped=\"\(own.count { $0.verdict == .notClaimed })\""
            return "  <testsuite name=\"\(Markup.attribute("\(section.rawValue) \(section.title)"))\" \(counts)>\n"
                + own.map(testcase).joined() + "  </testsuite>\n"
        }
        return
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fcg-conformance\" tests=\"\(results.count + policies.reduce(0) { $0 + $1.rows.count })\">\n"
            + sections.joined() + policySuites + "</testsuites>\n"
    }

    private func testcase(_ result: CaseResult) -> String {
        let one = result.conformanceCase
        let seconds = Double(result.milliseconds) / 1_000
        let name = Markup.attribute("\(one.citations.map(\.text).joined(separator: " ")) \(one.title)")
        let opening = "    <testcase classname=\"\(Markup.attribute(one.id))\" name=\"\(name)\" time=\"\(seconds)\""
        guard let inside = outcome(result) else { return opening + "/>\n" }
        return opening + ">\n      \(inside)\n    </testcase>\n"
    }

    private func outcome(_ result: CaseResult) -> String? {
        let message = Markup.attribute(redaction.text(Array(result.message.utf8)))
        switch result.verdict {
        case .pass: return nil
        case .notClaimed: return "<skipped message=\"\(message)\"/>"
        case .warn: return "<system-out>\(Markup.text("warning: " + result.message))</system-out>"
        case .fail, .inconclusive:
            if !isSurprise(result), let entry = expected.entry(result) {
                return "<skipped message=\"\(Markup.attribute("expected until \(entry.until): \(entry.reason)"))\"/>"
            }
            let element = result.verdict == .fail ? "failure" : "error"
            return "<\(element) message=\"\(message)\">\(Markup.text(explanation(result)))</\(element)>"
        }
    }

    /// Everything that helps to understand a result, as plain text.
    func explanation(_ result: CaseResult) -> String {
        var lines = ["clause: " + result.conformanceCase.citations.map(\.text).joined(separator: ", ")]
        if let cause = result.breach?.cause { lines.append("likely cause: \(cause)") }
        if let base = result.breach?.expectedBase { lines += ["expected signature base:", redaction.text(base)] }
        if let base = result.breach?.inferredBase { lines += ["signature base that verifies:", redaction.text(base)] }
        for entry in result.trace { lines += ["--- \(entry.direction.rawValue)", redaction.text(entry.octets)] }
        return lines.joined(separator: "\n")
    }
}

/// Text inside XML and HTML.
enum Markup {
    /// Escaped, without the control characters that XML 1.0 does not have.
    static func text(_ text: String) -> String {
        let allowed = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
        return String(String.UnicodeScalarView(allowed))
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// The same for an attribute in double quotes.
    static func attribute(_ text: String) -> String {
        Markup.text(text).replacing("\"", with: "&quot;").replacing("\n", with: " ")
    }
}
