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

        package var description: String {
            switch self {
            case .folder(let fault): fault.description
            case .notPinned(let found, let pinned):
                "the policy set is `\(found)`, but node.yaml pins `\(pinned)`; have the change signed and pin the new set"
            case .testsFailed(let outcomes): outcomes.map(\.description).joined(separator: "\n")
            case .otherCouncil(let found, let expected):
                "the policy set is that of `\(found)`, not of `\(expected)`; name the right folder in node.yaml"
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
    private let held: Mutex<PolicySet>

    /// Loads the set of a council from a folder; a node without a pinned set that passes its tests does not start.
    package init(path: String, authority: AuthorityID, pin: PolicyPin) throws(Fault) {
        self.path = path
        self.authority = authority
        held = Mutex(try Self.admit(path, authority, pin))
    }

    /// The set in force. One question uses one set from beginning to end, so ask once.
    package var current: PolicySet { held.withLock { $0 } }

    /// Reads the folder again. When anything is wrong the set in force stays, and what is wrong is thrown.
    package func reload(pin: PolicyPin) throws(Fault) -> Change {
        let new = try Self.admit(path, authority, pin)
        return held.withLock { set in
            guard set.digest != new.digest else { return .unchanged }
            let old = PolicyPin(set)
            set = new
            return .replaced(old: old, new: PolicyPin(new))
        }
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
