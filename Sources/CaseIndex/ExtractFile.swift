/// The files of `fcg.extract/1` and their columns.
enum ExtractFile: String, CaseIterable, Sendable {
    case person = "person.csv"
    case address = "address.csv"
    case relationship = "relationship.csv"
    case involvement = "involvement.csv"
    case contact = "contact.csv"
    case flag = "flag.csv"
    case mark = "mark.csv"

    static let manifest = "manifest.json"

    /// Columns that must be there, filled or not.
    var columns: [String] {
        switch self {
        case .person:
            [
                "person_id", "nhs_number", "upn", "given_name", "middle_names", "family_name", "previous_family_names",
                "known_as", "date_of_birth", "sex",
            ]
        case .address: ["person_id", "address_line", "town", "postcode", "uprn", "authority", "from", "until"]
        case .relationship: ["person_id", "related_person_id", "relationship"]
        case .involvement:
            [
                "involvement_id", "person_id", "category", "status", "started", "ended", "organisation", "contact_id",
            ]
        case .contact: ["contact_id", "name", "role", "phone", "email", "team_name", "team_phone", "team_email"]
        case .flag: ["involvement_id", "flag", "value"]
        case .mark: ["person_id", "mark", "involvement_id", "from", "until"]
        }
    }

    /// Columns that may be there.
    var optionalColumns: [String] { self == .person ? ["superseded_nhs_numbers", "former_upns"] : [] }

    /// Files whose shrinking is a sign of a broken export.
    static let watched: [ExtractFile] = [.person, .address, .involvement, .mark]
}
