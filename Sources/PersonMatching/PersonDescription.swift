package import WireProtocol

/// The person a question is about, in normal form. Only the family name is compulsory.
package struct PersonDescription: Sendable {
    let evidence: Redacted<Evidence>
    /// The identifiers that were given and can be used: `name`, `date-of-birth`, `nhs-number` and so on.
    package let identifiersSent: Set<Code>
    /// Whether an NHS number was given whose check digit is wrong. It counts as not given.
    package let hasInvalidNumber: Bool

    /// A description from what was asked; placeholders and malformed values count as not given.
    package init(
        given: [String] = [], family: String, previousNames: [PersonName] = [], dateOfBirth: CalendarDay? = nil,
        sex: Sex? = nil, postcodes: [String] = [], previousPostcodes: [String] = [], nhsNumber: String? = nil
    ) {
        var evidence = Evidence()
        evidence.birthDigits = Normaliser.birthDate(dateOfBirth)?.digits
        evidence.givens = Names(([given] + previousNames.map(\.given)).map(Normaliser.givenWords(calledFirst:)))
        evidence.families = Names([Normaliser.familyWords(family)])
        evidence.previousFamilies = Names(previousNames.map { Normaliser.familyWords($0.family) })
        evidence.birthDate = Normaliser.birthDate(dateOfBirth)
        evidence.sex = sex == .unknown ? nil : sex
        evidence.postcodes = postcodes.compactMap(Postcode.init(normalising:))
        evidence.previousPostcodes = previousPostcodes.compactMap(Postcode.init(normalising:))
        evidence.number = nhsNumber.flatMap { NHSNumber($0) }
        self.evidence = Redacted(evidence)
        identifiersSent = PersonDescription.identifiers(evidence, previousNames: !previousNames.isEmpty)
        hasInvalidNumber = nhsNumber != nil && evidence.number == nil
    }

    /// A description in the columns of a held person: from a file, or a record that is looked for among others.
    package init(_ person: HeldPerson) {
        let evidence = PersonRecord([person], isRestricted: false).evidence
        self.evidence = evidence
        identifiersSent = PersonDescription.identifiers(
            evidence.reveal(), previousNames: !person.previousFamilies.isEmpty)
        hasInvalidNumber = person.nhsNumber != nil && evidence.reveal().number == nil
    }

    /// The description a question carries.
    package init(_ subject: Subject) {
        let name = subject.name.reveal()
        self.init(
            given: name.given, family: name.family, previousNames: subject.previousNames?.reveal() ?? [],
            dateOfBirth: subject.dateOfBirth?.reveal(), sex: subject.sex?.reveal(),
            postcodes: (subject.postcode?.reveal()).map { [$0] } ?? [],
            previousPostcodes: subject.previousPostcodes?.reveal() ?? [], nhsNumber: subject.nhsNumber?.reveal())
    }

    /// Tier 0: an identifier and a date of birth, or a date of birth and two of given name, family name and postcode.
    ///
    /// A function of the question alone. Less than this is never searched, so that nobody can fish.
    package var isEnoughToSearch: Bool {
        if Mutant.littleSearched.isOn { return true }
        let evidence = evidence.reveal()
        guard evidence.birthDate != nil else { return false }
        let rest = [
            !evidence.givens.isEmpty, !evidence.families.isEmpty,
            evidence.hasPostcode || evidence.dwelling.uprn != nil,
        ]
        return evidence.number != nil || !evidence.pupilNumbers.isEmpty || rest.filter { $0 }.count >= 2
    }

    private static func identifiers(_ evidence: Evidence, previousNames: Bool) -> Set<Code> {
        let sent: [(Code, Bool)] = [
            ("name", true), ("date-of-birth", evidence.birthDate != nil), ("sex", evidence.sex != nil),
            ("previous-names", previousNames), ("nhs-number", evidence.number != nil),
            ("postcode", !evidence.postcodes.isEmpty), ("previous-postcodes", !evidence.previousPostcodes.isEmpty),
        ]
        return Set(sent.filter(\.1).map(\.0))
    }
}

/// Identifiers that could help and were not sent, in the protocol's order.
///
/// A function of the request alone (`sent`) and of the published policy (`agreed`): it tells nothing of what is held.
package func couldHelp(sent: Set<Code>, agreed: Set<Code>) -> [Code] {
    let order: [Code] = ["nhs-number", "date-of-birth", "previous-names", "previous-postcodes"]
    return order.filter { !sent.contains($0) && agreed.contains($0) }
}
