package import PolicyEngine
import Synchronization
package import WireProtocol

/// The policy set in force. It only ever changes from one checked and pinned set to another.
package final class LivePolicies: Sendable {
    /// Why a set did not come into force.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// The folder could not be read or has mistakes.
        case folder(PolicyFolder.Fault)
        /// The set is sound but its digest is not the pinned one.
        case notPinned(found: PolicyPin, pinned: PolicyPin)
        /// The set fails its own tests; the outcomes that failed.
        case testsFailed([PolicyTestOutcome])
        /// The set belongs to another council.
        case otherCouncil(found: AuthorityID, expected: AuthorityID)
        /// What stands still could not be told for this set.
        case suspensions(SuspensionFault)
        /// The activation could not be recorded; why.
        case notRecorded(String)
        /// Another reload has not ended yet.
        case underWay

        package var description: String {
            switch self {
            case .folder(let fault): fault.description
            case .notPinned(let found, let pinned):
                "the policy set is `\(found)`, but node.yaml pins `\(pinned)`; have the change signed and pin the new set"
            case .testsFailed(let outcomes): outcomes.map(\.description).joined(separator: "\n")
            case .otherCouncil(let found, let expected):
                "the policy set is that of `\(found)`, not of `\(expected)`; name the right folder in node.yaml"
            case .suspensions(let fault): fault.description
            case .notRecorded(let why):
                "the internal log did not take the activation (\(why)); mend that and reload again"
            case .underWay: "another reload is under way; wait for its end and reload again"
            }
        }
    }

    /// What a reload did.
    package enum Change: Sendable, Equatable {
        case unchanged
        case replaced(old: PolicyPin, new: PolicyPin)
    }

    private let path: String
    private let authority: AuthorityID
    private let suspensions: SuspensionsFile?
    private let held: Mutex<Held>

    private struct Held {
        var set: PolicySet
        var isChanging = false
    }

    /// Loads the set of a council from a folder; a node without a pinned set that passes its tests does not start.
    package init(
        path: String, authority: AuthorityID, pin: PolicyPin, suspensions: SuspensionsFile? = nil
    ) throws(Fault) {
        self.path = path
        self.suspensions = suspensions
        self.authority = authority
        held = Mutex(Held(set: try Self.admit(path, authority, pin)))
    }

    /// The set in force, with what stands still at this moment. One question uses one set from beginning to end, so ask
    /// once.
    package var current: PolicySet {
        let set = held.withLock { $0.set }
        return suspensions.map { set.suspending($0.current(for: set)) } ?? set
    }

    /// Reads the folder again, has the activation recorded, and only then puts the new set in force. When anything is
    /// wrong the set in force stays, and what is wrong is thrown.
    ///
    /// One reload at a time, so that the record has the sets in the order in which they came into force.
    package func reload(
        pin: PolicyPin, recording record: (PolicyPin) async throws -> Void
    ) async throws(Fault) -> Change {
        let old = try begin()
        defer { held.withLock { $0.isChanging = false } }
        let new = try Self.admit(path, authority, pin)
        guard old.digest != new.digest else { return .unchanged }
        do throws(SuspensionFault) { _ = try suspensions?.read(for: new) } catch { throw .suspensions(error) }
        do { try await record(PolicyPin(new)) } catch { throw .notRecorded("\(error)") }
        held.withLock { $0.set = new }
        return .replaced(old: PolicyPin(old), new: PolicyPin(new))
    }

    /// The set in force, which nobody else changes until this reload ends.
    private func begin() throws(Fault) -> PolicySet {
        let set = held.withLock { held -> PolicySet? in
            guard !held.isChanging else { return nil }
            held.isChanging = true
            return held.set
        }
        guard let set else { throw .underWay }
        return set
    }

    private static func admit(_ path: String, _ authority: AuthorityID, _ pin: PolicyPin) throws(Fault) -> PolicySet {
        let set: PolicySet
        do { set = try PolicyFolder.load(path) } catch { throw .folder(error) }
        guard set.authority == authority else {
            throw .otherCouncil(found: set.authority, expected: authority)
        }
        guard pin.allows(set) else { throw .notPinned(found: PolicyPin(set), pinned: pin) }
        let report = set.runTests()
        guard report.passed else { throw .testsFailed(report.failures) }
        return set
    }
}
