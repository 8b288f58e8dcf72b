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
            SIGTERM and SIGINT let what is being answered finish, then stop. SIGHUP reads policies and \
            directory anew; a broken, unpinned, unsigned or older one leaves what is in force as it is and says so. The log holds no personal data at any level.
            """)

    @Option(help: "The node's configuration.") var config: String
    @Option(help: "How much is logged: trace, debug, info, notice, warning, error.") var logLevel = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else { throw Complaint("`--log-level` is not known") }
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "fcg")
        logger.logLevel = level
        ServingMemory.settle()
        let node = try NodeAssembly(config: config)
        do {
            try await node.serve(logger: logger)
        } catch {
            // A port that is taken is no power cut: what failed stops in order too.
            try? await node.close(logger: logger)
            throw error
        }
        try await node.close(logger: logger)
    }
}

extension NodeAssembly {
    /// Serves until a signal ends it.
    fileprivate func serve(logger: Logger) async throws {
        try await confirmation.ask()
        guard !context.audit.isRolledBack else {
            logger.critical(
                "rollback detected: this node reads and does not record; put the newest audit folder back",
                metadata: ["folder": "\(folder.audit)"])
            return try await run(logger: logger)
        }
        try await record("node.start")
        _ = try await context.audit.record(
            InternalEvent(
                activated: context.policies.generation, directory: context.directory.current.version,
                time: wallClock()))
        try await staff.recordSuspensions()
        try YearTurn(node: self, logger: logger).look(now: wallClock())
        logger.notice(
            "serving",
            metadata: [
                "authority": "\(file.authority)", "port": "\(file.listenPort)",
                "policySet": "\(context.policies.current.digest.prefix(12))",
                "directory": "\(context.directory.current.version)",
            ])
        try await run(logger: logger)
    }

    private func run(logger: Logger) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: try services(logger: logger).map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    fileprivate func record(_ event: String, binding: String = "") async throws {
        _ = try await context.audit.record(
            InternalEvent(
                event: event, binding: binding, directory: context.directory.current.version, payloads: LeafPayloads(),
                time: wallClock()))
    }

    fileprivate func services(logger: Logger) throws -> [any Service] {
        let staffDoor = StaffListener(
            socketPath: folder.staffSocket,
            handle: { command, body in
                let reply = await staff.handle(command, body)
                return (reply.isFine, reply.body)
            }, logger: logger)
        var services: [any Service] = [
            try peerListener(logger: logger), staffDoor, Caretaker(node: self, logger: logger),
            WitnessRounds(node: self, logger: logger), ReconciliationRounds(node: self, logger: logger),
            Reloader(node: self, logger: logger),
        ]
        if let stamps = try TimestampRounds(node: self, logger: logger) { services.append(stamps) }
        return services
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
                isStillTrusted: context.stillRecognises),
            service: answering.peerService, limits: limits, now: context.now, logger: logger)
    }

    fileprivate func close(logger: Logger) async throws {
        try? await OwnCheckpoints(node: context, calls: calls).publish(now: wallClock(), isLast: true)
        await carrier.shutdown()
        if !context.audit.isRolledBack { try await record("node.stop") }
        try context.witness?.file.close()
        try disputes.close()
        try context.audit.stop()
        logger.notice("stopped")
    }
}
