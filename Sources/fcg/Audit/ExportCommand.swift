import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import MerkleLog
import WireProtocol

/// `fcg audit export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a log into a folder that anybody can check without us.",
        discussion: """
            The folder holds C2SP tiles, entry bundles and the checkpoint, the log's key (`vkey`) and `policy`, the leaves \
            as JSON Lines, and FHIR R4 AuditEvents as IHE BALP has them. A leaf shows nobody's name and no outcome. \
            What lies behind it is opened only with `--open`, into `payloads.jsonl` and into the AuditEvents: give that \
            folder to nobody who may not see it.

            Example: fcg audit export --config node.yaml --log exchange --dir export --by internal-audit
            Example: fcg audit export --config node.yaml --log exchange --dir export --by dpo --open actor,reason

            The folder appears whole or not at all, after it was verified. That it was exported, and by whom, is \
            recorded first.
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "exchange or internal.") var log: LogName
    @Option(help: "The folder to make.") var dir: String
    @Option(help: "Who exports, for the internal log.") var by: String
    @Option(help: "Why, for the internal log.") var why: String?
    @Option(help: "The year of the shard; the newest unless told.") var year: Int?
    @Option(help: "Commitments to open: any of actor,decision,reason,subject.") var open: OpenedSlots?
    @Flag(help: "Only what C2SP knows: tiles, bundles, checkpoint, key and policy.") var tilesOnly = false

    func run() async throws {
        let node = NodeFolder(config: config)
        let slots = open?.slots ?? []
        let words = PayloadSlot.allCases.filter(slots.contains).map { JSONValue.string($0.description) }
        try await AuditDoor(node).record(
            .exported, of: "\(log.rawValue)/\(year.map(String.init) ?? "newest")", by: by, why: why,
            criteria: ["opened": .array(words)])
        let (keys, policies) = (try node.logKeys(), try node.logPolicies())
        let summary = try complaining(about: node.audit) {
            var export = LogExport(folder: node.audit, keys: keys)
            export.opening = slots
            export.policy = policies
            export.tilesOnly = tilesOnly
            return try export.write(log, year: year, to: dir)
        }
        print("exported: \(summary.origin), \(summary.size) entries, \(summary.opened) commitments opened")
        print("root \(Base64.encode(summary.root.octets))")
        let note = try SignedNote(octets: try NodeFolder(path: ".").octets(of: "\(dir)/\(ExportFiles.checkpoint)"))
        if let key = keys.first(where: { $0.name == summary.origin }) {
            print(WitnessedWords.of(try policies(key), note))
        }
        print("check it with: fcg audit verify \(dir)")
    }
}
