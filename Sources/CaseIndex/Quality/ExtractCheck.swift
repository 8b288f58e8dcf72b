package import WireProtocol

/// Reads extracts as a load would, and loads nothing.
package struct ExtractCheck: Sendable {
    private let limits: LoadLimits
    private let staff: StaffOverlay
    private let progress: LoadProgress
    /// What is loaded now, by source: how many rows each file had, and when it was extracted.
    private let loaded: [Code: SourceState]

    /// `loaded` is what the extracts are compared with.
    package init(
        limits: LoadLimits = .ordinary, staff: StaffOverlay = StaffOverlay(), loaded: [SourceState] = [],
        progress: LoadProgress = .unwatched
    ) {
        self.limits = limits
        self.staff = staff
        self.progress = progress
        self.loaded = Dictionary(loaded.map { ($0.source, $0) }) { first, _ in first }
    }

    /// The report on every folder under `root`.
    package func run(root: String, now: Instant) -> QualityReport {
        let folders = ExtractReader.folders(under: root)
        progress.begin(.reading, of: folders.reduce(0) { $0 + ExtractReader.octets(in: $1) })
        return QualityReport(sources: folders.map { check($0, now) }, made: now)
    }

    private func check(_ folder: String, _ now: Instant) -> QualityReport.Source {
        var manifest: ExtractManifest?
        do {
            var reader = try ExtractReader(folder: folder, limits: limits, staff: staff, progress: progress)
            manifest = reader.manifest
            var sink = CountingSink()
            let extract = try reader.read(into: &sink)
            return QualityReport.Source(LoadReport(extract), extract.manifest, warnings(extract, now))
        } catch CaseIndexFault.refused(let refusal) {
            return QualityReport.Source(LoadReport(refusal, source: manifest?.source), manifest, [])
        } catch {
            let refusal = Refusal(
                folder: folder, place: "", problem: "cannot be read", remedy: "check the folder's rights")
            return QualityReport.Source(LoadReport(refusal), manifest, [])
        }
    }

    /// What a load would refuse, or what would be served and not seen.
    private func warnings(_ extract: Extract, _ now: Instant) -> [String] {
        let manifest = extract.manifest
        var warnings: [String] = []
        let hours = (now.seconds - manifest.extractedAt.seconds) / 3_600
        if hours > SourceAlarm.freshHours {
            warnings.append("extracted \(hours) hours ago: more than \(SourceAlarm.freshHours)")
        }
        if manifest.extractedAt > now.adding(seconds: 86_400) {
            warnings.append("extracted in the future: a load refuses it")
        }
        switch extract.marksFeed {
        case .known: break
        case .notSent: warnings.append("sends no marks: nothing from it would be shown")
        case .unreadable: warnings.append("a row of mark.csv cannot be read: nothing from it would be shown")
        }
        guard let before = loaded[manifest.source] else { return warnings }
        if before.extractedAt > manifest.extractedAt { warnings.append("older than what is loaded: a load refuses it") }
        for file in ExtractFile.watched where manifest.files[file] != nil {
            let (was, after) = (before.rows[file.rawValue] ?? 0, extract.accepted[file] ?? 0)
            if limits.forbidsFall(from: was, to: after) {
                warnings.append("\(file.rawValue) has \(after) usable rows, \(was) before: a load refuses it")
            }
        }
        return warnings
    }
}

/// Counts rows and keeps none.
private struct CountingSink: ExtractSink {
    private var last: Int64 = 0

    private mutating func next() -> Int64 {
        last += 1
        return last
    }

    mutating func take(_ contact: ContactRow) -> Int64 { next() }
    mutating func take(_ person: PersonRow) -> Int64 { next() }
    mutating func take(_ address: AddressRow, of person: Int64) {}
    mutating func take(
        _ involvement: InvolvementRow, of person: Int64, contact: Int64?, flags: [Code: String]
    ) -> Int64 { next() }
    mutating func take(_ mark: MarkRow, of person: Int64) {}
    mutating func takeBack(_ file: ExtractFile, _ place: Int64) {}
}
