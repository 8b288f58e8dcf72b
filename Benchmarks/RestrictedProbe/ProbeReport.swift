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
        let found = ProbeReport.compared.map { one, other in
            ("\(one) or \(other)", Discrimination(finding.times[one] ?? [], finding.times[other] ?? []))
        }
        var chance = SystemRandomNumberGenerator()
        let looks = finding.appearances.values.map(\.count)
        let areas = found.map { ProbeReport.line($0, $1, &chance) }
        lines =
            areas + [
                (
                    "answers: \(looks.max() ?? 0) look for the three children of a pair, octet for octet but for what is fresh",
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
        let medians = ProbeKind.allCases.map { kind in
            String(format: "%@ %.4f", kind.rawValue, (finding.times[kind] ?? []).quantile(0.5) / 1e6)
        }
        times =
            "\(finding.times[.hidden]?.count ?? 0) probes of each kind, about \(pairs) children; median ms: "
            + medians.joined(separator: ", ")
            + String(
                format: "\na difference of %.1f µs would have come to an AUC of %.2f in this run",
                (found.first?.1.shift(reaching: ProbeReport.allowed.upperBound) ?? 0) / 1_000,
                ProbeReport.allowed.upperBound)
    }

    private static let compared: [(ProbeKind, ProbeKind)] = [
        (.unknown, .hidden), (.unknown, .ambiguous), (.ambiguous, .hidden),
    ]

    private static func line(
        _ what: String, _ times: Discrimination, _ chance: inout SystemRandomNumberGenerator
    ) -> (String, Bool) {
        let interval = times.interval(using: &chance)
        let text = String(
            format: "response times, %@: AUC %.4f, 95 %% interval %.4f to %.4f, allowed %.2f to %.2f", what, times.area,
            interval.lowerBound, interval.upperBound, allowed.lowerBound, allowed.upperBound)
        return (text, allowed.contains(times.area))
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
