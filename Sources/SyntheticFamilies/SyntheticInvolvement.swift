package import WireProtocol

/// A service's work with a person.
package struct SyntheticInvolvement: Sendable, Hashable {
    /// Number of the person.
    package let person: Int
    /// The council whose source knows of it.
    package let council: SyntheticCouncil
    /// The service.
    package let service: SyntheticService
    /// The category of the vocabulary.
    package let category: Code
    /// First day.
    package let started: CalendarDay
    /// Last day, or `nil` while it goes on.
    package let ended: CalendarDay?
    /// Who does the work.
    package let organisation: String
    /// Whom to ring; a few involvements have nobody named.
    package let contact: SyntheticContact?
    /// Further facts under the vocabulary's names, in order.
    package let flags: [SyntheticFlag]
}

/// A further fact of an involvement, such as `eviction` `open`.
package struct SyntheticFlag: Sendable, Hashable {
    /// The vocabulary's name.
    package let name: String
    /// The value.
    package let value: String
}

/// A named worker and their team.
package struct SyntheticContact: Sendable, Hashable {
    /// The id within the source.
    package let id: String
    /// Who they work for.
    package let organisation: String
    /// Name.
    package let name: String
    /// Role.
    package let role: String
    /// Direct line.
    package let phone: String
    /// Mail address.
    package let email: String
    /// Team.
    package let teamName: String
    /// The team's line.
    package let teamPhone: String
    /// The team's mail address.
    package let teamEmail: String
}

/// A mark on a person, or on one involvement of theirs.
package struct SyntheticMark: Sendable, Hashable {
    /// Number of the person.
    package let person: Int
    /// The council that set it.
    package let council: SyntheticCouncil
    /// A word of the vocabulary's `marks`.
    package let mark: Code
    /// The service whose involvement it names, for marks that leave out one row.
    package let involvement: SyntheticService?
    /// First day.
    package let from: CalendarDay
}
