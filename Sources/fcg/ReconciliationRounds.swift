import AuditTrail
import Gateway
import Logging
import ServiceLifecycle
import WireProtocol

/// Each night the day before beside every other council's log, one list a minute and council; each hour the receipts.
struct ReconciliationRounds: Service {
    /// Hours after midnight, so that answers after midnight and slow clocks are in both logs.
    private static let hour: Int64 = 2
    let node: NodeAssembly
    let logger: Logger

    /// Where the reconciliation of a day stands.
    private struct Progress {
        let day: CalendarDay
        /// Councils still to be gone through, and where their next list begins.
        var places: [AuthorityID: Int]
    }

    func run() async throws {
        var minute = 0
        var progress: Progress?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
            if Task.isShuttingDownGracefully || Task.isCancelled || node.context.audit.isRolledBack { continue }
            minute += 1
            await attempt("logs not laid beside each other") { try await reconcile(&progress, minute) }
            if minute.isMultiple(of: 60) { await attempt("receipts not fetched") { try await collect() } }
            await attempt("disputes are no tasks yet") {
                try DisputeTasks(file: node.disputes, desk: node.desk).deliver()
            }
        }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do { try await work() } catch { logger.error("\(what)", metadata: ["why": "\(error)"]) }
    }

    /// One list to each council that is left. One that was not heard is asked again each quarter of an hour.
    private func reconcile(_ progress: inout Progress?, _ minute: Int) async throws {
        let now = wallClock()
        guard now.seconds % 86_400 >= ReconciliationRounds.hour * 3_600 else { return }
        let day = CalendarDay(daysSinceEpoch: Int(now.seconds / 86_400) - 1)
        let nightly = Reconciliation(node: node.context, calls: node.calls, file: node.disputes)
        if progress?.day != day || minute.isMultiple(of: 15) {
            let begun = progress?.day == day ? progress?.places ?? [:] : [:]
            let left = try nightly.outstanding(day).map { ($0, begun[$0] ?? 0) }
            progress = Progress(day: day, places: Dictionary(left) { first, _ in first })
        }
        for (peer, start) in progress?.places ?? [:] {
            let (next, disputes) = try await nightly.step(day, with: peer, from: start, now: now)
            progress?.places[peer] = next
            warn(disputes)
        }
    }

    private func collect() async throws {
        warn(
            try await ReceiptCollector(node: node.context, calls: node.calls, file: node.disputes)
                .round(now: wallClock()))
    }

    private func warn(_ disputes: [Dispute]) {
        for dispute in disputes where dispute.kind.isRaised {
            logger.warning(
                "two councils' logs do not agree; see `fcg audit disputes`",
                metadata: [
                    "kind": "\(dispute.kind.rawValue)", "with": "\(dispute.counterpart)", "entry": "\(dispute.index)",
                ])
        }
    }
}
