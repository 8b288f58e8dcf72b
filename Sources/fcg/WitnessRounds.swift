import AuditTrail
import Gateway
import Logging
import ServiceLifecycle
import WireProtocol

/// What a node does by the clock for the logs: have its own witnessed, compare those of others, catch up after a restart.
///
/// A loop of its own: a council that does not answer must not hold up the duty desk.
struct WitnessRounds: Service {
    let node: NodeAssembly
    let logger: Logger

    func run() async throws {
        var second = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            second += 1
            await turn(second)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
    }

    private func turn(_ second: Int) async {
        if second <= 60 || node.context.audit.awaitsWitness {
            await attempt("witnesses not asked about the start") { try await node.confirmation.ask() }
        }
        // A checkpoint is made each 10 seconds; whoever missed it is offered it as soon as a witness may cosign again.
        if second == 1 || second.isMultiple(of: 5) {
            await attempt("checkpoints not published") { try await publish() }
        }
        if second == 1 || second.isMultiple(of: 10) {
            await attempt("this witness has not caught up") { try await catchUp() }
        }
        if second.isMultiple(of: 60) { await attempt("logs not compared") { try await gossip() } }
        if second.isMultiple(of: 3_600) {
            await attempt("what was witnessed is not recorded") {
                try await WitnessSummary(node: node.context).record(now: wallClock())
            }
        }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        let wasRolledBack = node.context.audit.isRolledBack
        do { try await work() } catch { logger.error("\(what)", metadata: ["why": "\(error)"]) }
        if !wasRolledBack, node.context.audit.isRolledBack {
            logger.critical("rollback detected: this node reads and does not record; put the newest audit folder back")
        }
    }

    private func publish() async throws {
        try await OwnCheckpoints(node: node.context, calls: node.calls).publish(now: wallClock())
    }

    private func catchUp() async throws {
        let silent = try await CatchingUp(node: node.context, calls: node.calls).round(now: wallClock())
        guard !silent.isEmpty else { return }
        logger.warning("not cosigned until caught up", metadata: ["logs": "\(silent.joined(separator: ", "))"])
    }

    /// A fork is an alarm: somebody must look at the evidence today.
    private func gossip() async throws {
        for fork in try await Gossip(node: node.context, calls: node.calls).round(now: wallClock()) {
            logger.critical(
                "a log told two stories; its council is not answered until `fcg peer release`",
                metadata: [
                    "authority": "\(fork.authority)", "log": "\(fork.origin)", "evidence": "\(fork.evidence)",
                ])
        }
    }
}
