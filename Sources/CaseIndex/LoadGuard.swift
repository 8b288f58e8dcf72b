import GRDB
import WireProtocol

/// Keeps an extract out that is older than what is served, of tomorrow, or much smaller than the last one.
struct LoadGuard {
    let limits: LoadLimits
    let loadedAt: Instant

    /// What the manifest alone tells; asked before anything is read.
    func check(_ folder: String, _ manifest: ExtractManifest, in db: Database) throws {
        if manifest.extractedAt > loadedAt.adding(seconds: 86_400) {
            throw refusal(folder, "manifest.json:extractedAt", "lies in the future", "correct the clock of the export")
        }
        guard let before = try before(manifest.source, in: db) else { return }
        if Instant(milliseconds: before["extracted"]) > manifest.extractedAt {
            throw refusal(
                folder, "manifest.json:extractedAt", "is older than what is served", "send the newest folder")
        }
    }

    /// Whether too many rows are gone, spoiled ones included.
    func check(_ extract: Extract, in db: Database) throws {
        let manifest = extract.manifest
        guard !limits.dropAccepted.contains(manifest.source), let before = try before(manifest.source, in: db) else {
            return
        }
        let rows = RowCounts(before["rows"] as String)
        for file in ExtractFile.watched where manifest.files[file] != nil {
            let after = extract.accepted[file] ?? 0
            guard limits.forbidsFall(from: rows[file], to: after) else { continue }
            throw refusal(
                extract.folder, file.rawValue,
                "has \(after) usable rows, \(rows[file]) before: more than \(limits.dropPercent) % are gone",
                "check the export; if it is right, two people accept it: `fcg import --accept-drop \(manifest.source)`")
        }
    }

    private func before(_ source: Code, in db: Database) throws -> Row? {
        try Row.fetchOne(db, sql: "SELECT extracted, rows FROM source WHERE source = ?", arguments: [source.text])
    }

    private func refusal(_ folder: String, _ place: String, _ problem: String, _ remedy: String) -> CaseIndexFault {
        .refused(Refusal(folder: folder, place: place, problem: problem, remedy: remedy))
    }
}
