import Foundation
import GRDB
import WireProtocol

/// Loads one source after the other within one transaction. What is refused leaves no trace, and stops no other.
struct SourceLoader {
    let db: Database
    let loadGuard: LoadGuard
    let staff: StaffOverlay
    let progress: LoadProgress

    func load(_ folder: String, _ loaded: inout Set<Code>) throws -> LoadReport {
        var source: Code?
        do {
            var reader = try ExtractReader(folder: folder, limits: loadGuard.limits, staff: staff, progress: progress)
            source = reader.manifest.source
            try refuseSecond(reader, loaded)
            try loadGuard.check(folder, reader.manifest, in: db)
            let extract = try take(&reader)
            loaded.insert(reader.manifest.source)
            return LoadReport(extract)
        } catch CaseIndexFault.refused(let refusal) {
            return LoadReport(refusal, source: source)
        }
    }

    private func take(_ reader: inout ExtractReader) throws -> Extract {
        var taken: Extract?
        try db.inSavepoint {
            var writer = try IndexWriter(db, reader.manifest)
            let extract = try reader.read(into: &writer)
            try loadGuard.check(extract, in: db)
            try writer.replace(with: extract, loadedAt: loadGuard.loadedAt)
            taken = extract
            return .commit
        }
        guard let taken else { throw CaseIndexFault.interrupted(by: "SourceLoader") }
        return taken
    }

    private func refuseSecond(_ reader: ExtractReader, _ loaded: Set<Code>) throws(CaseIndexFault) {
        guard loaded.contains(reader.manifest.source) else { return }
        throw .refused(
            Refusal(
                folder: reader.folder, place: "manifest.json:source", problem: "is the source of another folder, too",
                remedy: "keep one folder a source"))
    }
}

extension ExtractReader {
    /// Every folder under `root` that has a manifest, by name.
    static func folders(under root: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().map { "\(root)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: "\($0)/\(ExtractFile.manifest)") }
    }

    /// How long its files are together.
    static func octets(in folder: String) -> Int {
        ExtractFile.allCases.reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(file.rawValue)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }
}
