package import PersonMatching
package import WireProtocol

/// What a look-up found.
package struct MatchResult: Sendable {
    /// One person, or why not.
    package let outcome: MatchOutcome
    /// Why; kept at the holder.
    package let explanation: MatchExplanation
    /// The person found, or a key of nobody, so that whatever is read next costs the same.
    package let key: PersonKey
    /// Everybody who fits or nearly fits, restricted people first: whose marks our own asking must heed.
    package let candidates: [PersonKey]
}

/// What is known of a person that decides what may be shown.
package struct HeldFacts: Sendable, Equatable {
    /// Every mark that reaches the person, from any source or from the household; `nil` where marks are unknown.
    ///
    /// Marks that leave out one involvement are not among them: see ``rowsLeftOut``.
    package let marks: Set<Code>?
    /// Date of birth.
    package let dateOfBirth: CalendarDay?
    /// The ids of involvements that a mark leaves out.
    package let rowsLeftOut: Set<String>
}

/// One service's time with a person.
package struct Involvement: Sendable, Equatable {
    /// Now, or in the past.
    package enum Status: String, Sendable, Equatable {
        case current
        case historic
    }
    /// The source's own id of it.
    package let id: String
    /// Now, or in the past.
    package let status: Status
    /// First day.
    package let started: CalendarDay?
    /// Last day.
    package let ended: CalendarDay?
    /// The source.
    package let source: Code
    /// Whether that source's marks are known. Where they are not, nothing of this may be shown.
    package let marksKnown: Bool
    /// Whether a mark leaves this one out.
    package let leftOut: Bool
    /// The organisation.
    package let organisation: String?
    /// Whom to ring.
    package let contact: Contact
    /// Further fields under the vocabulary's names.
    package let flags: [Code: String]
}

/// Whom to ring about an involvement.
package struct Contact: Sendable, Equatable {
    /// The worker.
    package let name: Redacted<String>?
    /// Their role.
    package let role: String?
    /// Their phone.
    package let phone: Redacted<String>?
    /// Their e-mail.
    package let email: Redacted<String>?
    /// The team.
    package let teamName: String?
    /// The team's line.
    package let teamPhone: Redacted<String>?
    /// The team's e-mail.
    package let teamEmail: Redacted<String>?
}
