import AuditTrail
import CaseIndex
import DutyDesk
import Gateway
import Logging
import PolicyEngine
import PolicyWorkbench
import ServiceLifecycle
import WireProtocol

/// What a node does by the clock: deliver and escalate tasks, publish checkpoints, count failures, forget what is old.
struct Caretaker: Service {
    let node: NodeAssembly
    let logger: Logger

    /// Work that comes round, and every how many seconds.
    private static let rounds: [(seconds: Int, what: String, work: @Sendable (Caretaker, Int64) async throws -> Void)] =
        [
            (1, "tasks not delivered", { caretaker, _ in try await caretaker.deliver() }),
            (1, "corrections not delivered", { caretaker, _ in try await caretaker.node.staff.deliverCorrections() }),
            (10, "old nonces not removed", { caretaker, up in try caretaker.forgetNonces(upFor: up) }),
            (60, "late tasks not escalated", { caretaker, _ in try caretaker.escalate() }),
            (60, "peers not counted", { caretaker, _ in caretaker.lookAtPeers() }),
            (60, "suspensions not recorded", { caretaker, _ in try await caretaker.recordSuspensions() }),
            (60, "the clock is not believed", { caretaker, _ in try caretaker.node.context.audit.checkClock() }),
            (3_600, "sources not looked at", { caretaker, _ in try caretaker.lookAtSources() }),
            (3_600, "calibration not looked at", { caretaker, _ in caretaker.lookAtCalibration() }),
            (3_600, "no checkpoint made", { caretaker, _ in try caretaker.publish() }),
            (3_600, "failures not counted", { caretaker, _ in await caretaker.node.answering.summarise() }),
            (86_400, "next year is not prepared", { caretaker, _ in try caretaker.lookAhead() }),
            (3_600, "old bodies not removed", { caretaker, _ in try caretaker.forgetBodies() }),
        ]

    func run() async throws {
        let started = monotonicMilliseconds()
        var second = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            second += 1
            for round in Caretaker.rounds where second.isMultiple(of: round.seconds) {
                do {
                    try await round.work(self, monotonicMilliseconds() - started)
                } catch {
                    logger.error("\(round.what)", metadata: ["why": "\(error)"])
                }
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
        await node.answering.summarise()
        try await deliver()
    }

    /// A row that no task can be made of is said by its leaf, never by what it holds.
    private func deliver() async throws {
        for row in try await OutboxCourier(node: node.context, desk: node.desk).deliver().aside {
            logger.error("a task cannot be read and is set aside; look into its exchange", metadata: ["leaf": "\(row)"])
        }
    }

    /// A task that ran out of time is a manager's: said in the log by number, never by name.
    private func escalate() throws {
        for task in try node.desk.escalate(now: wallClock()) {
            logger.warning("task overdue", metadata: ["task": "\(task.id)", "kind": "\(task.item.kind.rawValue)"])
        }
    }

    /// A peer that has half of its day's attempts behind it: somebody asks it why before it is refused.
    private func lookAtPeers() {
        for (peer, attempts) in node.answering.peersHalfway() {
            logger.warning(
                "a peer has made half of its attempts of today; ask its duty desk why",
                metadata: ["peer": "\(peer)", "attempts": "\(attempts)"])
        }
    }

    /// What is wrong with a source shows in no question. By the source's id, never by a row of it.
    private func lookAtSources() throws {
        let alarms = try node.context.index.alarms(now: wallClock())
        for alarm in alarms { logger.warning("a source needs looking into", metadata: ["what": "\(alarm)"]) }
    }

    private func lookAtCalibration() {
        guard let warning = node.folder.matching.warning(now: wallClock()) else { return }
        logger.warning("the calibration of the matching needs renewing", metadata: ["what": "\(warning)"])
    }

    /// Whoever suspends while the staff door is shut is recorded here; a standstill, which comes from no act, is not again.
    private func recordSuspensions() async throws {
        guard !node.context.policies.current.suspensions.isTotal else { return }
        try await node.staff.recordSuspensions()
    }

    private func publish() throws {
        for log in LogName.allCases { _ = try node.context.audit.checkpoint(log, at: wallClock()) }
    }

    private func lookAhead() throws { try YearTurn(node: node, logger: logger).look(now: wallClock()) }

    private func forgetNonces(upFor milliseconds: Int64) throws {
        _ = try node.context.audit.purgeNonces(now: wallClock(), upSinceMilliseconds: milliseconds)
    }

    private func forgetBodies() throws {
        _ = try node.context.audit.purgeBodies(now: wallClock())
        try node.context.audit.finishErasures()
    }
}
