import ArgumentParser
import Foundation

/// Measures what policies cost at several numbers of rules, and says of each figure whether it holds its bar.
@main
struct PolicyBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "PolicyBenchmark",
        abstract:
            "Decision, family question, load, format, lint, proof, difference and replay, at growing numbers of rules.")

    @Option(help: "The sample set whose vocabulary, bans and owners the invented rules stand beside.")
    var sample = "Policies/stockport"
    @Option(help: "Numbers of rules.", transform: { text in text.split(separator: ",").compactMap { Int($0) } })
    var sizes = [20, 200, 2_000, 20_000]
    @Option(help: "Rounds of each figure; the middle one counts.") var rounds = 5
    @Option(
        help: "Some of decisions, loading, analysis and replay.",
        transform: { text in text.split(separator: ",").compactMap { Figures.Part(rawValue: String($0)) } })
    var only = Figures.Part.allCases
    @Option(help: "A folder for the same rules and questions in plain JSON, and the figures.") var export: String?

    func run() throws {
        var failed = false
        var small: Figures?
        for size in sizes {
            let policies = try GeneratedPolicies(size: size, sample: sample)
            let figures = try Figures(measuring: policies, only, rounds: rounds)
            failed = figures.print(beside: small) || failed
            if small == nil { small = figures }
            guard let export else { continue }
            try PlainForm(policies).write(into: export)
            try figures.write(into: export)
        }
        if failed { throw ExitCode(1) }
    }
}
