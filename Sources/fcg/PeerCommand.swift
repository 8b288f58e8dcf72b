import ArgumentParser
import Foundation
import NodeIdentity
import PeerDirectory
import WireProtocol

/// `fcg peer`
struct PeerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer", abstract: "The directory of councils: a node's own card, and the signed file.",
        subcommands: [List.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the members of a node's directory.")
        @Option(help: "The node's configuration.") var config: String

        func run() throws {
            let folder = NodeFolder(config: config)
            let file = try NodeFile(path: config)
            let directory = try Directory.open(
                octets: try folder.octets(of: folder.directory), signers: file.directorySigners, now: wallClock())
            print("directory version \(directory.version), until \(directory.expires.text), \(directory.federation)")
            for member in directory.members.values.sorted(by: { $0.authority < $1.authority }) {
                let notes = [member.isTest ? "test" : nil, member.isSuspended ? "suspended" : nil].compactMap { $0 }
                print(
                    "\(member.authority)  \(Words.column(Terminal.inert(member.name)))\(member.endpoint.authority)"
                        + "  duty desk \(Terminal.inert(member.dutyDesk.phone))  \(notes.joined(separator: ", "))")
            }
        }
    }
}
