package import WireProtocol

/// The services whose systems send an extract every night; one source each.
package enum SyntheticService: String, Sendable, CaseIterable {
    case schools
    case housing
    case adultSocialCare = "adult-social-care"
    case childrensSocialCare = "childrens-social-care"
    case drugAndAlcohol = "drug-and-alcohol"
    case earlyHelp = "early-help"

    /// The categories of the vocabulary that the source speaks for.
    package var categories: [Code] {
        switch self {
        case .schools: ["school"]
        case .housing: ["housing", "anti-social-behaviour"]
        case .adultSocialCare: ["adult-social-care"]
        case .childrensSocialCare: ["childrens-social-care"]
        case .drugAndAlcohol: ["substance-misuse"]
        case .earlyHelp: ["early-help"]
        }
    }

    /// The source's id at a council, such as `stockport-schools`; also the name of its folder.
    package func source(at council: SyntheticCouncil) -> String { "\(council.rawValue)-\(rawValue)" }

    /// Whether the source sends its marks. Stockport's early help does not, so nothing from it may be shown.
    package func sendsMarks(at council: SyntheticCouncil) -> Bool { !(self == .earlyHelp && council == .stockport) }

    /// The plain name of the source.
    func title(at council: SyntheticCouncil) -> String { "\(council.name) \(plainName)" }

    /// Who answers for the service; schools answer for themselves.
    func organisation(at council: SyntheticCouncil) -> String {
        switch self {
        case .schools: "\(council.name) school admissions"
        case .housing: council.landlord
        case .adultSocialCare: "\(council.name) adult social care"
        case .childrensSocialCare: council.childrensServices
        case .drugAndAlcohol: "Clearbrook Recovery \(council.name)"
        case .earlyHelp: "\(council.name) early help"
        }
    }

    /// Who is in the source, in words a practitioner reads.
    var rules: String {
        switch self {
        case .schools: "Main registration only; ages 4 to 20"
        case .housing: "Tenants aged 16 and over; notices of the last 12 months; arrears over 6 weeks"
        case .adultSocialCare: "People with an assigned worker; aged 16 and over"
        case .childrensSocialCare: "Children with an open or closed case, and the adults who care for them"
        case .drugAndAlcohol: "People aged 16 and over in treatment now or in the last two years"
        case .earlyHelp: "Families with an early help plan"
        }
    }

    /// An invented name of the system the extract comes from.
    var system: String {
        switch self {
        case .schools: "Admissions ledger"
        case .housing: "Tenancy book"
        case .adultSocialCare: "Adult case file"
        case .childrensSocialCare: "Children's case file"
        case .drugAndAlcohol: "Treatment register"
        case .earlyHelp: "Plan list"
        }
    }

    /// What the people of the service are called.
    var role: String {
        switch self {
        case .schools: "Designated safeguarding lead"
        case .housing: "Housing officer"
        case .adultSocialCare: "Care coordinator"
        case .childrensSocialCare: "Social worker"
        case .drugAndAlcohol: "Recovery worker"
        case .earlyHelp: "Family support worker"
        }
    }

    /// Where the service stands in the list, from 0.
    var position: Int { SyntheticService.allCases.firstIndex(of: self) ?? 0 }

    private var plainName: String {
        switch self {
        case .schools: "school admissions"
        case .housing: "council housing"
        case .adultSocialCare: "adult social care"
        case .childrensSocialCare: "children's social care"
        case .drugAndAlcohol: "drug and alcohol service"
        case .earlyHelp: "early help"
        }
    }
}
