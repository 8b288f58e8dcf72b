import ArgumentParser
import WireProtocol

/// `fcg peer release`
struct PeerReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Answers a council again whose log was found forked.",
        discussion: """
            A council whose log told two stories is not answered. An information-governance officer looks at the \
            evidence (`fcg peer held-back`), finds out with that council what happened, and releases it. The internal \
            log keeps who did, and why. The same two notes do not hold it back again; two others do.
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "GSS code of the council.") var authority: String
    @Option(help: "The officer.") var by: String
    @Option(help: "What was found out.") var reason: String

    func run() async throws {
        let reply = try await StaffLine(NodeFolder(config: config)).send(
            "peer-release", ["authority": .string(authority), "by": .string(by), "reason": .string(reason)])
        print("\(authority) is answered again; entry \(reply["index"]?.number ?? 0) of the internal log says why")
    }
}

/// `fcg peer held-back`
struct PeersHeldBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held-back", abstract: "Shows the councils that are not answered because their log forked.")
    @Option(help: "The node's configuration.") var config: String

    func run() async throws {
        let reply = try await StaffLine(NodeFolder(config: config)).send("peers-held-back", [:])
        let peers = reply["heldBack"]?.elements ?? []
        if peers.isEmpty { print("nobody is held back") }
        for peer in peers {
            let words = ["authority", "since", "origin", "evidence"].map { Terminal.inert(peer[$0]?.text ?? "") }
            print(words.joined(separator: "  "))
        }
    }
}
