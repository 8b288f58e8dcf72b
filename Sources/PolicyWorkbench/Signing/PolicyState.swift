package import PolicyEngine

/// What comes into force together: the policies, and who signs the next change of them.
package struct PolicyState: Sendable {
    package let set: PolicySet
    package let register: SignersRegister

    package init(set: PolicySet, register: SignersRegister) {
        self.set = set
        self.register = register
    }

    package var pins: PolicyPins { PolicyPins(policies: PolicyPin(set), signers: PolicyPin(register)) }
}

/// The two digests in `node.yaml`: of the policy set that is served, and of the register of signers.
package struct PolicyPins: Sendable, Equatable {
    package let policies: PolicyPin
    package let signers: PolicyPin

    package init(policies: PolicyPin, signers: PolicyPin) {
        self.policies = policies
        self.signers = signers
    }
}

/// Why a change is not signed, not to be signed, or not in force: every reason found, each with what to do.
package struct SigningFault: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }

    init(_ problem: String, help: String) { self.init([Self.problem(problem, help: help)]) }

    static func problem(_ problem: String, help: String) -> String { "error: \(problem)\n    help: \(help)" }

    package var description: String { problems.joined(separator: "\n") }
}
