package import WireProtocol

/// Names one person within one state of an index; of no use in any other.
package struct PersonKey: Sendable, Hashable {
    /// Which state of the index the key belongs to.
    package let generation: Int64
    /// The person's row in it.
    package let row: Int64

    /// A key of a row.
    package init(generation: Int64, row: Int64) {
        self.generation = generation
        self.row = row
    }
}

/// A person as one source holds them, before anything is normalised.
package struct HeldPerson: Sendable {
    package var given: String = ""
    package var middle: [String] = []
    package var family: String
    package var previousFamilies: [String] = []
    package var knownAs: String = ""
    package var dateOfBirth: CalendarDay?
    package var sex: Sex?
    package var postcodes: [String] = []
    package var previousPostcodes: [String] = []
    package var nhsNumber: String?
    /// NHS numbers they had before, which other services may still know them by.
    package var supersededNumbers: [String] = []
    package var pupilNumber: String?
    /// Unique pupil numbers they had before.
    package var formerPupilNumbers: [String] = []
    /// Whether a postcode of another country's shape counts, too: for files that are linked, never for an answer.
    package var takesAnyPostcode = false
    /// House and street where they live.
    package var addressLine: String = ""
    /// Town of that address.
    package var town: String = ""
    /// Property reference of that address.
    package var uprn: String?
    /// A date of birth that is no day, as eight digits `yyyymmdd`; only ever compared digit by digit.
    package var birthDigits: Int?

    /// A person of whom only the family name is known.
    package init(family: String) { self.family = family }
}

/// A person as the index holds them, in normal form: what a description is compared with.
package struct PersonRecord: Sendable, Equatable {
    let evidence: Redacted<Evidence>
    /// Whether a mark hides this person. They take part in the matching, but their place does not.
    package let isRestricted: Bool

    init(_ evidence: Evidence, isRestricted: Bool) {
        self.evidence = Redacted(evidence)
        self.isRestricted = isRestricted
    }

    /// One person from what one or several sources hold about them.
    ///
    /// With `currentIdentityOnly`, earlier names, the names people go by and superseded numbers are left out. A number that
    /// one source calls superseded is nobody's present number, whatever another source says.
    package init(_ held: [HeldPerson], isRestricted: Bool, currentIdentityOnly: Bool = false) {
        var evidence = Evidence()
        if !currentIdentityOnly {
            evidence.supersededNumbers.appendNew(held.flatMap(\.supersededNumbers).compactMap { NHSNumber($0) })
        }
        for person in held { evidence.add(person, currentIdentityOnly: currentIdentityOnly) }
        if isRestricted {
            evidence.postcodes = []
            evidence.previousPostcodes = []
            evidence.dwelling = Dwelling()
        }
        self.init(evidence, isRestricted: isRestricted)
    }

    /// The record of somebody of whom another record says which numbers are superseded.
    func knowing(_ superseded: [NHSNumber]) -> PersonRecord {
        var evidence = evidence.reveal()
        evidence.supersededNumbers.appendNew(superseded)
        return PersonRecord(evidence, isRestricted: isRestricted)
    }

    /// By which names somebody is counted.
    package var nameKeys: NameCounts.Keys { NameCounts.Keys(evidence.reveal()) }

}

extension Evidence {
    fileprivate mutating func add(_ person: HeldPerson, currentIdentityOnly: Bool) {
        addNames(person, currentIdentityOnly: currentIdentityOnly)
        birthDate = birthDate ?? Normaliser.birthDate(person.dateOfBirth)
        birthDigits = birthDigits ?? birthDate?.digits ?? person.birthDigits
        if dwelling.isEmpty { dwelling = Dwelling(line: person.addressLine, town: person.town, uprn: person.uprn) }
        sex = sex ?? (person.sex == .unknown ? nil : person.sex)
        let present = person.nhsNumber.flatMap { NHSNumber($0) }
        if let present, !supersededNumbers.contains(present) { number = number ?? present }
        let pupil = [person.pupilNumber].compactMap(\.self) + (currentIdentityOnly ? [] : person.formerPupilNumbers)
        pupilNumbers.appendNew(pupil.compactMap { PupilNumber($0) })
        let (now, before) = (person.postcodes, person.previousPostcodes)
        postcodes.appendNew(now.compactMap { Postcode($0, anyShape: person.takesAnyPostcode) })
        previousPostcodes.appendNew(before.compactMap { Postcode($0, anyShape: person.takesAnyPostcode) })
    }

    private mutating func addNames(_ person: HeldPerson, currentIdentityOnly: Bool) {
        givens.appendNew(Normaliser.givenWords(calledFirst: [person.given] + person.middle))
        families.appendNew(Normaliser.familyWords(person.family))
        guard !currentIdentityOnly else { return }
        givens.appendNew(Normaliser.givenWords(person.knownAs))
        for family in person.previousFamilies { previousFamilies.appendNew(Normaliser.familyWords(family)) }
    }
}

extension Array where Element: Equatable {
    fileprivate mutating func appendNew(_ elements: [Element]) {
        for element in elements where !contains(element) { append(element) }
    }
}
