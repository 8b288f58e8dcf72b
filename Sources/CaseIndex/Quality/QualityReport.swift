package import WireProtocol

/// How good the extracts of all sources are: percentages, and where the worst faults stand. Holds no value of any cell.
package struct QualityReport: Sendable {
    /// One source.
    struct Source: Sendable {
        let report: LoadReport
        let name: String?
        let extractedAt: Instant?
        /// What a load would refuse, or what would be served and not seen.
        let warnings: [String]

        init(_ report: LoadReport, _ manifest: ExtractManifest?, _ warnings: [String]) {
            self.report = report
            name = manifest?.name
            extractedAt = manifest?.extractedAt
            self.warnings = warnings
        }

        /// What to call it: its own id, or else its folder.
        var title: String { report.source?.text ?? String(report.folder.split(separator: "/").last ?? "") }

        var refusal: Refusal? {
            if case .refused(let refusal) = report.outcome { refusal } else { nil }
        }
    }

    let sources: [Source]
    let made: Instant

    /// Whether every source would be loaded and shown.
    package var isSound: Bool { sources.allSatisfy { $0.refusal == nil && $0.warnings.isEmpty } }

    /// Below so many percent a share is marked as low.
    static let low = 95

    // MARK: Text

    /// The report for a terminal.
    package var text: String {
        var lines: [String] = []
        for source in sources {
            lines.append("\(source.title)\(source.name.map { ": \($0)" } ?? "")")
            if let refusal = source.refusal { lines.append("    would be refused: \(refusal)") }
            lines += source.warnings.map { "    warning: \($0)" }
            lines += source.report.files.map { "    \($0.file): \($0.accepted) of \($0.read) rows" }
            lines += (source.report.quality?.shares ?? []).map { "    \($0.name): \(QualityReport.words($0))" }
            if let quality = source.report.quality {
                lines.append("    involvements of 100 people: \(quality.involvementsPerHundredPeople)")
                if quality.unborn > 0 { lines.append("    children not born yet: \(quality.unborn)") }
            }
            lines += source.report.faultCounts.map { fault in
                "    \(fault.count) × \(fault.file):\(fault.column): \(fault.reason) (\(fault.effect.rawValue);"
                    + " rows \(fault.rows.map(String.init).joined(separator: ", ")))"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func words(_ share: DataQuality.Share) -> String {
        guard let percent = share.percent else { return "none to count" }
        return "\(percent) % (\(share.have) of \(share.of))" + (percent < low ? ", low" : "")
    }

    // MARK: JSON

    /// The report for programs.
    package var json: JSONValue {
        [
            "made": .string(made.text), "sound": .bool(isSound),
            "sources": .array(sources.map(QualityReport.json)),
        ]
    }

    private static func json(_ source: Source) -> JSONValue {
        var members: [String: JSONValue] = [
            "source": .string(source.title), "warnings": .array(source.warnings.map(JSONValue.string)),
            "marks": .string(source.report.marks.rawValue),
            "rowsLeftOut": .integer(Int64(source.report.quarantined)),
            "cellsLeftOut": .integer(Int64(source.report.cellsLeftOut)),
            "files": .array(
                source.report.files.map {
                    [
                        "file": .string($0.file), "read": .integer(Int64($0.read)),
                        "accepted": .integer(Int64($0.accepted)),
                    ]
                }),
            "shares": .array(
                (source.report.quality?.shares ?? []).map {
                    ["name": .string($0.name), "have": .integer(Int64($0.have)), "of": .integer(Int64($0.of))]
                }),
            "faults": .array(source.report.faultCounts.map(QualityReport.json)),
        ]
        members["name"] = source.name.map(JSONValue.string)
        members["extractedAt"] = source.extractedAt.map { .string($0.text) }
        members["refused"] = source.refusal.map { .string($0.description) }
        return .object(members)
    }

    private static func json(_ fault: FaultCount) -> JSONValue {
        [
            "file": .string(fault.file), "column": .string(fault.column), "reason": .string(fault.reason),
            "effect": .string(fault.effect.rawValue), "count": .integer(Int64(fault.count)),
            "rows": .array(fault.rows.map { .integer(Int64($0)) }),
        ]
    }
}
