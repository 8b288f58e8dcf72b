package import PolicyEngine
import Synchronization
package import WireProtocol

/// The policy set in force. It only ever changes from one checked, signed and pinned set to another.
package final class LivePolicies: Sendable {
    /// Why a set did not come into force.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// The generation is missing, broken, not signed as it must be, or older than one that was in force.
        case generation(SigningFault)
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
            case .generation(let fault): fault.description
            case .testsFailed(let outcomes): outcomes.map(\.description).joined(separator: "\n")
            case .otherCouncil(let found, let expected):
                "the policy set is that of `\(found)`, not of `\(expected)`; put the right `generations/` into the node's folder"
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

    private let generations: PolicyGenerations
    private let authority: AuthorityID
    private let suspensions: SuspensionsFile?
    private let held: Mutex<Held>

    private struct Held {
        var generation: PolicyGeneration
        var isChanging = false
    }

    /// Takes up the pinned generation of a council; a node without one that is signed and passes its tests does not start.
    ///
    /// `mark` is the last one that the node knows to have been in force; what is older than that is refused.
    package init(
        generations: PolicyGenerations, authority: AuthorityID, pins: PolicyPins,
        after mark: PolicyGenerations.Mark? = nil, suspensions: SuspensionsFile? = nil
    ) throws(Fault) {
        self.generations = generations
        self.suspensions = suspensions
        self.authority = authority
        held = Mutex(Held(generation: try Self.admit(generations, authority, pins, mark)))
    }

    /// The generation in force.
    package var generation: PolicyGeneration { held.withLock { $0.generation } }

    /// The set in force, with what stands still at this moment. One question uses one set from beginning to end, so ask
    /// once.
    package var current: PolicySet {
        let state = held.withLock { $0.generation.state }
        return suspensions.map { state.set.suspending($0.current(for: state)) } ?? state.set
    }

    /// Reads the generations again, has the activation recorded, and only then puts the new one in force. When anything is
    /// wrong the set in force stays, and what is wrong is thrown.
    ///
    /// One reload at a time, so that the record has the sets in the order in which they came into force.
    package func reload(
        pins: PolicyPins, recording record: (PolicyGeneration) async throws -> Void
    ) async throws(Fault) -> Change {
        let old = try begin()
        defer { held.withLock { $0.isChanging = false } }
        let new = try Self.admit(generations, authority, pins, PolicyGenerations.Mark(old))
        guard old.change.digest != new.change.digest else { return .unchanged }
        do throws(SuspensionFault) { _ = try suspensions?.read(for: new.state) } catch { throw .suspensions(error) }
        do { try await record(new) } catch { throw .notRecorded("\(error)") }
        held.withLock { $0.generation = new }
        return .replaced(old: old.state.pins.policies, new: new.state.pins.policies)
    }

    /// The generation in force, which nobody else changes until this reload ends.
    private func begin() throws(Fault) -> PolicyGeneration {
        let generation = held.withLock { held -> PolicyGeneration? in
            guard !held.isChanging else { return nil }
            held.isChanging = true
            return held.generation
        }
        guard let generation else { throw .underWay }
        return generation
    }

    private static func admit(
        _ generations: PolicyGenerations, _ authority: AuthorityID, _ pins: PolicyPins,
        _ mark: PolicyGenerations.Mark?
    ) throws(Fault) -> PolicyGeneration {
        let generation: PolicyGeneration
        do { generation = try generations.admit(pins, after: mark) } catch { throw .generation(error) }
        let set = generation.state.set
        guard set.authority == authority else {
            throw .otherCouncil(found: set.authority, expected: authority)
        }
        let report = set.runTests()
        guard report.passed else { throw .testsFailed(report.failures) }
        return generation
    }
}
