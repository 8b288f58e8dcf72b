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

/// What a leaf commits to without showing it. A slot that does not apply holds `null`, sealed like any other.
package struct LeafPayloads: Sendable, Equatable {
    /// Octets each payload is padded to unless told otherwise.
    package static let standardLength = 1_024

    /// Who acted.
    package var actor: Redacted<JSONValue>
    /// What was decided, and all that must not stand in the leaf.
    package var decision: Redacted<JSONValue>
    /// Why it was asked.
    package var reason: Redacted<JSONValue>
    /// About whom.
    package var subject: Redacted<JSONValue>
    /// Octets each of the four is padded to. A function of the question alone, never of what was found.
    package var length: Int

    package init(
        actor: JSONValue = .null, decision: JSONValue = .null, reason: JSONValue = .null, subject: JSONValue = .null,
        length: Int = standardLength
    ) {
        self.actor = Redacted(actor)
        self.decision = Redacted(decision)
        self.reason = Redacted(reason)
        self.subject = Redacted(subject)
        self.length = length
    }

    /// A length that covers a question of this shape whatever its answer, in steps of 1,024 octets.
    package static func length(subjects: Int, categories: Int) -> Int {
        let octets = 512 + max(1, subjects) * (512 + 96 * max(1, categories))
        return max(standardLength, (octets + 1_023) / 1_024 * 1_024)
    }

    subscript(slot: PayloadSlot) -> Redacted<JSONValue> {
        switch slot {
        case .actor: actor
        case .decision: decision
        case .reason: reason
        case .subject: subject
        }
    }
}
