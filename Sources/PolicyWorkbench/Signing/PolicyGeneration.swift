import PolicyEngine
import WireProtocol

/// One generation: policies and register as they came into force, the change that made them, and its sign-offs.
package struct PolicyGeneration: Sendable {
    package let number: Int
    package let state: PolicyState
    package let change: PolicyChange
    package let signOffs: [String: SignOff]
    /// The octets of the policy files, by path inside their folder.
    package let policyFiles: [String: [UInt8]]
    package let registerFile: [UInt8]

    /// Reads a generation's folder. What it says is one thing, whether it is signed another.
    init(folder: String, number: Int) throws(SigningFault) {
        let files = try Self.files(folder)
        registerFile = files.register
        policyFiles = files.policies
        state = try PolicyState(
            policyFiles: files.policies, registerFile: files.register, policyPath: folder + "/policies",
            registerPath: folder + "/signers.yaml")
        change = try PolicyChange(octets: files.change, path: folder + "/change.json")
        signOffs = try SignOff.all(files.signOffs, in: folder + "/sign-offs")
        self.number = number
        guard change.generation == number, change.new == state.pins.policies, change.newRegister == state.pins.signers,
            change.authority == state.set.authority
        else {
            throw SigningFault(
                "\(folder): what lies here is not what its change.json is about",
                help: "put the folder back as it was, from a copy; nobody edits a generation")
        }
    }

    /// A generation in the making.
    init(
        _ change: PolicyChange, _ state: PolicyState, _ signOffs: [String: SignOff], policyFiles: [String: [UInt8]],
        registerFile: [UInt8]
    ) {
        number = change.generation
        self.state = state
        self.change = change
        self.signOffs = signOffs
        self.policyFiles = policyFiles
        self.registerFile = registerFile
    }

    /// Of the change and of every sign-off: what is known by it was checked, and is as it was.
    var digest: PolicyPin {
        let signOffs = signOffs.mapValues { JSONValue.string(PolicyPin(of: $0.octets).description) }
        return PolicyPin(
            of: CanonicalJSON.encode(["change": .string(change.digest.description), "signOffs": .object(signOffs)]))
    }

    /// `<number>-<first 12 digits of the set>`.
    var name: String { "\(number)-\(state.set.digest.prefix(12))" }

    /// Everything of it, by path inside its folder.
    var files: [String: [UInt8]] {
        var files = ["signers.yaml": registerFile, "change.json": change.octets]
        for (name, octets) in policyFiles { files["policies/" + name] = octets }
        for (name, signOff) in signOffs { files["sign-offs/" + name] = signOff.octets }
        return files
    }

    private static func files(
        _ folder: String
    ) throws(SigningFault) -> (
        policies: [String: [UInt8]], register: [UInt8], change: [UInt8], signOffs: [String: [UInt8]]
    ) {
        do {
            return (
                try PolicyFolder.read(folder + "/policies"), try PlainFile.read(folder + "/signers.yaml"),
                try PlainFile.read(folder + "/change.json"), try SignOff.files(in: folder + "/sign-offs")
            )
        } catch let fault as PlainFile.Unreadable {
            throw SigningFault("\(fault.path): \(fault.reason)", help: "put the generation back, from a copy")
        } catch {
            throw SigningFault("\(error)", help: "put the generation back, from a copy")
        }
    }

    /// Whether the one before, or nothing, is what its change began with, and everybody has signed who had to.
    func check(after previous: PolicyGeneration?, on today: CalendarDay? = nil) throws(SigningFault) {
        guard change.previous == previous?.change.digest, change.old == previous?.state.pins.policies,
            change.oldRegister == previous?.state.pins.signers, change.generation == (previous?.number ?? 0) + 1
        else {
            throw SigningFault(
                "change \(change.digest) does not follow on \(previous.map { "generation \($0.number)" } ?? "nothing")",
                help: "bundle and sign it anew, against what is in force")
        }
        try SignOffReview(change, from: previous?.state, to: state, on: today).check(signOffs)
    }
}

extension PolicyState {
    /// Reads policies and register, each as strictly as ever.
    package init(
        policyFiles: [String: [UInt8]], registerFile: [UInt8], policyPath: String, registerPath: String
    ) throws(SigningFault) {
        do throws(PolicyFaults) {
            let register = try SignersRegister.read(registerFile, path: registerPath)
            do throws(PolicyFaults) {
                self.init(set: try PolicySet.load(files: policyFiles), register: register)
            } catch { throw error.within(policyPath) }
        } catch { throw SigningFault([error.description]) }
    }
}

extension SignOff {
    static func all(_ files: [String: [UInt8]], in folder: String) throws(SigningFault) -> [String: SignOff] {
        var found: [String: SignOff] = [:]
        for (name, octets) in files { found[name] = try SignOff(octets: octets, path: "\(folder)/\(name)") }
        return found
    }
}
