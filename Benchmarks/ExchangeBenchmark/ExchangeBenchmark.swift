import ArgumentParser
import BenchFigures
import BenchKit
import Foundation

/// Measures one signed family query, durable on both sides, beside the least such an exchange could cost.
@main
struct ExchangeBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ExchangeBenchmark",
        abstract: "Measures a signed family query between two nodes, beside its own primitives and a bare TLS server.",
        subcommands: [Run.self, Bare.self], defaultSubcommand: Run.self)

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes the rounds; exit code 1 if the holder uses more than 2.5 times its primitives.")
        @Option(help: "Rounds; medians are taken over them.") var rounds = 5
        @Option(help: "Requests of a round at each concurrency.") var requests = 1_000

        func run() async throws {
            let sandbox = try BenchSandbox()
            defer { sandbox.remove() }
            let bench = try await ExchangeBench(sandbox, requests: requests)
            let outcome: Result<ExchangeFigures, any Error>
            do { outcome = .success(try await bench.run(rounds: rounds) { print($0) }) } catch {
                outcome = .failure(error)
            }
            bench.stop()
            let report = ExchangeReport(figures: try outcome.get(), recordOctets: bench.recordOctets)
            print("\n" + Machine.description(folder: sandbox.folder))
            print("\(rounds) rounds of \(requests) requests at each concurrency\n\n" + report.text)
            guard report.holds else { throw ExitCode.failure }
        }
    }

    struct Bare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The server that does nothing; the benchmark starts it itself.", shouldDisplay: false)
        @Argument var folder: String
        @Argument var node: String
        @Argument var askerIssuer: String
        @Argument var port: Int

        func run() async throws {
            try await BareServer(folder: folder, node: node, askerIssuer: askerIssuer, port: port).run()
        }
    }
}
