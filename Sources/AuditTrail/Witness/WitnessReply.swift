package import MerkleLog

/// What came of an `add-checkpoint`.
package enum WitnessReply: Sendable, Equatable {
    /// Stored, durable, and cosigned at this second.
    case cosigned(NoteSignature)
    /// Refused, with the status that the ruling names.
    case refused(WitnessRuling)
    /// Cosigned a moment ago; come back after so many seconds.
    case tooSoon(seconds: Int)
    /// This witness was put back, or stopped without order, and has not caught up with the log yet.
    case silent
}
