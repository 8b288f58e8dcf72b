package import AuditTrail
import PeerDirectory
import PolicyEngine
package import PolicyWorkbench
package import WireProtocol

/// What people tell of a trial, in the internal log: something counted for a measure, or how it came out.
struct TrialRecord {
    let node: NodeContext

    /// Records one note about a trial of the set in force; says which entry it is, and whether the trial is stopped.
    ///
    /// It counts before it is recorded: a stop that is not recorded is put right sooner than a trial that goes on.
    func record(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let by = try reader.parsed("by", as: "a post", Code.init)
        let note = try TrialNote(try reader.take("note"))
        try reader.finish()
        guard let trial = node.policies.current.trials.first(where: { $0.id == note.trial }) else {
            throw SchemaFault("note.trial", "is no trial of the set in force")
        }
        if case .counted(let measure, _, _) = note.content, !trial.measures.contains(where: { $0.id == measure }) {
            throw SchemaFault("note.measure", "is no measure of that trial")
        }
        node.trials.add(note, to: trial.id)
        let receipt = try await node.audit.record(
            InternalEvent(
                event: TrialNote.event, binding: trial.id.text, directory: node.directory.current.version,
                payloads: LeafPayloads(actor: ["by": .string(by.text)], decision: note.json), time: node.now()))
        let isStopped = node.trials.heeded(by: node.policies.current).stoppedTrials.contains(trial.id)
        return ["index": .integer(receipt.index), "stopped": .bool(isStopped)]
    }
}

extension TrialNote {
    /// The event of its leaf, whose binding is the trial's name.
    package static let event = "trial.noted"

    /// Reads an entry of the internal log whose `decision` is opened; `nil` where that was erased.
    package init?(_ entry: AuditEntryView) throws(SchemaFault) {
        guard let decision = entry.payloads[.decision] else { return nil }
        try self.init(decision.reveal())
    }
}
