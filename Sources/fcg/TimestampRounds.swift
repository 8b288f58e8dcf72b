import Gateway
import Logging
import PeerClient
import ServiceLifecycle
import WireProtocol

/// Has checkpoints stamped, each minute if one is due. An authority that is down costs a line in the log and no answer.
struct TimestampRounds: Service {
    private let stamps: CheckpointStamps
    private let logger: Logger

    /// `nil` for a node without `timestamps.yaml`.
    init?(node: NodeAssembly, logger: Logger) throws {
        guard let file = try TimestampFile(folder: node.folder) else { return nil }
        let client = TimestampClient(url: file.url)
        stamps = CheckpointStamps(
            node: node.context, authority: try file.authority(node.folder), everyMinutes: file.everyMinutes,
            ask: client.ask)
        self.logger = logger
    }

    /// Hours after which a missing stamp is no fault of a network any more.
    private static let criticalHours = 24

    func run() async throws {
        let begun = wallClock()
        var isDown = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                for origin in try await stamps.round(now: wallClock()) {
                    logger.info("checkpoint stamped", metadata: ["log": "\(origin)"])
                }
                if isDown { logger.notice("checkpoints are stamped again") }
                isDown = false
            } catch {
                logger.error("checkpoints are not stamped", metadata: ["why": "\(error)"])
                isDown = true
            }
            sayOverdue(since: begun)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
        }
    }

    /// The clock of the alarm: which logs lack their stamp, and for how long.
    private func sayOverdue(since begun: Instant) {
        for (origin, minutes) in (try? stamps.overdue(begun: begun, now: wallClock())) ?? [] {
            logger.log(
                level: minutes >= TimestampRounds.criticalHours * 60 ? .critical : .error, "stamp overdue",
                metadata: ["log": "\(origin)", "for": "\(minutes / 60) h \(minutes % 60) min"])
        }
    }
}
