import Gateway
import Logging
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import ServiceLifecycle
import UnixSignals
import WireProtocol

/// Reads policies and directory anew on SIGHUP. What is refused changes nothing.
struct Reloader: Service {
    let node: NodeAssembly
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            reloadDirectory()
            await reloadPolicies()
        }
    }

    private func reloadDirectory() {
        do {
            try node.context.directory.replace(
                octets: try node.folder.octets(of: node.folder.directory), now: wallClock())
            logger.notice("directory read", metadata: ["version": "\(node.context.directory.current.version)"])
        } catch {
            logger.error(
                "directory refused; the one in force stays",
                metadata: ["why": "\(error)", "version": "\(node.context.directory.current.version)"])
        }
    }

    private func reloadPolicies() async {
        let reply = await node.staff.reload()
        guard reply.isFine else {
            return logger.error("policies refused", metadata: ["why": "\(reply.body["error"]?.text ?? "unknown")"])
        }
        logger.notice("policies read", metadata: ["set": "\(node.context.policies.current.digest.prefix(12))"])
    }
}
