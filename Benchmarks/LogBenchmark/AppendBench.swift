import AuditTrail
import BenchFigures
import Foundation

/// The product's append path, the schema's limit and raw rows side by side, for records of one shape.
final class AppendBench {
    /// Records of one measurement with many callers; a fraction of them with few.
    private static let records = 4_096
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
        _ = try await trail.record(maker.record(0))
        shaped = try ShapedLimit(folder: folder, audit: bench.exchangeLog, maker: maker)
        raw = try RawLimit(folder: bench.folder)
    }

    /// One round of everything.
    func round() async throws -> AppendRound {
        var round = AppendRound()
        let records = AppendBench.records
        round.shaped64 = try shapedSeconds(records, batch: 64)
        round.many = try await product(records, callers: AppendBench.callers).seconds / Double(records)
        round.shaped256 = try shapedSeconds(records, batch: 256)
        for _ in 0..<8 {
            round.rawOne += try raw.commits(50, rows: 1)
            round.one += try await product(50, callers: 1).waits
            round.raw64 += try raw.commits(50, rows: 64)
            round.sixtyFour += try await product(1_024, callers: 64).waits
        }
        try raw.settle()
        return round
    }

    /// The limit has to have done what the product did.
    func check() throws { try shaped.check(audit: bench.exchangeLog) }

    func stop() throws { try trail.stop() }

    private func shapedSeconds(_ records: Int, batch: Int) throws -> Double {
        let seconds = try shaped.write(records, batch: batch)
        shaped.settle()
        return seconds / Double(records)
    }

    private func product(_ records: Int, callers: Int) async throws -> AppendLoad {
        defer { next += Int64(records) }
        return try await AppendLoad.run(trail, maker, from: next, records: records, callers: callers)
    }
}

/// What one round gave.
struct AppendRound {
    /// Seconds a record: the limit with batches of 64 and of 256, the product with 256 callers.
    var shaped64 = 0.0
    var shaped256 = 0.0
    var many = 0.0
    /// Microseconds of each commit of raw rows, and of each append of the product's.
    var rawOne: [Double] = []
    var one: [Double] = []
    var raw64: [Double] = []
    var sixtyFour: [Double] = []
}

/// The figures of all rounds over one shape.
struct AppendFigures {
    let shape: RecordShape
    private var many64 = Rounds()
    private var many256 = Rounds()
    private var one = Rounds()
    private var wait = Rounds()
    private var perSecond = Rounds()
    private var oneMiddle = Rounds()
    private var waitMost = Rounds()

    init(_ shape: RecordShape) { self.shape = shape }

    mutating func add(_ round: AppendRound) {
        many64.add(round.shaped64 / round.many)
        many256.add(round.shaped256 / round.many)
        one.add(round.rawOne.reduce(0, +) / round.one.reduce(0, +))
        wait.add(round.sixtyFour.quantile(0.99) / round.raw64.quantile(0.99))
        perSecond.add(1 / round.many)
        oneMiddle.add(round.one.quantile(0.5))
        waitMost.add(round.sixtyFour.quantile(0.99))
    }

    /// Whether every bar holds.
    var hold: Bool { many64.median >= 0.7 && one.median >= 0.8 && wait.median <= 3 }

    /// One line a figure.
    var text: String {
        """
        \(shape): 256 callers at once   \(figure(many64)) of shaped 64, \(figure(many256)) of shaped 256   bar 0.7 of 64, stretch 1.0 of 256; \(Int(perSecond.median)) a second
        \(shape): one caller            \(figure(one)) of raw, one a commit   bar 0.8, stretch 0.95; p50 \(Int(oneMiddle.median)) us
        \(shape): wait at 64 callers    p99 \(figure(wait)) × p99 of a raw commit of 64   bar 3.0, stretch 1.5; p99 \(Int(waitMost.median)) us
        """
    }

    private func figure(_ rounds: Rounds) -> String {
        "\((rounds.median * 100).rounded() / 100) (spread \(Int(rounds.spread)) %)"
    }
}
