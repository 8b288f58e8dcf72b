import PersonMatching

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
    }

    /// The checklist, in order.
    package let shares: [Share]

    init(_ extract: Extract) {
        let people = extract.people
        let placed = Set(extract.addresses.filter { $0.postcode != nil }.map(\.personID))
        let contacts = Array(extract.contacts.values)
        let rows = extract.involvements
        shares = [
            Share(name: "people with NHS number", have: people.count { $0.nhsNumber != nil }, of: people.count),
            Share(name: "people with date of birth", have: people.count { $0.dateOfBirth != nil }, of: people.count),
            Share(name: "people with postcode", have: people.count { placed.contains($0.id) }, of: people.count),
            Share(
                name: "involvements with contact",
                have: rows.count { row in row.contactID.map { extract.contacts[$0] != nil } ?? false }, of: rows.count),
            Share(
                name: "contacts with phone",
                have: contacts.count { DataQuality.isPhone($0.phone) || DataQuality.isPhone($0.teamPhone) },
                of: contacts.count),
            Share(
                name: "contacts with e-mail",
                have: contacts.count { DataQuality.isEmail($0.email) || DataQuality.isEmail($0.teamEmail) },
                of: contacts.count),
        ]
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
