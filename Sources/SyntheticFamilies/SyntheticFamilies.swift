package import WireProtocol

/// Invented families of three councils: the nightly extracts their services would send, and the people of the story.
///
/// The same seed, day and size give the same octets on every machine.
package struct SyntheticFamilies: Sendable {
    /// The people the demonstration calls by name.
    package let story: Story
    /// Everybody, by household, the story's first.
    package let households: [SyntheticHousehold]
    /// What services know, in the order in which it is written.
    package let involvements: [SyntheticInvolvement]
    /// Marks on people and involvements.
    package let marks: [SyntheticMark]

    private let today: CalendarDay
    private let contacts: ContactBook

    /// Families on a day; ages, moves and involvements are counted back from it.
    package init(seed: UInt64, today: CalendarDay, familiesPerCouncil: Int = 300) {
        var seeds = SplitMix64(seed: seed)
        let contacts = ContactBook(seed: seeds.next())
        var writer = StoryWriter(
            today: today, contacts: contacts, generator: HouseholdGenerator(seed: seeds.next(), today: today))
        story = writer.write()
        var generator = writer.rest
        var services = InvolvementGenerator(seed: seeds.next(), today: today, contacts: contacts)
        var households = writer.households
        var involvements = writer.involvements
        var marks = writer.marks
        for council in SyntheticCouncil.allCases {
            for _ in 0..<familiesPerCouncil {
                let household = generator.next(in: council)
                let found = services.involvements(of: household)
                marks += services.marks(of: household, with: found)
                involvements += found
                households.append(household)
            }
        }
        self.today = today
        self.contacts = contacts
        self.households = households
        self.involvements = involvements
        self.marks = marks
    }

    /// The extracts of one council's sources: octets by path, such as `stockport-schools/person.csv`.
    ///
    /// `extractedAt` defaults to ten past two in the morning, UTC, of the families' day.
    package func extracts(for council: SyntheticCouncil, extractedAt: Instant? = nil) -> [String: [UInt8]] {
        let night = Instant(seconds: Int64(today.daysSinceEpoch) * 86_400 + 7_800)
        var files: [String: [UInt8]] = [:]
        for service in SyntheticService.allCases {
            let writer = ExtractWriter(
                council: council, service: service, households: households,
                involvements: involvements.filter { $0.council == council && $0.service == service },
                marks: marks.filter { $0.council == council }, extractedAt: extractedAt ?? night)
            for (name, octets) in writer.files() { files["\(service.source(at: council))/\(name)"] = octets }
        }
        return files
    }

    /// What a council's services know of one person.
    package func involvements(of person: SyntheticPerson, at council: SyntheticCouncil) -> [SyntheticInvolvement] {
        involvements.filter { $0.person == person.number && $0.council == council }
    }

    /// The workers of a service.
    package func contacts(of service: SyntheticService, at council: SyntheticCouncil) -> [SyntheticContact] {
        contacts.all(service, at: council)
    }
}
