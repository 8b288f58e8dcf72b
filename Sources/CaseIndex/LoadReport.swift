package import WireProtocol

/// What became of one extract. Holds no personal data: places, reasons and counts.
package struct LoadReport: Sendable, Equatable {
    /// Loaded, or refused whole.
    package enum Outcome: Sendable, Equatable {
        case loaded
        case refused(Refusal)
    }

    /// Rows of one file.
    package struct FileCount: Sendable, Equatable {
        /// The file.
        package let file: String
        /// Rows the file has.
        package let read: Int
        /// Rows taken.
        package let accepted: Int
    }

    /// The folder.
    package let folder: String
    /// The source's id, once its manifest was read.
    package let source: Code?
    /// What became of it.
    package let outcome: Outcome
    /// Rows by file.
    package let files: [FileCount]
    /// Whether the source's marks are known.
    package let marks: MarksFeed
    /// The first rows and cells left out, up to 10,000.
    package let faults: [RowFault]
    /// Every fault by its kind, the most frequent first.
    package let faultCounts: [FaultCount]
    /// Rows quarantined.
    package let quarantined: Int
    /// Cells left out of rows that stay.
    package let cellsLeftOut: Int
    /// How good the data are.
    package let quality: DataQuality?

    init(_ extract: Extract) {
        folder = extract.folder
        source = extract.manifest.source
        outcome = .loaded
        files = ExtractFile.allCases.compactMap { file in
            extract.manifest.files[file].map { entry in
                FileCount(file: file.rawValue, read: entry.rows, accepted: extract.accepted[file] ?? 0)
            }
        }
        marks = extract.marksFeed
        faults = extract.faults.first
        faultCounts = extract.faults.byKind
        quarantined = extract.faults.count(.rowLeftOut)
        cellsLeftOut = extract.faults.count(.cellLeftOut)
        quality = extract.quality
    }

    init(_ refusal: Refusal, source: Code? = nil) {
        folder = refusal.folder
        self.source = source
        outcome = .refused(refusal)
        files = []
        marks = .notSent
        faults = []
        faultCounts = []
        (quarantined, cellsLeftOut) = (0, 0)
        quality = nil
    }

    /// The report for people; of the rows left out the first fifty.
    package var text: String {
        if case .refused(let refusal) = outcome {
            return "refused \(refusal)\n    what was served before is still served\n"
        }
        var lines = ["loaded \(source?.text ?? "")"]
        lines += files.map { "    \($0.file): \($0.accepted) of \($0.read) rows" }
        lines.append("    marks: \(marksText)")
        lines += (quality?.shares ?? []).map { share in
            "    \(share.name): " + (share.percent.map { "\($0) %" } ?? "none to count")
        }
        lines.append("    rows left out: \(quarantined), cells left out: \(cellsLeftOut)")
        lines += faults.prefix(LoadReport.shownFaults).map { "        \($0)" }
        let more = quarantined + cellsLeftOut - min(faults.count, LoadReport.shownFaults)
        if more > 0 { lines.append("        and \(more) more: `fcg import --check` counts them by kind") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let shownFaults = 50

    private var marksText: String {
        switch marks {
        case .known: "known"
        case .notSent: "unknown, the source sends none: nothing from it is shown"
        case .unreadable: "unknown, a row of mark.csv cannot be read: nothing from it is shown until it is corrected"
        }
    }
}
