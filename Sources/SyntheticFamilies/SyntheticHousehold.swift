/// People who live together, and who they are to each other.
package struct SyntheticHousehold: Sendable {
    /// The council they live in.
    package let council: SyntheticCouncil
    /// The council they moved from within the last years, if they did.
    package let movedFrom: SyntheticCouncil?
    /// Everybody, adults first.
    package let people: [SyntheticPerson]
    /// Who they are to each other.
    package let ties: [SyntheticTie]

    /// What a council knows of a member's addresses: everything where the household lives now, and elsewhere what came
    /// before the last address within that council.
    package func stays(of person: SyntheticPerson, knownAt council: SyntheticCouncil) -> [SyntheticStay] {
        guard council != self.council else { return person.stays }
        guard let last = person.stays.firstIndex(where: { $0.address.council == council }) else { return [] }
        return Array(person.stays[last...])
    }
}

/// Who one person is to another: `related` is the `relationship` of `person`.
package struct SyntheticTie: Sendable, Hashable {
    /// Number of the person, such as a child.
    package let person: Int
    /// Number of the other, such as the child's mother.
    package let related: Int
    /// A word of the vocabulary's `about` lists, such as `mother`.
    package let relationship: String
}
