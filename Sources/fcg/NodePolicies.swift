import Foundation
import NodeIdentity
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// The policies of one node, as the commands that have them signed see them: the draft, what is in force, and the pins.
struct NodePolicies {
    let folder: NodeFolder
    let file: NodeFile

    init(config: String) throws {
        folder = NodeFolder(config: config)
        file = try NodeFile(path: config)
    }

    var generations: PolicyGenerations { PolicyGenerations(folder: folder.generations) }

    /// The pinned digests, as the configuration has them now.
    var pins: PolicyPins {
        get throws {
            guard let policies = PolicyPin(file.policyDigest), let signers = PolicyPin(file.signersDigest) else {
                throw Complaint("\(folder.config): error: a digest is not 64 hexadecimal digits")
            }
            return PolicyPins(policies: policies, signers: signers)
        }
    }

    func activation(on day: CalendarDay) throws -> PolicyActivation {
        PolicyActivation(in: generations, pins: try pins, today: day)
    }

    /// What is in force, by the pins; complains where nothing is.
    func inForce() throws -> PolicyGeneration {
        guard let generation = try generations.pinned(try pins) else {
            throw Complaint(
                "\(folder.generations): error: no policies are in force here\n"
                    + "    help: `fcg policy bundle`, `sign` and `activate` put the first ones in force")
        }
        return generation
    }

    /// The files that a change is made from.
    struct Files {
        let policies: [String: [UInt8]]
        let register: [UInt8]
        let policyPath: String

        func state(registerPath: String) throws -> PolicyState {
            try PolicyState(
                policyFiles: policies, registerFile: register, policyPath: policyPath, registerPath: registerPath)
        }
    }

    /// `draft`: what people edit. `generation <n>`: the policies of then, and the register of now.
    func files(of source: String) throws -> Files {
        if source == "draft" {
            return Files(
                policies: try PolicyFolder.read(folder.policies), register: try folder.octets(of: folder.signers),
                policyPath: folder.policies)
        }
        guard let number = source.hasPrefix("generation ") ? Int(source.dropFirst(11)) : nil else {
            throw Complaint("`\(source)` is neither `draft` nor a generation")
        }
        return Files(
            policies: try generations.read(number).policyFiles, register: try inForce().registerFile,
            policyPath: "generation \(number)")
    }

    func state(of source: String) throws -> PolicyState {
        try files(of: source).state(registerPath: source == "draft" ? folder.signers : source)
    }

    /// Writes both digests into `node.yaml`, in one step.
    func pin(_ pins: PolicyPins) throws {
        var text = try folder.text(of: folder.config)
        for (key, digest) in [("policy digest", pins.policies.digest), ("signers digest", pins.signers.digest)] {
            guard let pinned = NodeFile.pinning(digest, as: key, in: text) else {
                throw Complaint(
                    "\(folder.config): error: not exactly one line begins with `\(key):`, so nothing was pinned\n"
                        + "    help: write one line `\(key): \"\(digest)\"`, at the beginning of the line")
            }
            text = pinned
        }
        try DurableWrite.replace(folder.config, with: Array(text.utf8))
    }

    /// Somebody's key, and who they say they are.
    static func signer(_ person: String, key path: String) throws -> (person: Code, key: SignerKey) {
        let name = try PolicyCommand.word(person, "--as", Code.init)
        do {
            let key = try NodeIdentity.SigningKey(pem: NodeFolder(path: ".").text(of: path))
            guard let signer = SignerKey(seed: key.seed) else { throw IdentityFault.notAKey("Ed25519") }
            return (name, signer)
        } catch let fault as IdentityFault { throw Complaint("\(path): error: \(fault)") }
    }
}
