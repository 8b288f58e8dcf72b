import AuditTrail
import BenchFigures
import Foundation
import WireProtocol

/// Opening a log of many leaves, the start-up check and all; and one of few beside it.
struct StartBench {
    private let few: BenchTrail
    private let many: BenchTrail

    init(folder: String, leaves: Int) async throws {
        few = try await StartBench.filled(1_000, in: folder)
        many = try await StartBench.filled(leaves, in: folder)
    }

    /// Milliseconds to open both, the smaller first.
    func round() throws -> (few: Double, many: Double) { (try StartBench.open(few), try StartBench.open(many)) }

    private static func open(_ bench: BenchTrail) throws -> Double {
        let start = Clock.seconds()
        let trail = try bench.open()
        let milliseconds = (Clock.seconds() - start) * 1_000
        try trail.stop()
        return milliseconds
    }

    /// A log filled through the product's own writer, in the smallest records there are.
    private static func filled(_ leaves: Int, in folder: String) async throws -> BenchTrail {
        let bench = try BenchTrail(in: folder, bodyDays: 0)
        let trail = try bench.open()
        guard let counterpart = AuthorityID("E08000035"), let request = Commitment([UInt8](repeating: 7, count: 32))
        else { throw BenchFault("no such council") }
        let time = Clock.wall()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<512 {
                group.addTask {
                    for number in stride(from: caller, to: leaves, by: 512) {
                        guard let id = ExchangeID(RecordKey.text(Int64(number), length: 36)) else { return }
                        _ = try await trail.record(
                            UnansweredExchange(
                                counterpart: counterpart, exchange: id, directory: 17, request: request,
                                payloads: LeafPayloads(length: 64), time: time))
                    }
                }
            }
            try await group.waitForAll()
        }
        _ = try trail.checkpoint(.exchange, at: time)
        try trail.stop()
        return bench
    }
}
