import PersonMatching
import WireProtocol

/// A row and where it stood.
struct Placed<Row: Sendable>: Sendable {
    let row: Row
    let number: Int
}

/// A row of `person.csv`.
struct PersonRow: Sendable {
    let id: String
    let nhsNumber: String?
    let supersededNumbers: [String]
    let pupilNumber: String?
    let formerPupilNumbers: [String]
    let given: String?
    let middle: [String]
    let family: String
    let previousFamilies: [String]
    let knownAs: String?
    let dateOfBirth: CalendarDay?
    let sex: Sex?
    /// Whether the day of birth is an expected one. Nobody can be found by it, and it is not kept; the row is, so that
    /// marks and household are.
    let isUnborn: Bool

    init(_ cells: inout RowCells, extracted: CalendarDay) throws(RowFault) {
        id = try cells.requiredIdentifier("person_id")
        family = try cells.required("family_name")
        given = try cells.text("given_name")
        middle = try cells.list("middle_names")
        previousFamilies = try cells.list("previous_family_names")
        knownAs = try cells.text("known_as")
        let born = try cells.date("date_of_birth")
        sex = try cells.parsed("sex", as: "F, M or U", Sex.init)
        nhsNumber = cells.lenient { row throws(RowFault) in
            try row.parsed("nhs_number", as: PersonRow.numberForm, PersonRow.number)
        }
        supersededNumbers = cells.list("superseded_nhs_numbers", as: PersonRow.numberForm, PersonRow.number)
        pupilNumber = cells.lenient { row throws(RowFault) in
            try row.parsed("upn", as: PersonRow.pupilNumberForm, PersonRow.pupilNumber)
        }
        formerPupilNumbers = cells.list("former_upns", as: PersonRow.pupilNumberForm, PersonRow.pupilNumber)
        if let born, born > extracted.adding(days: 1 + PersonRow.longestPregnancy) {
            throw cells.fault("date_of_birth", "lies after the day of the extract: correct it at the source")
        }
        isUnborn = born.map { $0 > extracted.adding(days: 1) } ?? false
        dateOfBirth = isUnborn ? nil : born
    }

    private static let numberForm = "an NHS number with a right check digit: check it at the source"
    private static let pupilNumberForm = "a UPN with a right check letter: check it at the source"

    private static func number(_ text: String) -> String? { NHSNumber(text.filter { $0 != " " })?.digits }
    private static func pupilNumber(_ text: String) -> String? { PupilNumber(text)?.text }

    /// Days from an expected date of birth back to the first day on which a child can be on record.
    private static let longestPregnancy = 294
}

/// A row of `address.csv`. A cell that cannot be read is left out, so that a household is not torn apart.
struct AddressRow: Sendable {
    let personID: String
    let line: String?
    let postcode: String?
    let uprn: String?
    let authority: AuthorityID?
    let until: CalendarDay?

    init(_ cells: inout RowCells) throws(RowFault) {
        personID = try cells.requiredIdentifier("person_id")
        line = cells.lenient { row throws(RowFault) in try row.text("address_line") }
        postcode = cells.lenient { row throws(RowFault) in
            try row.parsed("postcode", as: "a postcode", Normaliser.postcode)
        }
        uprn = cells.lenient { row throws(RowFault) in
            try row.parsed("uprn", as: "a UPRN of 1 to 12 digits", AddressRow.uprn)
        }
        authority = cells.lenient { row throws(RowFault) in
            try row.parsed("authority", as: "the GSS code of an authority", AuthorityID.init)
        }
        until = cells.lenient { row throws(RowFault) in try row.date("until") }
    }

    /// Digits without leading zeros.
    private static func uprn(_ text: String) -> String? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let digits = text.drop { $0 == "0" }
        return digits.isEmpty ? nil : String(digits)
    }
}

/// A row of `involvement.csv`.
struct InvolvementRow: Sendable {
    let id: String
    let personID: String
    let category: Code
    let isCurrent: Bool
    let started: CalendarDay?
    let ended: CalendarDay?
    let organisation: String?
    let contactID: String?

    init(_ cells: inout RowCells, categories: Set<Code>, extracted: CalendarDay) throws(RowFault) {
        id = try cells.requiredIdentifier("involvement_id")
        personID = try cells.requiredIdentifier("person_id")
        guard let category = Code(try cells.required("category")), categories.contains(category) else {
            throw cells.fault("category", "is not one of the manifest's `categories`: correct one of the two")
        }
        self.category = category
        isCurrent = try InvolvementRow.isCurrent(&cells)
        started = try cells.date("started")
        ended = try cells.date("ended")
        organisation = try cells.text("organisation")
        contactID = try cells.identifier("contact_id")
        if let started, let ended, ended < started { throw cells.fault("ended", "lies before `started`") }
        if isCurrent, let ended, ended < extracted {
            throw cells.fault("ended", "lies in the past although `status` is current: correct one of the two")
        }
    }

    private static func isCurrent(_ cells: inout RowCells) throws(RowFault) -> Bool {
        switch try cells.required("status") {
        case "current": true
        case "historic": false
        default: throw cells.fault("status", "is neither `current` nor `historic`")
        }
    }
}

/// A row of `contact.csv`.
struct ContactRow: Sendable {
    let id: String
    var name: String?
    var role: String?
    var phone: String?
    var email: String?
    var teamName: String?
    var teamPhone: String?
    var teamEmail: String?

    init(_ cells: inout RowCells) throws(RowFault) {
        id = try cells.requiredIdentifier("contact_id")
        name = try cells.text("name")
        role = try cells.text("role")
        phone = try cells.text("phone", atMost: 64)
        email = try cells.text("email")
        teamName = try cells.text("team_name")
        teamPhone = try cells.text("team_phone", atMost: 64)
        teamEmail = try cells.text("team_email")
    }
}

/// A row of `flag.csv`: one further field of one involvement.
struct FlagRow: Sendable {
    let involvementID: String
    let flag: Code
    let value: String

    init(_ cells: inout RowCells) throws(RowFault) {
        involvementID = try cells.requiredIdentifier("involvement_id")
        guard let flag = Code(try cells.required("flag")) else {
            throw cells.fault("flag", "is not a word of lower-case letters, digits and hyphens")
        }
        self.flag = flag
        value = try cells.required("value")
    }
}

/// A row of `mark.csv`.
struct MarkRow: Sendable {
    let personID: String
    let mark: Code
    let involvementID: String?
    let until: CalendarDay?

    init(_ cells: inout RowCells) throws(RowFault) {
        personID = try cells.requiredIdentifier("person_id")
        guard let mark = Code(try cells.required("mark")) else {
            throw cells.fault("mark", "is not a word of lower-case letters, digits and hyphens")
        }
        self.mark = mark
        involvementID = try cells.identifier("involvement_id")
        _ = try cells.date("from")
        until = try cells.date("until")
    }
}

/// A row of `relationship.csv`: checked and counted, and not kept, because nothing answers from it.
struct RelationshipRow: Sendable {
    let personID: String
    let relatedID: String

    init(_ cells: inout RowCells) throws(RowFault) {
        personID = try cells.requiredIdentifier("person_id")
        relatedID = try cells.requiredIdentifier("related_person_id")
        guard Code(try cells.required("relationship")) != nil else {
            throw cells.fault("relationship", "is not a word of lower-case letters, digits and hyphens")
        }
    }
}
