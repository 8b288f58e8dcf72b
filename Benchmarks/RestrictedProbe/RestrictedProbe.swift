import ArgumentParser
import BenchFigures
import BenchKit
import Foundation
import SyntheticFamilies

/// Tries to tell a hidden child from one whom nobody knows, by everything a peer can see of an answer.
@main
struct RestrictedProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "RestrictedProbe",
        abstract: "Probes a node about hidden and unknown children; exit code 1 if anything tells them apart.")
    @Option(help: "Probes, half of them about somebody hidden.") var probes = 10_000
    @Option(help: "Probes before those that count.") var warmUp = 1_000

    func run() async throws {
        let sandbox = try BenchSandbox()
        defer { sandbox.remove() }
        let log = LogComparison(audit: sandbox.folder(of: .stockport) + "/data/audit")
        let probe = try await Probe(sandbox)
        let outcome: Result<Probe.Finding, any Error>
        do {
            try await probe.keepTheHidden()
            outcome = .success(try await probe.run(probes, warmUp: warmUp))
        } catch {
            outcome = .failure(error)
        }
        try await probe.stop()
        let finding = try outcome.get()
        let records = RecordsFound(
            shapes: try log.shapes(ofNewest: probes + warmUp), counted: probes + warmUp,
            leaves: try log.leaves("exchange"), sent: probe.sent, handOffs: try log.handOffs(),
            sentAboutHidden: probe.sentAboutHidden)
        let report = ProbeReport(finding, records, pairs: probe.pairs)
        print(Machine.description(folder: sandbox.folder) + "\n\n" + report.text)
        guard report.holds else { throw ExitCode.failure }
    }
}
