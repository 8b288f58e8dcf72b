import AuditTrail
import BenchFigures

/// The product's append path, the schema's limit and raw rows side by side, for records of one shape.
final class AppendBench {
    /// Records of one measurement with many callers.
    static let records = 4_096
    private static let callers = 256

    private let trail: AuditTrail
    private let bench: BenchTrail
    private let maker: RecordMaker
    private let shaped: ShapedLimit
    private let raw: RawLimit
    private var next: Int64 = 1

    init(_ shape: RecordShape, folder: String) async throws {
        maker = try RecordMaker(shape, time: Clock.wall())
        bench = try BenchTrail(in: folder, bodyDays: shape.bodyDays)
        trail = try bench.open()
        try await maker.record(0, in: trail)
        try trail.settle()
        shaped = try ShapedLimit(folder: folder, audit: bench.exchangeLog, maker: maker)
        raw = try RawLimit(folder: bench.folder)
    }

    /// One round of everything.
    func round() async throws -> AppendRound {
        var round = AppendRound()
        round.shaped64 = try limit(AppendBench.records, batch: 64)
        let many = try await product(AppendBench.records, callers: AppendBench.callers)
        round.manySeconds = many.seconds
        round.settledSeconds = many.seconds + (try settle())
        try await rest()
        round.shaped256 = try limit(AppendBench.records, batch: 256)
        for _ in 0..<8 {
            round.rawOne += try raw.commits(50, rows: 1)
            round.shapedOne += try limit(50, batch: 1)
            let one = try await product(50, callers: 1)
            round.one += one.waits
            round.settledOne += one.seconds + (try settle())
        }
        try await rest()
        for _ in 0..<8 {
            round.raw64 += try raw.commits(50, rows: 64)
            round.sixtyFour += try await product(1_024, callers: 64).waits
            _ = try settle()
            try await rest()
        }
        try raw.settle()
        return round
    }

    /// The limit has to have done what the product did.
    func check() throws { try shaped.check(audit: bench.exchangeLog) }

    func stop() throws { try trail.stop() }

    private func limit(_ records: Int, batch: Int) throws -> [Double] {
        let commits = try shaped.write(records, batch: batch)
        shaped.settle()
        return commits
    }

    private func product(_ records: Int, callers: Int) async throws -> AppendLoad {
        defer { next += Int64(records) }
        return try await AppendLoad.run(trail, maker, from: next, records: records, callers: callers)
    }

    /// Seconds until what is durable stands in the tables: it belongs to the work, and may disturb nobody else's figures.
    private func settle() throws -> Double {
        let start = Clock.seconds()
        try trail.settle()
        return Clock.seconds() - start
    }

    /// Time for the product to move its write-ahead log, so that it disturbs nobody else's figures.
    private func rest() async throws { try await Task.sleep(for: .milliseconds(400)) }
}

/// What one round gave: microseconds of each commit or append, but for the first.
struct AppendRound {
    /// Seconds that as many records as the limit wrote with batches of 64 took the product with 256 callers.
    var manySeconds = 0.0
    /// The same until all of them stood in the tables.
    var settledSeconds = 0.0
    var shaped64: [Double] = []
    var shaped256: [Double] = []
    var rawOne: [Double] = []
    var shapedOne: [Double] = []
    var one: [Double] = []
    /// Seconds of one caller's records until they stood in the tables.
    var settledOne = 0.0
    var raw64: [Double] = []
    var sixtyFour: [Double] = []
}
