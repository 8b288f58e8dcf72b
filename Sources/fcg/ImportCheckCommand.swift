import ArgumentParser
import CaseIndex
import Foundation
import WireProtocol

/// `fcg import --check`: the report on the extracts, with nothing loaded.
struct ImportCheck {
    let folder: NodeFolder
    let root: String
    let html: String?
    let json: Bool

    func run() throws {
        let loaded = try loadedSources()
        let check = ExtractCheck(
            staff: try StaffOverlay.beside(root), loaded: loaded, progress: LoadProgress(Terminal.load))
        let report = check.run(root: root, now: wallClock())
        if let html { try NodeFolder.write(Array(report.page.utf8), to: html, mode: 0o600) }
        print(json ? CanonicalJSON.prettyText(report.json) : report.text)
        if !report.isSound { throw ExitCode.failure }
    }

    /// What the extracts are compared with; nothing where no index is there yet.
    private func loadedSources() throws -> [SourceState] {
        guard FileManager.default.fileExists(atPath: folder.index) else { return [] }
        return try CaseIndex.open(path: folder.index).sources()
    }
}

/// `fcg import-profile`
struct ImportProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-profile", abstract: "Makes an extract from tables of another standard, as a profile says.",
        discussion: """
            The profile is a reviewed file that names, for each file of the extract, one table and where each column \
            comes from. What it does not name is not read. The profile for the Standard Safeguarding Dataset is \
            docs/examples/ssd-profile.json. A source without a table of marks shows nothing: the dataset has none, so \
            have one written beside it.

            Example: fcg import-profile --profile ssd-profile.json --tables /srv/ssd --out leeds-node/extracts/leeds-ssd \\
              --extracted 2026-11-20T02:10:00Z
            """)
    @Option(help: "The profile.") var profile: String
    @Option(help: "The folder of tables, CSV with a header.") var tables: String
    @Option(help: "The extract's folder; it is made.") var out: String
    @Option(help: "When the tables were taken from their system, such as 2026-11-20T02:10:00Z.") var extracted: String

    func run() throws {
        guard let at = Instant(extracted) else {
            throw Complaint("`--extracted` is no time such as 2026-11-20T02:10:00Z")
        }
        var conversion = ProfileConversion(try ImportProfile(path: profile), tables: tables, extract: out)
        for file in try conversion.run(extractedAt: at) {
            let from = file.from.map { " from \($0)" } ?? ", empty"
            let passed = file.passedOver > 0 ? ", \(file.passedOver) passed over for want of a required cell" : ""
            print("\(file.file): \(file.rows) rows\(from)\(passed)")
        }
    }
}
