package import WireProtocol

/// A person of the sandbox's story: who they are to the child asked about, and what the asking worker knows of them.
package struct StoryPerson: Sendable {
    /// The name the demonstration calls them by, such as `child`.
    package let key: String
    /// Who they are to the child, in the vocabulary's `about` words.
    package let about: Code
    /// More exactly.
    package let relationship: Code?
    /// The invented person as they really are.
    package let person: SyntheticPerson
    /// Years, where the worker knows no date of birth.
    package let roughAge: Int?
    /// What happens when they are asked about, in one sentence.
    package let tale: String

    /// What the worker asks: a first name, the family name and what else is known. The NHS number is sent only on request.
    package func subject(ref: String, nhsNumber: Bool = false) -> Subject {
        let earlier = person.previousFamilies.map { PersonName(given: [person.given], family: $0) }
        let isKnown = roughAge == nil
        return Subject(
            ref: ref, about: about, relationship: relationship,
            name: Redacted(PersonName(given: [person.given], family: person.family)),
            dateOfBirth: isKnown ? Redacted(person.dateOfBirth) : nil, sex: isKnown ? Redacted(person.sex) : nil,
            previousNames: isKnown && !earlier.isEmpty ? Redacted(earlier) : nil,
            previousPostcodes: isKnown && !person.previousPostcodes.isEmpty ? Redacted(person.previousPostcodes) : nil,
            nhsNumber: nhsNumber ? person.nhsNumber.map(Redacted.init) : nil)
    }
}
