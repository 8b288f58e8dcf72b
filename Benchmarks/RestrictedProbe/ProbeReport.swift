import BenchFigures
import BenchKit
import Foundation

/// What the probe found, and whether it tells anybody apart.
struct ProbeReport {
    /// Where the area under the ROC curve must lie: one half tells nothing.
    static let allowed = 0.48...0.52

    private let lines: [(what: String, holds: Bool)]
    private let times: String

    /// Whether nothing tells.
    var holds: Bool { lines.allSatisfy(\.holds) }

    init(_ finding: Probe.Finding, _ records: RecordsFound, pairs: Int) {
        let times = Discrimination(finding.unknown, finding.restricted)
        var chance = SystemRandomNumberGenerator()
        let interval = times.interval(using: &chance)
        let area = String(
            format: "response times: AUC %.4f, 95 %% interval %.4f to %.4f, allowed %.2f to %.2f", times.area,
            interval.lowerBound, interval.upperBound, ProbeReport.allowed.lowerBound, ProbeReport.allowed.upperBound)
        let looks = finding.appearances.values.map(\.count)
        lines = [
            (area, ProbeReport.allowed.contains(times.area)),
            (
                "answers: \(looks.max() ?? 0) look for the two children of a pair, octet for octet but for what is fresh",
                looks.allSatisfy { $0 == 1 }
            ),
            (
                "hand-offs at the holder's own desk: \(records.handOffs) for \(records.sentAboutHidden) probes about "
                    + "hidden children, so each of them was found",
                records.handOffs == records.sentAboutHidden
            ),
            (
                "growth of the log: \(finding.unevenGrowth) probes that did not add exactly one leaf",
                finding.unevenGrowth == 0 && records.leaves == records.sent
            ),
            (
                "records: \(records.shapes.count) shape (\(records.text))",
                records.shapes.count == 1 && records.shapes.first?.records == records.counted
            ),
        ]
        self.times = String(
            format: "%d probes about hidden, %d about unknown children, %d of each\n"
                + "median ms: hidden %.4f, unknown %.4f; middle half of unknown: %.4f to %.4f\n"
                + "a difference of %.1f µs would have come to an AUC of %.2f in this run",
            finding.restricted.count, finding.unknown.count, pairs, finding.restricted.quantile(0.5) / 1e6,
            finding.unknown.quantile(0.5) / 1e6, finding.unknown.quantile(0.25) / 1e6,
            finding.unknown.quantile(0.75) / 1e6, times.shift(reaching: ProbeReport.allowed.upperBound) / 1_000,
            ProbeReport.allowed.upperBound)
    }

    var text: String {
        (lines.map { ($0.holds ? "pass  " : "FAIL  ") + $0.what } + ["", times]).joined(separator: "\n")
    }
}

/// What the holder's log held in the end.
struct RecordsFound {
    /// The shapes of the records of the probes that count.
    let shapes: [(shape: String, records: Int)]
    /// How many probes those are.
    let counted: Int
    /// Leaves of the log.
    let leaves: Int
    /// Everything that was sent.
    let sent: Int
    /// Hand-offs at the holder's own desk, which no peer sees.
    let handOffs: Int
    /// Probes about somebody hidden.
    let sentAboutHidden: Int

    fileprivate var text: String { shapes.map { "\($0.records) × \($0.shape)" }.joined(separator: "; ") }
}
