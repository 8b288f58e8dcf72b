import ArgumentParser
import BenchFigures
import Foundation
import MerkleLog

/// Measures a log: appending, starting, witnessing, and what an auditor does with it, each beside what nobody could
/// leave out.
@main
struct LogBenchmark: AsyncParsableCommand {
    enum Part: String, CaseIterable, ExpressibleByArgument { case append, witness, start, export, proofs }

    static let configuration = CommandConfiguration(
        commandName: "LogBenchmark",
        abstract: "Measures appending, starting, witnessing, exports and proofs; exit code 1 if a bar is missed.")
    @Option(help: "Rounds; medians are taken over them.") var rounds = 5
    @Option(help: "Entries of the exported log, 500 octets each, and leaves of the log that is started.")
    var entries = 1_000_000
    @Option(help: "Leaves of the large tree of which only the tiles are made.") var leaves = 10_000_000
    @Option(help: "Measure only these parts; may be given several times.") var only: [Part] = []

    func run() async throws {
        let parent = ProcessInfo.processInfo.environment["FCG_BENCH_FOLDER"] ?? NSTemporaryDirectory()
        let folder = URL(filePath: parent).appending(path: "fcg-log-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path(percentEncoded: false)
        var results: [(text: String, hold: Bool)] = []
        for part in Part.allCases where only.isEmpty || only.contains(part) {
            print("measuring: \(part.rawValue)")
            results += try await measure(part, in: path)
        }
        print("\n" + Machine.description(folder: path) + "\n\(rounds) rounds\n")
        for result in results { print(result.text) }
        guard results.allSatisfy(\.hold) else { throw ExitCode.failure }
    }

    private func measure(_ part: Part, in folder: String) async throws -> [(text: String, hold: Bool)] {
        switch part {
        case .append:
            var results: [(text: String, hold: Bool)] = []
            for shape in RecordShape.allCases { results.append(try await append(shape, in: folder)) }
            return results
        case .start: return [try await start(in: folder)]
        case .witness: return [try witness(in: folder)]
        case .export:
            let export = try BenchExport(folder: folder, entries: entries)
            defer { export.remove() }
            var figures = LogFigures()
            for _ in 0..<rounds { try figures.add(round: LogRound(export)) }
            return [(figures.text, figures.hold)]
        case .proofs:
            let export = try BenchExport(folder: folder, entries: leaves, hasEntries: false)
            defer { export.remove() }
            var figures = ProofFigures(leaves)
            for _ in 0..<rounds { try figures.add(LogRound.proofs(export)) }
            return [(figures.text, figures.hold)]
        }
    }

    /// The first round only warms up.
    private func append(_ shape: RecordShape, in folder: String) async throws -> (text: String, hold: Bool) {
        let bench = try await AppendBench(shape, folder: folder)
        var figures = AppendFigures(shape)
        _ = try await bench.round()
        for _ in 0..<rounds { figures.add(try await bench.round(), records: AppendBench.records) }
        try bench.check()
        try bench.stop()
        return (figures.text, figures.hold)
    }

    private func start(in folder: String) async throws -> (text: String, hold: Bool) {
        let bench = try await StartBench(folder: folder, leaves: entries)
        var (few, many) = (Rounds(), Rounds())
        for _ in 0..<rounds {
            let round = try bench.round()
            few.add(round.few)
            many.add(round.many)
        }
        let text =
            "start of a log of \(entries) leaves   \(tenths(many.median)) ms, of 1,000 leaves \(tenths(few.median)) ms"
            + "   bar 1,000 ms, stretch 200"
        return (text, many.median <= 1_000)
    }

    private func witness(in folder: String) throws -> (text: String, hold: Bool) {
        let bench = try WitnessBench(folder: folder)
        var (ratio, call) = (Rounds(), Rounds())
        _ = try bench.round(50)
        for _ in 0..<rounds {
            let round = try bench.round()
            ratio.add(round.call / round.limit)
            call.add(round.call)
        }
        try bench.stop()
        let text =
            "add-checkpoint ruled and stored   \((ratio.median * 100).rounded() / 100) (spread \(Int(ratio.spread)) %) ×"
            + " a raw commit and two checks   bar 2.0; p50 \(Int(call.median)) us"
        return (text, ratio.median <= 2)
    }

    private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
