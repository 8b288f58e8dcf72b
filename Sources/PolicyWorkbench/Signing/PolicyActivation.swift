import Foundation
package import WireProtocol

/// Puts a signed change in force: everything is worked out anew from what is there, nothing of the change is believed.
package struct PolicyActivation {
    /// What is done, in this order. After each the old policies are in force or the new ones, whole.
    package enum Step: Sendable, CaseIterable {
        case checked, written, pinned, pruned
    }

    private let generations: PolicyGenerations
    private let pins: PolicyPins
    private let today: CalendarDay
    /// How many generations are kept at least: the one in force and the one before it.
    package static let fewestKept = 2

    /// `pins` are those of `node.yaml` now.
    package init(in generations: PolicyGenerations, pins: PolicyPins, today: CalendarDay) {
        self.generations = generations
        self.pins = pins
        self.today = today
    }

    /// Works out the change to a new state, for people to read and sign.
    package func change(
        to state: PolicyState, author: Code, because: String, source: String = "draft", on day: CalendarDay? = nil
    ) throws(SigningFault) -> PolicyChange {
        let current = try generations.pinned(pins)
        guard current != nil || PolicyPin(state.register) == pins.signers else {
            throw SigningFault(
                "signers.yaml is not the register that node.yaml pins, \(pins.signers)",
                help: "put back the register the node was made with; it is changed once the first policies are in force"
            )
        }
        return try PolicyChange(
            from: current, to: state, author: author, because: because, day: day ?? today, source: source)
    }

    /// Works a change out anew; throws when it comes out otherwise than the one given.
    package func confirm(_ change: PolicyChange, to state: PolicyState) throws(SigningFault) {
        let redrawn = try self.change(
            to: state, author: change.author, because: change.because, source: change.source, on: change.day)
        guard redrawn == change else { throw Self.differs(change, redrawn) }
    }

    /// Checks a change and its sign-offs, writes the generation, has `pin` write the digests, and forgets the oldest.
    ///
    /// `stepDone` is told after each step; whatever it throws ends the activation there, as a power cut would.
    package func activate(
        _ change: PolicyChange, policyFiles: [String: [UInt8]], registerFile: [UInt8], signOffs: [String: SignOff],
        keeping: Int, pin: (PolicyPins) throws -> Void, stepDone: (Step) throws -> Void = { _ in }
    ) throws -> PolicyGeneration {
        let state = try PolicyState(
            policyFiles: policyFiles, registerFile: registerFile, policyPath: "policies", registerPath: "signers.yaml")
        try confirm(change, to: state)
        let current = try generations.pinned(pins)
        let next = PolicyGeneration(
            change, state, signOffs, policyFiles: policyFiles, registerFile: registerFile)
        try next.check(after: current, on: today)
        try stepDone(.checked)
        try generations.write(next)
        try stepDone(.written)
        try pin(state.pins)
        try stepDone(.pinned)
        generations.prune(to: max(keeping, Self.fewestKept), below: next.number)
        try stepDone(.pruned)
        return next
    }

    private static func differs(_ change: PolicyChange, _ redrawn: PolicyChange) -> SigningFault {
        let what: String
        if change.new != redrawn.new {
            what = "the policies are \(redrawn.new) now, and \(change.new) was signed"
        } else if change.newRegister != redrawn.newRegister {
            what = "signers.yaml is \(redrawn.newRegister) now, and \(change.newRegister) was signed"
        } else if change.previous != redrawn.previous {
            what = "generation \(change.generation - 1) of the change is not the one in force"
        } else {
            what = "what the change says of itself is not what comes out of the policies"
        }
        return SigningFault(
            "this is not the change that was signed: \(what)", help: "bundle it anew and have it signed anew")
    }
}

extension PolicyGenerations {
    /// Writes a generation whole. One that was never pinned, left by an activation that was cut short, makes room.
    func write(_ generation: PolicyGeneration) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (number, name) in try kept() where number >= generation.number {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try DurableWrite.makeFolder("\(folder)/\(generation.name)", of: generation.files)
    }

    /// What cannot be removed stays, and does no harm.
    func prune(to count: Int, below newest: Int) {
        for (number, name) in (try? kept()) ?? [] where number <= newest - count {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
