import ArgumentParser
import Foundation
import PolicyBenchKit

/// Decides any requests by any rules of a plain JSON form, through the rule tables the product decides with.
@main
struct PolicyBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy-bench",
        abstract: "Measures decisions on rules and requests in JSON; Benchmarks/README.md says how they are read.")

    @Option(help: "A JSON list of rules.") var rules: String
    @Option(help: "JSON lines, each with a `request`.") var requests: String
    @Option(name: .customLong("repeat"), help: "How often all requests are decided at least; never less than a second.")
    var repeats = 1

    func validate() throws {
        guard repeats > 0 else { throw ValidationError("`--repeat` is at least 1") }
    }

    func run() throws {
        let text = try Data(contentsOf: URL(fileURLWithPath: rules))
        let start = Clock.processorSeconds()
        let policy = try OpenPolicy(OpenRule.list(Array(text)))
        let loading = Clock.processorSeconds() - start
        let questions = try OpenRequest.lines(try Data(contentsOf: URL(fileURLWithPath: requests)), policy)
        guard !questions.isEmpty else { throw ValidationError("`\(requests)` has no request") }
        let report = BenchReport(measuring: policy, questions, repeats: repeats, loadSeconds: loading)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
}
