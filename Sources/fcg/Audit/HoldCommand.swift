import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg audit hold`
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Places or lifts a legal hold: what it covers cannot be erased.",
        discussion: """
            One person can place a hold, on a shard or on a person wherever they stand; lifting it takes two. Both \
            stand in the internal log. The hold's name tells nobody whom it is about.

            Example: fcg audit hold inquest-2026-4 --config node.yaml --family Okafor --given Ada --born 2014-03-02 \\
              --by "R. Dunne" --why "coroner's letter of 4 November"
            Example: fcg audit hold inquest-2026-4 --config node.yaml --lift --by "R. Dunne" --second "M. Shah" \\
              --why "inquest closed"
            """)
    @Argument(help: "The hold's name, such as inquest-2026-4.") var name: String
    @Option(help: "The node's configuration.") var config: String
    @OptionGroup var person: PersonOptions
    @Option(help: "A whole shard, such as exchange/2026.") var shard: String?
    @Flag(help: "Lifts the hold.") var lift = false
    @Option(help: "Who does it.") var by: String
    @Option(help: "Who agrees to lift it: somebody else.") var second: String?
    @Option(help: "Why.") var why: String

    func run() async throws {
        let door = AuditDoor(NodeFolder(config: config))
        var body: [String: JSONValue] = ["name": .string(name), "by": .string(by), "why": .string(why)]
        if lift {
            guard let second else { throw Complaint("two people lift a hold: name another one in `--second`") }
            body["second"] = .string(second)
        } else {
            body["person"] = try person.sought()?.json
            body["shard"] = shard.map(JSONValue.string)
        }
        let reply = try await door.send(lift ? "audit-lift" : "audit-hold", .object(body))
        print(
            "hold `\(name)` \(lift ? "is lifted" : "stands"): entry \(reply["index"]?.number ?? 0) of the internal log")
    }
}
