import AuditTrail
import PolicyEngine
import PolicyWorkbench
import Synchronization
import WireProtocol

/// What people noted of trials, by the internal log: the stop rules of trials are carried out by it.
///
/// A stop needs no file that somebody could take away, and holds after a restart.
final class TrialStops: Sendable {
    private let notes = Mutex<[Code: [TrialNote?]]>([:])

    /// Reads what the log holds, in its order. A note that was erased stops its trial.
    func load(from audit: AuditTrail) throws(AuditFailure) {
        var found: [Code: [TrialNote?]] = [:]
        do {
            let reader = try AuditReader(
                folder: audit.configuration.folder, masterKey: audit.configuration.masterKey)
            try reader.forEach(TrialNote.event, in: .internal, opening: [.decision]) { entry in
                guard let trial = entry.binding.flatMap(Code.init) else { return }
                found[trial, default: []].append(try TrialNote(entry))
            }
        } catch let failure as AuditFailure {
            throw failure
        } catch {
            throw .damaged("a note about a trial cannot be read: \(error)")
        }
        let read = found
        notes.withLock { $0 = read }
    }

    func add(_ note: TrialNote, to trial: Code) { notes.withLock { $0[trial, default: []].append(note) } }

    /// The set without the trials that their stop rules ended.
    func heeded(by set: PolicySet) -> PolicySet {
        let notes = notes.withLock { $0 }
        guard !notes.isEmpty else { return set }
        return set.stopping(Set(set.trials.filter { $0.isStopped(by: notes[$0.id] ?? []) }.map(\.id)))
    }
}
