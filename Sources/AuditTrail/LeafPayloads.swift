package import WireProtocol

/// The four things a leaf commits to, in this order everywhere.
package enum PayloadSlot: Int, Sendable, CaseIterable, CustomStringConvertible {
    case actor
    case decision
    case reason
    case subject

    /// The slot's word in leaves, columns and messages.
    package var description: String {
        switch self {
        case .actor: "actor"
        case .decision: "decision"
        case .reason: "reason"
        case .subject: "subject"
        }
    }
}

/// What a leaf commits to without showing it, as canonical JSON. A slot that does not apply holds `null`, sealed like any
/// other.
package struct LeafPayloads: Sendable, Equatable {
    /// The least octets each payload is padded to unless told otherwise, and the step by which that grows.
    package static let standardLength = 1_024

    /// The most octets a payload can have.
    package static let mostLength = 65_536

    /// What payloads, and items of the outbox, can be padded to.
    static let lengths = 64...mostLength

    /// Who acted.
    private let actor: Redacted<[UInt8]>
    /// What was decided, and all that must not stand in the leaf.
    private let decision: Redacted<[UInt8]>
    /// Why it was asked.
    private let reason: Redacted<[UInt8]>
    /// About whom.
    private let subject: Redacted<[UInt8]>
    /// Octets each of the four is padded to.
    package let length: Int

    /// Without a `length` the longest of the four decides: for what happens at our own end, long reasons and all. Where
    /// somebody was looked up, `length` must be a function of the question alone, never of what was found.
    package init(
        actor: JSONValue = .null, decision: JSONValue = .null, reason: JSONValue = .null, subject: JSONValue = .null,
        length: Int? = nil
    ) {
        let written = [actor, decision, reason, subject].map(CanonicalJSON.encode)
        self.init(
            actor: written[0], decision: written[1], reason: written[2], subject: written[3],
            length: length ?? LeafPayloads.inSteps(written.map(\.count).max() ?? 0))
    }

    /// Payloads that are written already.
    package init(actor: [UInt8], decision: [UInt8], reason: [UInt8], subject: [UInt8], length: Int) {
        self.actor = Redacted(actor)
        self.decision = Redacted(decision)
        self.reason = Redacted(reason)
        self.subject = Redacted(subject)
        self.length = length
    }

    /// A length that covers a question of this shape whatever its answer, in steps of 1,024 octets.
    ///
    /// `actor` and `subjects` are octets of what is recorded of the worker and of each person as the question has them:
    /// names can be long.
    package static func length(actor: Int, subjects: [Int], categories: Int) -> Int {
        let people = subjects.reduce(0) { $0 + 512 + $1 + 96 * max(1, categories) }
        return inSteps(max(actor, 512 + people))
    }

    /// Octets of a payload as it is sealed.
    package static func octets(_ payload: JSONValue) -> Int { CanonicalJSON.encode(payload).count }

    /// The next full step of 1,024 octets.
    package static func inSteps(_ octets: Int) -> Int {
        max(standardLength, (octets + standardLength - 1) / standardLength * standardLength)
    }

    subscript(slot: PayloadSlot) -> Redacted<[UInt8]> {
        switch slot {
        case .actor: actor
        case .decision: decision
        case .reason: reason
        case .subject: subject
        }
    }
}
