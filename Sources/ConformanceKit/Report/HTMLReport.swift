import WireProtocol

extension RunReport {
    /// The report as one page that needs nothing else: no script, no font, no picture. Verdicts are words as well as
    /// colours, tables have headers and a caption, and everything can be reached by keyboard.
    package var html: String {
        let title = "Conformance of \(node.authority) at \(node.address)"
        return """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Markup.text(title))</title>
            <style>\(RunReport.style)</style>
            </head>
            <body>
            <a class="skip" href="#results">Skip to results</a>
            <header><h1>\(Markup.text(title))</h1></header>
            <main>
            \(summary)
            \(problems)
            <h2 id="results">All results</h2>
            \(Section.allCases.map(table).joined())
            \(policyTables)
            </main>
            </body>
            </html>

            """
    }

    private var summary: String {
        let rows = [
            (
                "Result",
                exitCode == 0
                    ? "As it should be" : exitCode == 1 ? "Something is broken" : "Not everything could be found out"
            ),
            ("Counts", counts), ("Profiles", plan.profiles.map(\.rawValue).sorted().joined(separator: ", ")),
            ("Mode", plan.mode.rawValue), ("Node", node.software), ("Directory version", String(node.directory)),
            ("Begun", began.text), ("Took", "\(Double(milliseconds / 100) / 10) seconds"), ("Seed", String(plan.seed)),
            ("Suite", "\(SuiteVersion.text), digest \(SuiteVersion.digest)"),
        ]
        return "<dl>" + rows.map { "<dt>\($0.0)</dt><dd>\(Markup.text($0.1))</dd>" }.joined(separator: "\n") + "</dl>"
    }

    private var problems: String {
        let found = results.filter(explains)
        guard !found.isEmpty else {
            return policyCount(.fail) + policyCount(.warn) + policyCount(.inconclusive) == 0
                ? "<p>Nothing failed, nothing is to be warned of, and nothing stayed open.</p>"
                : "<p>Every clause that was tested is kept; see the rows of the policy sets below.</p>"
        }
        return "<h2>What is not as it should be</h2>" + found.map(problem).joined()
    }

    private func problem(_ result: CaseResult) -> String {
        let one = result.conformanceCase
        var parts = [
            "<h3 id=\"\(Markup.attribute(one.id))\">\(tag(result.verdict)) \(Markup.text(one.title))</h3>",
            "<p><strong>\(Markup.text(one.citations.map(\.text).joined(separator: ", ")))</strong> (\(one.severity.rawValue)), "
                + "case <code>\(Markup.text(one.id))</code></p>",
            "<p>\(Markup.text(redaction.text(Array(result.message.utf8))))</p>",
        ]
        if let cause = result.breach?.cause { parts.append("<p>Likely cause: \(Markup.text(cause))</p>") }
        if let entry = expected.entry(result) {
            parts.append("<p>Expected until \(entry.until): \(Markup.text(entry.reason))</p>")
        }
        parts += bases(result)
        if !result.trace.isEmpty {
            parts.append("<details><summary>What went over the wire in <code>\(Markup.text(one.id))</code></summary>")
            for entry in result.trace {
                parts.append(
                    "<h4>\(entry.direction.rawValue)</h4><pre tabindex=\"0\">\(Markup.text(redaction.text(entry.octets)))</pre>"
                )
            }
            parts.append("</details>")
        }
        return "<section>" + parts.joined(separator: "\n") + "</section>"
    }

    private func bases(_ result: CaseResult) -> [String] {
        guard let expected = result.breach?.expectedBase else { return [] }
        let inferred =
            result.breach?.inferredBase.map { redaction.text($0) }
            ?? "No base that is often built by mistake verifies either."
        return [
            "<div class=\"beside\"><div><h4>Expected signature base</h4><pre tabindex=\"0\">\(Markup.text(redaction.text(expected)))</pre></div>",
            "<div><h4>Base the signature was made over</h4><pre tabindex=\"0\">\(Markup.text(inferred))</pre></div></div>",
        ]
    }

    private func table(_ section: Section) -> String {
        let own = results.filter { $0.conformanceCase.section == section }
        guard !own.isEmpty else { return "" }
        let rows = own.map { result in
            let one = result.conformanceCase
            let name =
                explains(result)
                ? "<a href=\"#\(Markup.attribute(one.id))\">\(Markup.text(one.title))</a>" : Markup.text(one.title)
            return
                "<tr><td>\(tag(result.verdict))</td><th scope=\"row\">\(Markup.text(one.citations.map(\.text).joined(separator: " ")))</th>"
                + "<td>\(name)</td><td>\(one.severity.rawValue)</td></tr>"
        }
        return
            "<table><caption>\(section.rawValue) \(Markup.text(section.title))</caption><thead><tr><th scope=\"col\">Verdict</th>"
            + "<th scope=\"col\">Clause</th><th scope=\"col\">What is done, and what must come of it</th><th scope=\"col\">Level</th></tr></thead><tbody>"
            + rows.joined(separator: "\n") + "</tbody></table>"
    }

    func tag(_ verdict: Verdict) -> String { "<span class=\"\(verdict.rawValue)\">\(verdict.rawValue)</span>" }

    /// Contrast of text is at least 4.5 to 1 (WCAG 2.2, 1.4.3); focus is visible (2.4.7).
    private static let style = """
        body{font:1.1rem/1.5 system-ui,sans-serif;color:#0b0c0c;max-width:75rem;margin:0 auto;padding:0 1rem}
        h1{font-size:2rem}caption{font-weight:bold;font-size:1.2rem;text-align:left;padding:1.5rem 0 .5rem}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #b1b4b6;font-weight:normal}
        thead th{font-weight:bold}th[scope=row]{white-space:nowrap;font-family:monospace}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.5rem}dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}
        pre{background:#f3f2f1;padding:.8rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.95rem}
        section{border-left:.4rem solid #d4351c;padding-left:1rem;margin:1.5rem 0}.beside{display:flex;gap:1rem;flex-wrap:wrap}.beside>div{flex:1 1 25rem}
        .pass,.fail,.warn,.inconclusive,.not-claimed{display:inline-block;padding:0 .5rem;font-weight:bold;font-size:1rem}
        .pass{background:#005a30;color:#fff}.fail{background:#942514;color:#fff}.warn{background:#ffdd00;color:#0b0c0c}
        .inconclusive{background:#003078;color:#fff}.not-claimed{background:#eeefef;color:#383f43}
        a{color:#1d70b8}a:focus,summary:focus,pre:focus{outline:.2rem solid #0b0c0c;background:#ffdd00;color:#0b0c0c}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
        """
}
