import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import PeerDirectory
import WireProtocol

/// `fcg audit my-record`
struct OwnRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "my-record", abstract: "A worker's own account for the case file: asked, answered, rung.",
        discussion: """
            What the worker asked, with the reasons given; what came back, or that nothing did; and the tasks the worker \
            ended, with the note of each. It stands on the log, so it can be proven entry by entry.

            Example: fcg audit my-record --config node.yaml --staff worker-17 --case LCS-000000
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The worker, as in the questions: `worker.staff`.") var staff: String
    @Option(help: "Only this case.") var `case`: String?
    @OptionGroup var days: DayOptions

    func run() async throws {
        let node = NodeFolder(config: config)
        try await AuditDoor(node).record(.ownRecord, of: "own", by: staff)
        let key = Redacted(try node.secret("pseudonym.key"))
        let members = (try? NodeAssembly.directory(node, try NodeFile(path: config)))?.current.members ?? [:]
        let record = try complaining(about: node.audit) {
            try OwnRecord(
                of: staff, pseudonymKey: key, case: `case`, days: try days.range(), in: try node.auditReader())
        }
        print(Terminal.inertLines(record.text(made: wallClock()) { members[$0]?.name ?? $0.code }))
    }
}
