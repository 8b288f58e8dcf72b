extension SyntheticFamilies {
    /// Every text that would give an invented person or worker away: names, numbers, ids, addresses, postcodes, phones
    /// and mail addresses, in the forms in which they are written. A log that holds one of them has leaked.
    ///
    /// Dates of birth are left out, because other dates look like them; texts under five characters too.
    package func allPersonalStrings() -> Set<String> {
        let people = households.flatMap(\.people) + story.people.map(\.person)
        var strings = Set(people.flatMap(SyntheticFamilies.strings))
        for council in SyntheticCouncil.allCases {
            for service in SyntheticService.allCases {
                strings.formUnion(contacts(of: service, at: council).flatMap(SyntheticFamilies.strings))
            }
        }
        return strings.filter { $0.count >= 5 }
    }

    private static func strings(of person: SyntheticPerson) -> [String] {
        let names = [person.given, person.family, person.knownAs ?? ""] + person.middle + person.previousFamilies
        let ids = SyntheticCouncil.allCases.map(person.localID) + [person.nhsNumber ?? "", person.upn ?? ""]
        let places = person.stays.map(\.address).flatMap { address in
            [address.line, address.uprn] + bothForms(address.postcode)
        }
        return names + [person.fullName] + ids + [spaced(person.nhsNumber)] + places
    }

    private static func strings(of contact: SyntheticContact) -> [String] {
        [contact.name, contact.email] + bothForms(contact.phone)
    }

    private static func bothForms(_ text: String) -> [String] { [text, text.filter { $0 != " " }] }

    /// `999 000 0018`, as the NHS prints numbers.
    private static func spaced(_ number: String?) -> String {
        guard let number else { return "" }
        return "\(number.prefix(3)) \(number.dropFirst(3).prefix(3)) \(number.suffix(4))"
    }
}
