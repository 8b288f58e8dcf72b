import Foundation
import NodeIdentity
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import WireProtocol

/// The invented office-holders of one council of the sandbox, and their keys.
struct SandboxOffice {
    /// Where their keys lie, one PEM a person.
    let folder: String

    init(folder: String) { self.folder = folder }

    init(_ plan: SandboxPlan, _ council: SandboxPlan.Council) {
        self.init(folder: "\(plan.folder)/signers/\(council.council.rawValue)")
    }

    var registerPath: String { "\(folder)/signers.yaml" }

    /// Makes keys for every post of a set, and the register of them.
    func make(for set: PolicySet, today: CalendarDay) throws {
        let office = try InventedOffice(for: set, from: today.adding(days: -1)) { person in
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: keyPath(person))
            return key.seed
        }
        guard let office else { throw Complaint("\(folder): error: no office-holders could be made") }
        try NodeFolder.write(office.registerFile, to: registerPath)
    }

    func keyPath(_ person: Code) -> String { "\(folder)/\(person).pem" }

    /// Has what a council's node folder holds as draft signed by all of them, and activates it.
    func activate(_ node: NodeFolder, because: String) throws {
        let policies = try NodePolicies(config: node.config)
        let day = wallClock().londonDay
        let state = try policies.state(of: "draft")
        let change = try policies.activation(on: day).change(
            to: state, author: InventedOffice.author, because: because)
        let old = try policies.generations.pinned(try policies.pins)?.state
        let office = InventedOffice(keys: try keys(), registerFile: [])
        let signOffs = try office.signOffs(change, from: old, to: state, day: day)
        let path = "\(node.signOffs)/\(change.digest.digest.prefix(12))/change.json"
        try NodeFolder.write(change.octets, to: path)
        for signOff in signOffs.values { try SignOffFile.write(signOff, beside: path) }
        _ = try policies.activate(change, try SignOff.read(beside: path))
    }

    private func keys() throws -> [Code: SignerKey] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pem") }
        return try names.reduce(into: [:]) { keys, name in
            guard let person = Code(String(name.dropLast(4))) else { return }
            keys[person] = try NodePolicies.signer(person.text, key: "\(folder)/\(name)").key
        }
    }
}
