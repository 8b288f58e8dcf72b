/// The people the demonstration and the tests call by name. Leeds asks; Stockport and Bradford know some of them.
package struct Story: Sendable {
    /// Nine; moved from Stockport to Leeds fourteen months ago. Stockport: school until ten months ago, a social worker.
    package let child: StoryPerson
    /// The child's mother, who changed her name. Stockport: a tenancy that ended with the move.
    package let mother: StoryPerson
    /// The mother's partner. Stockport: a tenancy in arrears. Bradford: adult social care.
    package let mothersPartner: StoryPerson
    /// Cousin and namesake of ``otherNamesake``, born the same day, at the same house: only the NHS number tells them apart.
    package let namesake: StoryPerson
    /// The other one, still in Stockport.
    package let otherNamesake: StoryPerson
    /// A twin whose name is almost her sister's.
    package let twin: StoryPerson
    /// The sister.
    package let otherTwin: StoryPerson
    /// Stockport: marked as living at a confidential address.
    package let hiddenChild: StoryPerson
    /// The hidden child's mother, in a source of the same household without a mark of her own.
    package let hiddenMother: StoryPerson
    /// Nobody knows this child.
    package let unknownChild: StoryPerson
    /// Leeds's own index marks this child as hidden, so the question never leaves.
    package let childHiddenAtHome: StoryPerson
    /// Stockport knows him well, the worker only by name and rough age.
    package let roughlyKnownAdult: StoryPerson
    /// Elder half-sibling, known in Leeds under the mother's earlier name; now in Bradford.
    package let elderHalfSibling: StoryPerson
    /// Younger half-sibling, with another surname.
    package let youngerHalfSibling: StoryPerson
    /// Their mother, whose surname Leeds knows is superseded.
    package let renamedMother: StoryPerson
    /// The Leeds social worker who asks.
    package let worker: SyntheticContact

    /// Everybody, in the order above.
    package var people: [StoryPerson] {
        [
            child, mother, mothersPartner, namesake, otherNamesake, twin, otherTwin, hiddenChild, hiddenMother,
            unknownChild, childHiddenAtHome, roughlyKnownAdult, elderHalfSibling, youngerHalfSibling, renamedMother,
        ]
    }

    /// The person the demonstration calls by a name.
    package func person(called key: String) -> StoryPerson? { people.first { $0.key == key } }
}
