import ArgumentParser
import AuditTrail
import Foundation
import WireProtocol

/// `fcg audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verifies and shows the audit trail. Needs no running node and no network.",
        subcommands: [Verify.self, Show.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Recomputes every leaf, tile, head, checkpoint, payload and evidence; names the first that is wrong.")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "An audit folder to verify instead of the node's own.") var folder: String?

        func run() throws {
            let node = NodeFolder(config: config)
            let results = try AuditCommand.verify(node, folder: folder ?? node.audit)
            for result in results {
                if let fault = result.fault {
                    print(Terminal.bad("altered: ") + "\(result.origin): \(fault)")
                } else {
                    print(Terminal.good("intact: ") + "\(result.origin): \(result.size) entries, root \(result.root)")
                }
            }
            if results.contains(where: { $0.fault != nil }) { throw ExitCode.failure }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the entries of a log.")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "exchange or internal.") var log = "exchange"
        @Option(help: "How many of the newest entries.") var last = 20

        func run() throws {
            guard let name = LogName(rawValue: log) else { throw Complaint("`--log` is exchange or internal") }
            let entries = try AuditTrailReader(folder: NodeFolder(config: config).audit).entries(name, last: last)
            for entry in entries { print(entry.line) }
        }
    }

    static func verify(_ node: NodeFolder, folder: String) throws -> [LogVerification] {
        try AuditVerifier.verify(
            folder: folder, exchangeKey: try node.signingKey("log-exchange.pem").publicOctets,
            internalKey: try node.signingKey("log-internal.pem").publicOctets)
    }
}
