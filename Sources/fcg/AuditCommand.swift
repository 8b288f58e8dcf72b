import NodeIdentity
import MerkleLog
import ArgumentParser
import AuditTrail
import Foundation
import WireProtocol

/// `fcg audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verifies and shows the audit trail. Needs no running node and no network.",
        subcommands: [Verify.self, Show.self, AuditDisputesCommand.self])

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
                if let fault = result.firstFault {
                    print(Terminal.bad("altered: ") + "\(result.origin): \(fault)")
                } else {
                    print(
                        Terminal.good("intact: ")
                            + "\(result.origin): \(result.size) entries, root \(Base64.encode(result.root.octets))")
                }
            }
            if results.contains(where: { !$0.isSound }) { throw ExitCode.failure }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the entries of a log.")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "exchange or internal.") var log = "exchange"
        @Option(help: "How many of the newest entries.") var last = 20

        func run() async throws {
            let reply = try await StaffLine(NodeFolder(config: config)).send(
                "audit-list", ["log": .string(log), "last": .integer(Int64(last))])
            for line in reply["entries"]?.elements ?? [] { print(Terminal.inert(line.text ?? "")) }
        }
    }

    /// Verifies a folder against the public halves of the node's log keys.
    static func verify(_ node: NodeFolder, folder: String) throws -> [LogVerification] {
        let file = try NodeFile(path: node.config)
        do {
            return try AuditVerifier.verify(folder: folder, verifierKeys: try verifierKeys(node, file))
        } catch let failure as AuditFailure {
            throw Complaint("\(folder): error: \(failure)")
        }
    }

    /// One key a log and year, from the first year of the product to the next one.
    private static func verifierKeys(_ node: NodeFolder, _ file: NodeFile) throws -> [NoteVerifierKey] {
        let keys = [
            (LogName.exchange, try node.signingKey("log-exchange.pem").publicOctets),
            (LogName.internal, try node.signingKey("log-internal.pem").publicOctets),
        ]
        return try (2026...wallClock().londonDay.year + 1).flatMap { year in
            try keys.map { log, key in
                try NoteVerifierKey(name: "\(file.publicName)/\(log.pathWord)/\(year)", publicKey: key)
            }
        }
    }
}
