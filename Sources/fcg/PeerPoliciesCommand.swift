import ArgumentParser
import Gateway
import MerkleLog
import PeerDirectory
import WireProtocol

/// `fcg peer policies`
struct PeerPoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies",
        abstract: "Writes whose checkpoints to believe: one C2SP tlog-policy file a log, from the signed directory.")
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The folder to write into.") var out: String

    func run() throws {
        let folder = NodeFolder(config: config)
        let file = try NodeFile(path: config)
        let directory = try Directory.open(
            octets: try folder.octets(of: folder.directory), signers: file.directorySigners, now: wallClock())
        for origin in directory.origins {
            guard let policy = directory.policy(of: origin) else { continue }
            let name = origin.map { "/:".contains($0) ? "_" : String($0) }.joined()
            try NodeFolder.write(policy.octets, to: "\(out)/\(name).policy")
            print("wrote \(out)/\(name).policy")
        }
    }
}
