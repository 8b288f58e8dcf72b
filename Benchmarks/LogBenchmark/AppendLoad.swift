import AuditTrail
import BenchFigures

/// Callers who record one exchange after another, each waiting for its receipt.
struct AppendLoad {
    /// From the first call to the last receipt.
    let seconds: Double
    /// Microseconds each caller waited, one figure a record.
    let waits: [Double]

    /// `first` is the number of the first record.
    static func run(
        _ trail: AuditTrail, _ maker: RecordMaker, from first: Int64, records: Int, callers: Int
    ) async throws -> AppendLoad {
        let start = Clock.seconds()
        let waits = try await withThrowingTaskGroup(of: [Double].self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var waits: [Double] = []
                    for number in stride(from: caller, to: records, by: callers) {
                        let start = Clock.seconds()
                        try await maker.record(first + Int64(number), in: trail)
                        waits.append((Clock.seconds() - start) * 1_000_000)
                    }
                    return waits
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return AppendLoad(seconds: Clock.seconds() - start, waits: waits)
    }
}
