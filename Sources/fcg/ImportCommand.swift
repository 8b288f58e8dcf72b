import ArgumentParser
import CaseIndex
import Foundation
import WireProtocol

/// `fcg import`
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Loads the overnight extracts of all sources.",
        discussion: """
            Each subfolder with a `manifest.json` is one source. A source is taken whole or not at all: a truncated, \
            altered or older extract is refused and the one loaded before is served on. Bad rows are set aside with file, \
            row, column and reason, never with their content. A running node serves on while this loads.
            """)

    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The folder of extracts; by default `extracts` beside the configuration.") var from: String?
    @Option(help: "Refuse a source that shrank by more than so many per cent.") var largestDrop = 20

    func run() throws {
        let folder = NodeFolder(config: config)
        let index = try CaseIndex.open(path: folder.index)
        let root = from ?? folder.extracts
        let sources = try FileManager.default.contentsOfDirectory(atPath: root).sorted().filter { name in
            FileManager.default.fileExists(atPath: "\(root)/\(name)/manifest.json")
        }
        guard !sources.isEmpty else { throw Complaint("`\(root)` has no subfolder with a manifest.json") }
        var refused = 0
        for (position, name) in sources.enumerated() {
            Terminal.progress(name, position, of: sources.count)
            do {
                let report = try index.load(
                    folder: "\(root)/\(name)", now: wallClock(), limits: LoadLimits(dropPercent: largestDrop))
                print(report.text)
            } catch {
                refused += 1
                Terminal.complain("\(root)/\(name): refused: \(error)\n    the extract loaded before is served on")
            }
        }
        Terminal.progress("sources", sources.count, of: sources.count)
        if refused > 0 { throw ExitCode.failure }
    }
}
