import BenchFigures
import BenchKit
import Foundation

/// The figures for people: ratios first, then what they are made of.
struct ExchangeReport {
    /// The most processor time the holder may use, in terms of its primitives'.
    static let limit = 2.5

    let figures: ExchangeFigures
    let recordOctets: Int

    /// Whether the holder stays within its limit at every concurrency.
    var holds: Bool { ExchangeBench.concurrencies.allSatisfy { ratio($0) <= ExchangeReport.limit } }

    private func ratio(_ concurrency: Int) -> Double { figures.ratio[concurrency]?.median ?? .infinity }

    var text: String {
        ([ratios, primitives].joined(separator: "\n\n")) + "\n\n" + absolutes + "\n\n" + staff
    }

    private var ratios: String {
        let rows = ExchangeBench.concurrencies.map { concurrency in
            let holder = figures.holder[concurrency]?.processor.median ?? 0
            let bare = figures.bare[concurrency]?.processor.median ?? 0
            let rate = (figures.holder[concurrency]?.rate.median ?? 0) / (figures.bare[concurrency]?.rate.median ?? 1)
            return [
                "\(concurrency)", two(ratio(concurrency)), percent(figures.ratio[concurrency]),
                ratio(concurrency) <= ExchangeReport.limit ? "pass" : "FAIL", two(holder / bare),
                two(holder / (figures.primitives.sum.median + bare)), two(rate),
            ]
        }
        return "Ratios (medians of the rounds; spread is smallest to largest)\n"
            + table(
                [
                    "at once", "cpu / primitives", "spread", "≤ 2.5", "cpu / bare tls", "cpu / (primitives + bare tls)",
                    "req/s / bare tls",
                ], rows)
    }

    private var primitives: String {
        let parts: [(String, Rounds)] = [
            ("Ed25519 verify", figures.primitives.verify), ("Ed25519 sign", figures.primitives.sign),
            ("SHA-256 of both bodies", figures.primitives.hash), ("SQLite reads", figures.primitives.reads),
            ("SQLite commit, \(recordOctets) octets", figures.primitives.commit), ("sum", figures.primitives.sum),
        ]
        return "Primitives, µs of processor time an exchange\n"
            + table(["what", "µs", "spread"], parts.map { [$0.0, one($0.1.median), percent($0.1)] })
    }

    private var absolutes: String {
        let rows = ExchangeBench.concurrencies.flatMap { concurrency in
            [("holder", figures.holder[concurrency]), ("bare tls", figures.bare[concurrency])].map { name, found in
                [
                    name, "\(concurrency)", one(found?.processor.median ?? 0), percent(found?.processor),
                    one(found?.rate.median ?? 0), percent(found?.rate), two(found?.middle.median ?? 0),
                    two(found?.late.median ?? 0),
                ]
            }
        }
        return "A peer asks the holder\n"
            + table(["server", "at once", "cpu µs", "spread", "req/s", "spread", "p50 ms", "p99 ms"], rows)
    }

    private var staff: String {
        let rows = ExchangeBench.staffConcurrencies.map { concurrency in
            let found = figures.staff[concurrency] ?? StaffFigures()
            return [
                "\(concurrency)", two(found.middle.median), percent(found.middle), two(found.late.median),
                one(found.askerProcessor.median), one(found.holderProcessor.median),
            ]
        }
        return "A practitioner asks through the asker's node (durable on both sides)\n"
            + table(["at once", "p50 ms", "spread", "p99 ms", "asker cpu µs", "holder cpu µs"], rows)
    }

    private func one(_ value: Double) -> String { String(format: "%.1f", value) }
    private func two(_ value: Double) -> String { String(format: "%.2f", value) }
    private func percent(_ rounds: Rounds?) -> String { String(format: "%.0f %%", rounds?.spread ?? 0) }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            "  " + zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
