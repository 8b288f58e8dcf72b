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

    func run() async throws {
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
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
        }
    }
}
