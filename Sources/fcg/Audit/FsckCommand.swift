import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg audit fsck`
struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Recomputes everything an audit folder holds, and names every row that is wrong.",
        discussion: """
            Believes nothing but the logs' public keys. Unlike `verify` it goes on after a fault, names each bad row, \
            and says of each erased payload where its tombstone stands. A payload that is gone without one is a fault, \
            and so is one that is still here after it.

            Example: fcg audit fsck --config node.yaml --by internal-audit

            The node may run meanwhile; its internal log then says who checked. Of a folder that is damaged so far that \
            it cannot be opened for that record, the check is made all the same, and that is said.
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "An audit folder to check instead of the node's own, such as a backup.") var folder: String?
    @Option(help: "Who checks, for the internal log.") var by: String

    func run() async throws {
        let node = NodeFolder(config: config)
        do {
            try await AuditDoor(node).record(.fsck, of: folder == nil ? "own" : "copy", by: by)
        } catch let complaint as Complaint {
            Terminal.complain("not recorded: \(complaint.description)")
        }
        let place = folder ?? node.audit
        let results = try complaining(about: place) {
            try AuditVerifier.verify(
                folder: place, verifierKeys: try node.logKeys(), now: folder == nil ? wallClock() : nil,
                findingAll: true)
        }
        for result in results { report(result) }
        if results.contains(where: { !$0.isSound }) { throw ExitCode.failure }
    }

    private func report(_ result: LogVerification) {
        let verdict = result.isSound ? Terminal.good("sound: ") : Terminal.bad("altered: ")
        print(verdict + (result.origin.isEmpty ? "\(result.log.rawValue) log" : result.origin))
        print(
            """
                \(result.size) entries, \(result.payloads) payloads, \(result.erased) erased, \(result.evidence) signatures, \
            \(result.bodies) bodies, \(result.heads) heads, \(result.checkpoints) checkpoints
            """)
        for erasure in result.erasures { print("    \(erasure)") }
        for fault in result.faults { print("    " + Terminal.bad("wrong: ") + Terminal.inert(fault)) }
    }
}
