import ArgumentParser
import CaseIndex
import Foundation
import WireProtocol

/// `fcg import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Loads the overnight extracts of all sources.",
        discussion: """
            Each subfolder with a `manifest.json` is one source. A source is taken whole or not at all: a truncated, \
            altered, older or much smaller extract is refused and the one loaded before is served on. Bad rows are set \
            aside with file, row, column and reason, never with their content. All sources are swapped in at once; a \
            running node serves on meanwhile. A `staff.csv` beside the subfolders fills in workers' lines and addresses \
            that a source leaves empty.

            A source that lost more than a fifth of its rows is taken once two people say so, which is recorded:
            Example: fcg import --config node.yaml --accept-drop leeds-housing --by "R. Dunne" --second "M. Shah" \\
              --why "tenancies of the old system were closed on 4 November"
            """)

    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The folder of extracts; by default `extracts` beside the configuration.") var from: String?
    @Flag(help: "Reports on the extracts and loads nothing. Ends with 1 where a load would refuse a source or hide it.")
    var check = false
    @Flag(help: "With --check: the report as JSON.") var json = false
    @Option(help: "With --check: writes the report as one HTML page to this file, too.") var html: String?
    @Option(help: "A source that may be much smaller than before, this once. Takes two people.")
    var acceptDrop: String?
    @Option(help: "Who accepts it.") var by: String?
    @Option(help: "Who else accepts it.") var second: String?
    @Option(help: "Why it is smaller.") var why: String?

    func run() async throws {
        let folder = NodeFolder(config: config)
        let root = from ?? folder.extracts
        guard !CaseIndex.extracts(under: root).isEmpty else {
            throw Complaint("`\(root)` has no subfolder with a manifest.json")
        }
        guard !check else { return try ImportCheck(folder: folder, root: root, html: html, json: json).run() }
        let staff = try StaffOverlay.beside(root)
        let limits = LoadLimits(dropAccepted: try await acceptedDrop(folder))
        let index = try CaseIndex.open(path: folder.index, book: try StaffBook(path: folder.book))
        let reports = try index.loadAll(
            root: root, now: wallClock(), limits: limits, staff: staff, progress: LoadProgress(Terminal.load))
        for report in reports {
            if case .refused = report.outcome { Terminal.complain(report.text) } else { print(report.text) }
        }
        for alarm in try index.alarms(now: wallClock()) { Terminal.complain("alarm: \(alarm)") }
        if reports.contains(where: { $0.outcome != .loaded }) { throw ExitCode.failure }
    }

    /// The source whose fall two people accept; recorded before anything is loaded.
    private func acceptedDrop(_ folder: NodeFolder) async throws -> Set<Code> {
        guard let acceptDrop else { return [] }
        guard let source = Code(acceptDrop) else { throw Complaint("`--accept-drop` is no id of a source") }
        guard let by, let second, let why else {
            throw Complaint("two people accept a fall: name them in `--by` and `--second`, and say `--why`")
        }
        _ = try await AuditDoor(folder).send(
            "import-accept-drop",
            ["source": .string(source.text), "by": .string(by), "second": .string(second), "why": .string(why)])
        return [source]
    }
}

extension StaffOverlay {
    /// The staff directory of a folder of extracts, if it has one.
    static func beside(_ root: String) throws -> StaffOverlay {
        let path = "\(root)/staff.csv"
        return FileManager.default.fileExists(atPath: path) ? try StaffOverlay(path: path) : StaffOverlay()
    }
}

extension Terminal {
    /// How far a load has come.
    @Sendable static func load(_ stage: LoadProgress.Stage, _ done: Int, _ all: Int) {
        switch stage {
        case .reading: progress("MB read", done / 1_000_000, of: all / 1_000_000)
        case .joining: progress("records compared", done, of: all)
        case .writing: progress("people written", done, of: all)
        }
    }
}
