import ArgumentParser
import BenchKit
import Foundation
import MerkleLog

/// Measures what an auditor does with a log, beside the hashing and signature checks that nobody could leave out.
@main
struct LogBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "LogBenchmark",
        abstract: "Verifies an exported log and proofs from its tiles; exit code 1 if a bar is missed.")
    @Option(help: "Rounds; medians are taken over them.") var rounds = 5
    @Option(help: "Entries of the log, 500 octets each.") var entries = 1_000_000

    func run() throws {
        let folder = ProcessInfo.processInfo.environment["FCG_BENCH_FOLDER"] ?? NSTemporaryDirectory()
        let export = try BenchExport(folder: folder, entries: entries)
        defer { export.remove() }
        var figures = LogFigures()
        for round in 1...rounds {
            try figures.add(round: LogRound(export))
            print("round \(round) of \(rounds)")
        }
        print(
            "\n" + Machine.description(folder: folder) + "\n\(rounds) rounds over \(entries) entries\n\n" + figures.text
        )
        guard figures.hold else { throw ExitCode.failure }
    }
}
