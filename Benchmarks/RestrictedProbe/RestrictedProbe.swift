import ArgumentParser
import BenchFigures
import BenchKit
import BenchTown
import CaseIndex
import Foundation
import PersonMatching
import SyntheticFamilies
import WireProtocol

/// Tries to tell a hidden child from one whom nobody knows, and from one who could be either of two people, by everything a peer can see of an answer.
@main
struct RestrictedProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "RestrictedProbe",
        abstract:
            "Probes a node about hidden, unknown and ambiguous children; exit code 1 if anything tells them apart.")
    @Option(help: "Probes of each kind.") var probes = 10_000
    @Option(help: "Probes before those that count.") var warmUp = 1_500
    @Option(help: "Rows of an invented town beside the families of the sandbox.") var people = 1_000_000

    func run() async throws {
        let sandbox = try BenchSandbox()
        defer { sandbox.remove() }
        let pairs = try prepare(sandbox)
        let log = LogComparison(audit: sandbox.folder(of: .stockport) + "/data/audit")
        let probe = try await Probe(sandbox, about: pairs)
        let outcome: Result<Probe.Finding, any Error>
        do {
            try await probe.keepTheHidden()
            outcome = .success(try await probe.run(probes, warmUp: warmUp))
        } catch {
            outcome = .failure(error)
        }
        try await probe.stop()
        let finding = try outcome.get()
        let counted = (probes + warmUp / ProbeKind.allCases.count) * ProbeKind.allCases.count
        let records = RecordsFound(
            shapes: try log.shapes(ofNewest: counted), counted: counted,
            leaves: try log.leaves("exchange"), sent: probe.sent, handOffs: try log.handOffs(),
            sentAboutHidden: probe.sentAboutHidden)
        let report = ProbeReport(finding, records, pairs: probe.pairs)
        print(Machine.description(folder: sandbox.folder) + "\n\n" + report.text)
        guard report.holds else { throw ExitCode.failure }
    }

    /// Has the holder load a town and the doubles; gives the children of whom its own matching says what it should.
    private func prepare(_ sandbox: BenchSandbox) throws -> [ProbePair] {
        let holder = sandbox.folder(of: .stockport)
        let pairs = ProbePair.all(sandbox.families, holder: .stockport, day: Clock.wall().londonDay)
        if people > 0 { _ = try TownExtracts(rows: people, seed: 7).write(under: holder + "/extracts") }
        try ProbePair.writeDoubles(pairs, to: holder + "/extracts/probe-doubles")
        try sandbox.importExtracts(of: .stockport)
        let index = try CaseIndex.open(path: holder + "/data/index.db")
        let fit = try index.read { snapshot in
            try pairs.filter { pair in
                try snapshot.find(PersonDescription(pair[.unknown])).outcome == .noMatch
                    && snapshot.find(PersonDescription(pair[.hidden])).outcome == .restricted
                    && snapshot.find(PersonDescription(pair[.ambiguous])).outcome == .needMore
            }
        }
        guard !fit.isEmpty else { throw BenchFault("the holder tells no child of the three kinds apart for itself") }
        return fit
    }
}
