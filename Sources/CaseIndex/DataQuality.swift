/// How good the rows of a source are, in whole percent of the rows taken.
package struct DataQuality: Sendable, Equatable {
    /// A share of rows.
    package struct Share: Sendable, Equatable {
        /// What was counted.
        package let name: String
        /// How many have it.
        package let have: Int
        /// Of how many.
        package let of: Int

        /// Whole percent, rounded down, or `nil` of nothing.
        package var percent: Int? { of == 0 ? nil : have * 100 / of }

        /// Of rows that were taken back again no more than there are.
        init(name: String, have: Int, of: Int) {
            self.name = name
            self.have = min(have, of)
            self.of = of
        }
    }

    /// The checklist, in order.
    package let shares: [Share]
    /// Involvements of a hundred people.
    package let involvementsPerHundredPeople: Int
    /// Rows of children who are not born yet.
    package let unborn: Int

    /// A share by its name.
    package subscript(name: String) -> Share? { shares.first { $0.name == name } }
}

/// What is counted while rows go by.
struct QualityTally: Sendable {
    private var numbers = 0
    private var birthDays = 0
    private var unborn = 0
    private var whole = 0
    private var placed = 0
    private var wholeAndPlaced = 0
    /// By place of the person, from the first one on: 1 with given name and day of birth, 2 with a postcode.
    private var people: [UInt8] = []
    private var first: Int64?
    private var contacted = 0
    private var current = 0
    private var phones = 0
    private var emails = 0

    mutating func add(_ person: PersonRow, at place: Int64) {
        if person.nhsNumber != nil { numbers += 1 }
        if person.dateOfBirth != nil { birthDays += 1 }
        if person.isUnborn { unborn += 1 }
        let isWhole = person.dateOfBirth != nil && person.given != nil
        if isWhole { whole += 1 }
        first = first ?? place
        people += [UInt8](repeating: 0, count: max(0, index(of: place) + 1 - people.count))
        if isWhole { people[index(of: place)] = 1 }
    }

    private func index(of place: Int64) -> Int { Int(place - (first ?? place)) }

    mutating func add(_ address: AddressRow, of person: Int64) {
        let index = index(of: person)
        guard address.postcode != nil, people.indices.contains(index), people[index] & 2 == 0 else { return }
        placed += 1
        if people[index] & 1 == 1 { wholeAndPlaced += 1 }
        people[index] |= 2
    }

    mutating func add(_ involvement: InvolvementRow, hasContact: Bool) {
        if hasContact { contacted += 1 }
        if involvement.isCurrent { current += 1 }
    }

    mutating func add(_ contact: ContactRow) {
        if QualityTally.isPhone(contact.phone) || QualityTally.isPhone(contact.teamPhone) { phones += 1 }
        if QualityTally.isEmail(contact.email) || QualityTally.isEmail(contact.teamEmail) { emails += 1 }
    }

    /// The checklist.
    func shares(_ counts: [ExtractFile: Int]) -> DataQuality {
        let (people, rows, contacts) = (counts[.person] ?? 0, counts[.involvement] ?? 0, counts[.contact] ?? 0)
        return DataQuality(
            shares: [
                .init(name: "people with NHS number", have: numbers, of: people),
                .init(name: "people with date of birth", have: birthDays, of: people),
                .init(name: "people with postcode", have: placed, of: people),
                .init(name: "involvements with contact", have: contacted, of: rows),
                .init(name: "contacts with phone", have: phones, of: contacts),
                .init(name: "contacts with e-mail", have: emails, of: contacts),
                .init(name: "people with given name and date of birth", have: whole, of: people),
                .init(name: "people with given name, date of birth and postcode", have: wholeAndPlaced, of: people),
                .init(name: "involvements that are current", have: current, of: rows),
            ], involvementsPerHundredPeople: people == 0 ? 0 : 100 * rows / people, unborn: unborn)
    }

    /// Ten or eleven digits, spaces aside.
    private static func isPhone(_ text: String?) -> Bool {
        let digits = (text ?? "").filter { $0 != " " }
        return (10...11).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Something, one `@`, and a name with a dot.
    private static func isEmail(_ text: String?) -> Bool {
        let parts = (text ?? "").split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].contains(" ") else { return false }
        return parts[1].split(separator: ".", omittingEmptySubsequences: false).filter { !$0.isEmpty }.count >= 2
    }
}
