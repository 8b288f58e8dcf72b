import ArgumentParser
import AuditTrail
import Foundation
import WireProtocol

/// `fcg audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verifies, exports, searches and erases the audit trail.",
        discussion: """
            `verify` needs nothing but files: no node, no network, no secret of ours for an export or a proof. Whatever \
            reads entries is itself recorded in the internal log, by the node that runs, or else by the command, which \
            then needs the folder for itself. Where that record cannot be made, nothing is read.

            docs/audit-guide.md is written for auditors and starts from nothing.
            """,
        subcommands: [
            VerifyCommand.self, FsckCommand.self, ExportCommand.self, ProveCommand.self, EraseCommand.self,
            HoldCommand.self, SearchCommand.self, SubjectReportCommand.self, SpotCheckCommand.self,
            OwnRecordCommand.self, DisputesCommand.self, ConformanceCommand.self, Show.self,
        ])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the entries of a log.", discussion: "Example: fcg audit show --config node.yaml --last 50")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "exchange or internal.") var log = "exchange"
        @Option(help: "How many of the newest entries.") var last = 20

        func run() async throws {
            let reply = try await StaffLine(NodeFolder(config: config)).send(
                "audit-list", ["log": .string(log), "last": .integer(Int64(last))])
            for line in reply["entries"]?.elements ?? [] { print(Terminal.inert(line.text ?? "")) }
        }
    }
}

extension LogName: ExpressibleByArgument {}
extension PayloadSlot: ExpressibleByArgument {
    /// By its word.
    package init?(argument: String) {
        guard let slot = PayloadSlot.allCases.first(where: { $0.description == argument }) else { return nil }
        self = slot
    }
}

/// Commitments to open, as `--open actor,reason` has them.
struct OpenedSlots: ExpressibleByArgument {
    let slots: Set<PayloadSlot>

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let found = parts.compactMap(PayloadSlot.init(argument:))
        guard found.count == parts.count else { return nil }
        slots = Set(found)
    }
}
