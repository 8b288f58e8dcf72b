package import WireProtocol

/// A task of the duty desk, seen at a moment.
package struct DutyTask: Sendable, Equatable {
    /// How staff call it.
    package let id: Int64
    /// What came out of the outbox.
    package let item: DutyItem
    /// How the clock stands.
    package let clock: DutyClock
    /// Since when a manager knows that it is late.
    package let escalated: Instant?
    /// Who did it, or `nil` while it is open.
    package let completion: DutyCompletion?
}

/// How a task ended.
package struct DutyCompletion: Sendable, Equatable {
    /// Who did it.
    package let by: Redacted<String>
    /// What was done; of a compulsory task, that the duty desk was rung or why not.
    package let note: Redacted<String>
    /// When.
    package let at: Instant
}

/// How a task's clock stands.
package enum DutyClock: Sendable, Equatable {
    /// Whole minutes left, rounded up; 0 at the very moment it is due.
    case dueIn(minutes: Int)
    /// Whole minutes since it was due.
    case overdue(minutes: Int)
    /// Done, in time or late.
    case done(late: Bool)

    init(due: Instant, done: Instant?, now: Instant) {
        if let done {
            self = .done(late: done > due)
        } else if now > due {
            self = .overdue(minutes: Int((now.milliseconds - due.milliseconds) / 60_000))
        } else {
            self = .dueIn(minutes: Int((due.milliseconds - now.milliseconds + 59_999) / 60_000))
        }
    }

    /// A task that ran out of time is a manager's.
    package var isEscalated: Bool {
        switch self {
        case .overdue: true
        case .dueIn, .done: false
        }
    }
}
