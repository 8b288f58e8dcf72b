import WireProtocol

/// The rows of policy sets in every form of the report.
extension RunReport {
    private func shown(_ text: String) -> String { redaction.text(Array(text.utf8)) }

    private func isExplained(_ row: PolicyRow) -> Bool { [.fail, .warn, .inconclusive].contains(row.verdict) }

    private func counts(of tables: PolicyTables) -> String {
        Verdict.allCases.filter { $0 == .pass || tables.count($0) > 0 }.map { "\(tables.count($0)) \($0.rawValue)" }
            .joined(separator: ", ")
    }

    private func title(of tables: PolicyTables) -> String { "Policies of \(tables.authority), \(tables.folder)" }

    // MARK: Terminal

    var policyLines: [String] {
        policies.flatMap { tables in
            tables.rows.filter(isExplained).flatMap(lines) + ["", "\(title(of: tables)): \(counts(of: tables))"]
        }
    }

    private func lines(of row: PolicyRow) -> [String] {
        let head = ["", "\(row.verdict.rawValue.uppercased())  \(row.place)", "    \(shown(row.name))"]
        return head + [row.message, row.advice ?? ""].filter { !$0.isEmpty }.map { "    \(shown($0))" }
    }

    // MARK: JSON

    var policyJSON: JSONValue { .array(policies.map(json)) }

    private func json(_ tables: PolicyTables) -> JSONValue {
        [
            "folder": .string(tables.folder), "authority": .string(tables.authority.code),
            "revision": .string(tables.set.revision), "digest": .string(tables.set.digest),
            "counts": .object(
                Dictionary(Verdict.allCases.map { ($0.rawValue, JSONValue.integer(Int64(tables.count($0)))) }) {
                    first, _ in first
                }),
            "rows": .array(tables.rows.map(json)),
        ]
    }

    private func json(_ row: PolicyRow) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(row.kind.rawValue), "name": .string(shown(row.name)), "file": .string(row.file),
            "verdict": .string(row.verdict.rawValue),
        ]
        if let line = row.line { members["line"] = .integer(Int64(line)) }
        if !row.message.isEmpty { members["message"] = .string(shown(row.message)) }
        return .object(members)
    }

    // MARK: JUnit

    var policySuites: String {
        policies.map { tables in
            let counts =
                "tests=\"\(tables.rows.count)\" failures=\"\(tables.count(.fail))\" "
                + "errors=\"\(tables.count(.inconclusive))\" skipped=\"\(tables.count(.notClaimed))\""
            return "  <testsuite name=\"\(Markup.attribute(title(of: tables)))\" \(counts)>\n"
                + tables.rows.map { testcase($0, of: tables) }.joined() + "  </testsuite>\n"
        }.joined()
    }

    private func testcase(_ row: PolicyRow, of tables: PolicyTables) -> String {
        let line = row.line.map { " line=\"\($0)\"" } ?? ""
        let opening =
            "    <testcase classname=\"policy.\(tables.authority)\" name=\"\(Markup.attribute(shown(row.name)))\" "
            + "file=\"\(Markup.attribute(row.file))\"\(line)"
        guard let inside = outcome(row) else { return opening + "/>\n" }
        return opening + ">\n      \(inside)\n    </testcase>\n"
    }

    private func outcome(_ row: PolicyRow) -> String? {
        let message = Markup.attribute(shown(row.message))
        let text = Markup.text(([row.place, shown(row.message), row.advice ?? ""]).joined(separator: "\n"))
        switch row.verdict {
        case .pass: return nil
        case .notClaimed: return "<skipped message=\"\(message)\"/>"
        case .warn: return "<system-out>\(Markup.text("warning: "))\(text)</system-out>"
        case .fail: return "<failure message=\"\(message)\">\(text)</failure>"
        case .inconclusive: return "<error message=\"\(message)\">\(text)</error>"
        }
    }

    // MARK: HTML

    var policyTables: String { policies.map(table).joined(separator: "\n") }

    private func table(_ tables: PolicyTables) -> String {
        let rows = tables.rows.map { row in
            let words = [row.message, row.advice ?? ""].filter { !$0.isEmpty }.map { "<br>\(Markup.text(shown($0)))" }
            return "<tr><td>\(tag(row.verdict))</td><th scope=\"row\">\(Markup.text(row.place))</th>"
                + "<td>\(Markup.text(shown(row.name)))\(words.joined())</td></tr>"
        }
        return "<table><caption>\(Markup.text(title(of: tables))): \(counts(of: tables))</caption>"
            + "<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Row</th>"
            + "<th scope=\"col\">What is expected, and where it differs what was decided</th></tr></thead><tbody>"
            + rows.joined(separator: "\n") + "</tbody></table>"
            + "<p>Set \(Markup.text(tables.set.revision)), digest <code>\(Markup.text(tables.set.digest))</code></p>"
    }
}
