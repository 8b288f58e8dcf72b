import ArgumentParser
import Foundation
import WireProtocol

/// `fcg audit disputes`
struct DisputesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disputes", abstract: "Lists exchanges about which our log and another council's do not agree.",
        discussion: """
            Every night each exchange of the day before must stand in both councils' logs, with the same request and \
            the same answer. A line names our entry of the exchange log and the exchange; with --out the other side's \
            signed reply and its receipt, where there are any, are written beside it. Ring the other council's \
            information-governance officer with both.

              unknown-there   we have an answer, and the other log has no such request
              differs         both have the request, and not the same answer, or only one side has one
              no-receipt      a day after an answer its holder has not proved that it stands in its log
              never-answered  our question never arrived; its worker saw that at once (shown with --all)
            """)
    @Option(help: "The node's configuration.") var config: String
    @Flag(help: "Also questions that never arrived.") var all = false
    @Option(help: "A folder for the other side's replies and receipts.") var out: String?

    func run() async throws {
        let reply = try await StaffLine(NodeFolder(config: config)).send("disputes", [:])
        let disputes = (reply["disputes"]?.elements ?? []).filter { all || $0["raised"] == true }
        if disputes.isEmpty { print("no disputes") }
        for dispute in disputes {
            let words = ["day", "kind", "counterpart", "exchange"].map { Terminal.inert(dispute[$0]?.text ?? "") }
            print(words.joined(separator: "  ") + "  entry \(dispute["index"]?.number ?? 0)")
            if let out { try write(dispute, to: out) }
        }
    }

    private func write(_ dispute: JSONValue, to folder: String) throws {
        guard let request = dispute["rq"]?.text else { return }
        for (name, ending) in [("reply", "reply.json"), ("receipt", "tlog-proof")] {
            guard let octets = dispute[name]?.text.flatMap({ Base64.decode($0) }) else { continue }
            try NodeFolder.write(octets, to: "\(folder)/\(request).\(ending)")
        }
    }
}
