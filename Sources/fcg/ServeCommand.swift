import PeerClient
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import GatewayHTTP
import Logging
import ServiceLifecycle
import UnixSignals
import WireProtocol

/// `fcg serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs a node until it is told to stop.",
        discussion: """
            SIGTERM and SIGINT let what is being answered finish, then stop. SIGHUP reads the policies anew; a broken or \
            unpinned edit leaves the set in force as it is and says so. The log holds no personal data at any level.
            """)

    @Option(help: "The node's configuration.") var config: String
    @Option(help: "How much is logged: trace, debug, info, notice, warning, error.") var logLevel = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else { throw Complaint("`--log-level` is not known") }
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "fcg")
        logger.logLevel = level
        let node = try NodeAssembly(config: config)
        try await node.record("node.start")
        logger.notice(
            "serving",
            metadata: [
                "authority": "\(node.file.authority)", "port": "\(node.file.listenPort)",
                "policySet": "\(node.context.policies.current.digest.prefix(12))",
                "directory": "\(node.context.directory.current.version)",
            ])
        let group = ServiceGroup(
            configuration: .init(
                services: try node.services(logger: logger).map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        try await node.close(logger: logger)
    }
}

extension NodeAssembly {
    fileprivate func record(_ event: String) async throws {
        _ = try await context.audit.record(
            InternalEvent(
                event: event, binding: "", directory: context.directory.current.version, payloads: LeafPayloads(),
                time: wallClock()))
    }

    fileprivate func services(logger: Logger) throws -> [any Service] {
        let staffDoor = StaffListener(
            socketPath: folder.staffSocket,
            handle: { command, body in
                let reply = await staff.handle(command, body)
                return (reply.isFine, reply.body)
            }, logger: logger)
        return [
            try peerListener(logger: logger), staffDoor, Caretaker(node: self, logger: logger),
            PolicyReloader(node: self, logger: logger),
        ]
    }

    private func peerListener(logger: Logger) throws -> PeerListener {
        var limits = ListenerLimits()
        limits.connectionsPerPeer = file.connectionsPerPeer
        let directory = context.directory
        return PeerListener(
            host: file.listenHost, port: file.listenPort,
            credential: ListenerCredential(
                certificateChainPEM: try folder.octets(of: folder.key("tls.crt.pem")),
                privateKeyPEM: Redacted(try folder.octets(of: folder.key("tls.pem")))),
            trust: PeerTrust(
                trustRoots: { Array(Set(directory.current.members.values.map(\.issuer))) }, identify: identify,
                isStillTrusted: isStillTrusted),
            service: answering.peerService, limits: limits, logger: logger)
    }

    fileprivate func close(logger: Logger) async throws {
        try await record("node.stop")
        await carrier.shutdown()
        try context.audit.stop()
        logger.notice("stopped")
    }
}

/// What a node does by the clock: deliver tasks, publish checkpoints, count failures, forget old nonces.
private struct Caretaker: Service {
    let node: NodeAssembly
    let logger: Logger

    func run() async throws {
        let courier = OutboxCourier(audit: node.context.audit, desk: node.desk)
        let started = monotonicMilliseconds()
        var second = 0
        while !Task.isShuttingDownGracefully {
            do { try courier.deliver() } catch { logger.error("tasks not delivered", metadata: ["why": "\(error)"]) }
            if second % 10 == 9 { purge(since: started) }
            if second % 3_600 == 3_599 { await node.answering.summarise() }
            second += 1
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
        await node.answering.summarise()
        try courier.deliver()
    }

    private func purge(since started: Int64) {
        do {
            try node.context.audit.purgeNonces(
                now: wallClock(), upSinceMilliseconds: monotonicMilliseconds() - started)
        } catch { logger.error("old nonces not removed", metadata: ["why": "\(error)"]) }
    }
}

/// Reads the policies anew on SIGHUP.
private struct PolicyReloader: Service {
    let node: NodeAssembly
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            let reply = await node.staff.reload()
            if reply.isFine {
                logger.notice("policies read", metadata: ["set": "\(node.context.policies.current.digest.prefix(12))"])
            } else {
                logger.error("policies refused", metadata: ["why": "\(CanonicalJSON.text(reply.body))"])
            }
        }
    }
}
