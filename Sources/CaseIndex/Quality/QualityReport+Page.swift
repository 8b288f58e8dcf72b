import WireProtocol

/// The report as one page that stands alone: no script, nothing fetched, readable without its colours (WCAG 2.2 AA).
extension QualityReport {
    /// HTML in UTF-8.
    package var page: String {
        """
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Data quality of the extracts, \(made.londonDay)</title>
        <style>\(QualityReport.style)</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header><p>Family Context Gateway</p></header>
        <main id="main">
        <h1>Data quality of the extracts</h1>
        <p>Made \(QualityReport.escaped(made.text)). It names files, rows and columns, and nothing of what stands in them.</p>
        \(summary)
        \(sources.enumerated().map { section($0.element, $0.offset) }.joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var summary: String {
        let rows = sources.enumerated().map { place, source in
            let state =
                source.refusal != nil ? "would be refused" : source.warnings.isEmpty ? "sound" : "has warnings"
            return """
                <tr><th scope="row"><a href="#source-\(place)">\(QualityReport.escaped(source.title))</a></th>\
                <td>\(state)</td><td>\(source.report.quarantined)</td><td>\(source.report.cellsLeftOut)</td></tr>
                """
        }
        return QualityReport.table(
            "All sources", ["Source", "State", "Rows left out", "Cells left out"], rows)
    }

    private func section(_ source: Source, _ place: Int) -> String {
        var parts = ["<section id=\"source-\(place)\" aria-labelledby=\"title-\(place)\">"]
        parts.append("<h2 id=\"title-\(place)\">\(QualityReport.escaped(source.name ?? source.title))</h2>")
        if let at = source.extractedAt { parts.append("<p>Extracted \(QualityReport.escaped(at.text)).</p>") }
        if let refusal = source.refusal {
            parts.append(
                "<p class=\"note\"><strong>Would be refused:</strong> "
                    + "\(QualityReport.escaped("\(refusal.place): \(refusal.problem). \(refusal.remedy)"))</p>")
        }
        for warning in source.warnings {
            parts.append("<p class=\"note\"><strong>Warning:</strong> \(QualityReport.escaped(warning))</p>")
        }
        parts += tables(source)
        return parts.joined(separator: "\n") + "\n</section>"
    }

    private func tables(_ source: Source) -> [String] {
        var tables: [String] = []
        if !source.report.files.isEmpty {
            tables.append(
                QualityReport.table(
                    "Rows by file", ["File", "Rows", "Usable"],
                    source.report.files.map {
                        "<tr><th scope=\"row\">\($0.file)</th><td>\($0.read)</td><td>\($0.accepted)</td></tr>"
                    }))
        }
        if let quality = source.report.quality {
            tables.append(
                QualityReport.table(
                    "Checklist", ["What", "Share"],
                    quality.shares.map {
                        "<tr><th scope=\"row\">\(QualityReport.escaped($0.name))</th><td>\(QualityReport.words($0))</td></tr>"
                    }))
        }
        if !source.report.faultCounts.isEmpty {
            tables.append(
                QualityReport.table(
                    "Faults, the most frequent first",
                    ["Where", "What is wrong", "What became of it", "How often", "First rows"],
                    source.report.faultCounts.map(QualityReport.row)))
        }
        return tables
    }

    private static func row(_ fault: FaultCount) -> String {
        """
        <tr><th scope="row">\(escaped("\(fault.file), \(fault.column)"))</th><td>\(escaped(fault.reason))</td>\
        <td>\(fault.effect.rawValue)</td><td>\(fault.count)</td>\
        <td>\(fault.rows.map(String.init).joined(separator: ", "))</td></tr>
        """
    }

    private static func table(_ caption: String, _ columns: [String], _ rows: [String]) -> String {
        """
        <table><caption>\(caption)</caption><thead><tr>\(columns.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody></table>
        """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { page, character in
            switch character {
            case "&": page += "&amp;"
            case "<": page += "&lt;"
            case ">": page += "&gt;"
            case "\"": page += "&quot;"
            default: page.append(character)
            }
        }
    }

    private static let style = """
        body{font:1.1rem/1.5 system-ui,Arial,sans-serif;color:#0b0c0c;background:#fff;margin:0}
        header{background:#0b0c0c;color:#fff;padding:.2rem 1rem}
        main{max-width:60rem;margin:0 auto;padding:1rem}
        table{border-collapse:collapse;width:100%;margin:1rem 0 2rem}
        caption{font-weight:bold;text-align:left;padding:.3rem 0}
        th,td{text-align:left;vertical-align:top;border-bottom:1px solid #6f777b;padding:.4rem;overflow-wrap:anywhere}
        a{color:#1d70b8}a:focus{outline:3px solid #ffdd00;background:#ffdd00;color:#0b0c0c}
        .note{border-left:6px solid #b10e1e;padding:.4rem 1rem}
        .skip{position:absolute;left:-99rem}.skip:focus{position:static}
        @media print{header,.skip{display:none}}
        """
}
