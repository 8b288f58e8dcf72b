import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a signed change in force.",
            discussion: """
                Everything is worked out anew from what lies in the node's folder: tests, proofs, the difference, whose \
                signature it needs. The sign-offs are the `.json` files beside the change. Nothing turns this off. \
                A running node records the activation and takes it up at once.
                Example: fcg policy activate stockport-node/sign-offs/5c1d0e8a7b42/change.json \
                --config stockport-node/node.yaml
                """)
        @Argument(help: "The change, with its sign-offs beside it.") var change: String
        @Option(help: "The node's configuration.") var config: String

        func run() async throws {
            let folder = NodeFolder(config: config)
            try await DurableWrite.alone(with: folder.file("policies.lock")) {
                let octets = try NodeFolder(path: ".").octets(of: change)
                let policies = try NodePolicies(config: config)
                let generation = try policies.activate(
                    try PolicyChange(octets: octets, path: change), try SignOff.read(beside: change))
                print("generation \(generation.number) is signed and pinned: \(generation.state.pins.policies)")
                try await PolicyCommand.tellNode(policies.folder)
            }
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the digests of the newest signed generation into the node's configuration.",
            discussion: """
                `fcg policy activate` does this itself. It is for whoever alone may write node.yaml, and for a node.yaml \
                that was put back from a copy. What is not signed cannot be pinned: an edit of `policies/` is not looked at.
                Example: fcg policy pin --config stockport-node/node.yaml
                """)
        @Option(help: "The node's configuration.") var config: String

        func run() async throws {
            let policies = try NodePolicies(config: config)
            guard let newest = try policies.generations.kept().last?.number else {
                throw Complaint(
                    "\(policies.folder.generations): error: nothing was ever signed and activated; nothing was pinned\n"
                        + "    help: `fcg policy bundle`, `sign` and `activate` put the first policies in force")
            }
            let generation = try policies.generations.read(newest)
            _ = try policies.generations.admit(generation.state.pins, after: nil)
            try policies.pin(generation.state.pins)
            print("pinned generation \(newest): \(generation.state.pins.policies)")
            try await PolicyCommand.tellNode(policies.folder)
        }
    }

    /// Has a running node take up what is pinned; one that does not run does so when it starts.
    static func tellNode(_ folder: NodeFolder) async throws {
        do {
            let reply = try await StaffLine(folder).send("reload", [:])
            print(
                reply["changed"] == true
                    ? "the node has recorded it, and serves it" : "the node served it already")
        } catch let complaint as Complaint where complaint.code == Complaint.notRunning(folder).code {
            print("the node is not running; it takes this up when it starts")
        }
    }
}

extension NodePolicies {
    /// Checks, writes and pins. What stands still must be there in the new policies too: a node would let all stand still.
    func activate(_ change: PolicyChange, _ signOffs: [String: SignOff]) throws -> PolicyGeneration {
        let files = try files(of: change.source)
        let state = try files.state(registerPath: folder.signers)
        do { _ = try SuspensionsFile(path: folder.suspensions).read(for: state) } catch {
            throw Complaint("\(error)\nnothing was activated; what stands still is lifted before it is taken out")
        }
        return try activation(on: wallClock().londonDay).activate(
            change, policyFiles: files.policies, registerFile: files.register, signOffs: signOffs,
            keeping: file.generationsKept, pin: pin)
    }
}
