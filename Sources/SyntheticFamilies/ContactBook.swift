/// The workers of every service: who can be rung about an involvement.
struct ContactBook: Sendable {
    private var contacts: [String: [SyntheticContact]] = [:]

    /// Primary schools come first, then secondary schools.
    static let primarySchools = 8
    private static let secondarySchools = 5

    private static let schools = [
        "Tansy Lane Primary School", "Marlpit Primary School", "Harebell Primary School", "Fennimoor Primary School",
        "Quarry Bank Top Primary School", "Larkenshaw Primary School", "Brackenwell Primary School",
        "Saddlerigg Primary School", "Copperhurst High School", "Mosswarren Academy", "Wickerstone High School",
        "Thimblegate School", "Harrowbeck Academy",
    ]

    init(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for council in SyntheticCouncil.allCases {
            var line = 100
            for service in SyntheticService.allCases {
                let made = (0..<ContactBook.count(service)).map { index in
                    ContactBook.contact(council, service, index, line: line + index, &chance)
                }
                line += made.count
                contacts[service.source(at: council)] = made
            }
        }
    }

    /// All workers of a service.
    func all(_ service: SyntheticService, at council: SyntheticCouncil) -> [SyntheticContact] {
        contacts[service.source(at: council)] ?? []
    }

    /// One of them; the list begins again after its end.
    func contact(_ service: SyntheticService, at council: SyntheticCouncil, _ index: Int) -> SyntheticContact {
        let all = all(service, at: council)
        return all[index % all.count]
    }

    /// The school of a child of some age.
    func school(at council: SyntheticCouncil, age: Int, _ index: Int) -> SyntheticContact {
        let isPrimary = age < 11
        let offset = isPrimary ? 0 : ContactBook.primarySchools
        let count = isPrimary ? ContactBook.primarySchools : ContactBook.secondarySchools
        return contact(.schools, at: council, offset + index % count)
    }

    private static func count(_ service: SyntheticService) -> Int {
        switch service {
        case .schools: primarySchools + secondarySchools
        case .housing, .adultSocialCare: 10
        case .childrensSocialCare: 14
        case .drugAndAlcohol, .earlyHelp: 5
        }
    }

    private static func contact(
        _ council: SyntheticCouncil, _ service: SyntheticService, _ index: Int, line: Int, _ chance: inout SplitMix64
    ) -> SyntheticContact {
        let given = chance.pick((NameStock.female + NameStock.male).filter(NameStock.isPlain))
        let family = chance.pick(NameStock.family.filter(NameStock.isPlain))
        let team = Team(council, service, index)
        return SyntheticContact(
            id: "\(council.idPrefix)-W\(service.position)\(SyntheticNumbers.digits(index + 1, 2))",
            organisation: team.organisation, name: "\(given) \(family)", role: service.role,
            phone: council.phone(line), email: "\(given).\(family)@\(council.domain)".lowercased(),
            teamName: team.name, teamPhone: council.phone(team.line), teamEmail: "\(team.mailbox)@\(council.domain)")
    }

    /// A team of a service, or the office of a school.
    private struct Team {
        let organisation: String
        let name: String
        let line: Int
        let mailbox: String

        init(_ council: SyntheticCouncil, _ service: SyntheticService, _ index: Int) {
            guard service == .schools else {
                organisation = service.organisation(at: council)
                name = "\(organisation) duty team"
                line = 10 + service.position
                mailbox = "\(service.rawValue)-duty"
                return
            }
            organisation = ContactBook.schools[index]
            name = "\(organisation) office"
            line = 20 + index
            mailbox = "school-\(index + 1)-office"
        }
    }
}
