import WireProtocol

/// Writes the story's households, involvements and marks. The figures are the same for every seed and move with the day.
struct StoryWriter {
    private let today: CalendarDay
    private let contacts: ContactBook
    private var generator: HouseholdGenerator

    private(set) var households: [SyntheticHousehold] = []
    private(set) var involvements: [SyntheticInvolvement] = []
    private(set) var marks: [SyntheticMark] = []

    /// Fourteen months.
    private static let sinceTheMove = 426

    init(today: CalendarDay, contacts: ContactBook, generator: HouseholdGenerator) {
        self.today = today
        self.contacts = contacts
        self.generator = generator
    }

    /// The generator, which must not give out the story's numbers and dwellings again.
    var rest: HouseholdGenerator { generator }

    mutating func write() -> Story {
        let moved = movedFamily()
        let namesakes = namesakes()
        let twins = twins()
        let hidden = hiddenFamily()
        let halfSiblings = halfSiblings()
        return Story(
            child: moved[0], mother: moved[1], mothersPartner: moved[2], namesake: namesakes[0],
            otherNamesake: namesakes[1], twin: twins[0], otherTwin: twins[1], hiddenChild: hidden[0],
            hiddenMother: hidden[1], unknownChild: unknownChild(), childHiddenAtHome: childHiddenAtHome(),
            roughlyKnownAdult: roughlyKnownAdult(), elderHalfSibling: halfSiblings[0],
            youngerHalfSibling: halfSiblings[1], renamedMother: halfSiblings[2],
            worker: contacts.contact(.childrensSocialCare, at: .leeds, 0))
    }

    // MARK: The family that moved

    private mutating func movedFamily() -> [StoryPerson] {
        let moved = StoryWriter.sinceTheMove
        let old = stay(.stockport, from: 1_900, until: moved + 1)
        let new = stay(.leeds, from: moved)
        let child = person("Kezia", "Okafor-Brennan", .female, aged: 9, [new, old], hasUPN: true)
        let mother = person(
            "Ngozi", "Okafor-Brennan", .female, aged: 34, [new, old], previousFamilies: ["Okaforuwa"])
        let flat = stay(.stockport, from: moved)
        let earlier = stay(.bradford, from: 4_000, until: 1_901)
        let partner = person("Corwin", "Hathersage-Bly", .male, aged: 38, [flat, old, earlier])
        household(
            .leeds, from: .stockport, [child, mother, partner],
            [
                (child, mother, "mother"), (mother, child, "child"), (child, partner, "parents-partner"),
            ])
        record(child, .schools, "school", .stockport, from: 1_500, until: 300, 2, [("admission-type", "main")])
        record(child, .childrensSocialCare, "childrens-social-care", .stockport, from: 700, until: 390, 3)
        record(child, .earlyHelp, "early-help", .stockport, from: 1_000, until: 720, 1)
        record(child, .schools, "school", .leeds, from: 296, 4, [("admission-type", "main")])
        record(child, .childrensSocialCare, "childrens-social-care", .leeds, from: 12, 0)
        record(mother, .housing, "housing", .stockport, from: 1_900, until: moved + 1, 2)
        record(
            partner, .housing, "housing", .stockport, from: moved, 5,
            [("eviction", "closed"), ("notice-seeking-possession", "open"), ("rent-arrears", "open")])
        record(
            partner, .housing, "anti-social-behaviour", .stockport, from: 150, 5, [("open-or-closed", "open")])
        record(partner, .drugAndAlcohol, "substance-misuse", .stockport, from: 130, 1)
        record(
            partner, .adultSocialCare, "adult-social-care", .bradford, from: 2_200, 4,
            [("last-contact", today.adding(days: -9).description)])
        return [
            told("child", child, "child", nil, "Stockport names her last school and her social worker"),
            told("mother", mother, "parent-or-carer", "mother", "Stockport names the officer of her last tenancy"),
            told(
                "mothers-partner", partner, "parent-or-carer", "parents-partner",
                "Stockport names his housing officer, Bradford his care coordinator"),
        ]
    }

    // MARK: People who are hard to tell apart

    private mutating func namesakes() -> [StoryPerson] {
        let house = generator.address(in: .stockport)
        let before = SyntheticStay(address: house, from: day(1_200), until: day(201))
        let cousin = person(
            "Linnet", "Tolliver-Quay", .female, aged: 8, [stay(.leeds, from: 200), before], hasUPN: true)
        let other = person(
            "Linnet", "Tolliver-Quay", .female, aged: 8, [SyntheticStay(address: house, from: day(2_000), until: nil)],
            hasUPN: true)
        household(.leeds, from: .stockport, [cousin], [])
        household(.stockport, [other], [])
        record(cousin, .schools, "school", .stockport, from: 1_200, until: 201, 1, [("admission-type", "main")])
        record(cousin, .childrensSocialCare, "childrens-social-care", .stockport, from: 500, until: 210, 6)
        record(cousin, .schools, "school", .leeds, from: 200, 2, [("admission-type", "main")])
        record(cousin, .childrensSocialCare, "childrens-social-care", .leeds, from: 20, 0)
        record(other, .schools, "school", .stockport, from: 1_300, 1, [("admission-type", "main")])
        return [
            told("namesake", cousin, "child", nil, "not confirmed without her NHS number, matched with it"),
            told("other-namesake", other, "child", nil, "born the same day, of the same name, at the same house"),
        ]
    }

    private mutating func twins() -> [StoryPerson] {
        let home = stay(.stockport, from: 2_600)
        let twins = ["Rosamund", "Rosamond"].map { name in
            person(name, "Fairbournley", .female, aged: 7, [home], hasUPN: true)
        }
        household(
            .stockport, twins, [(twins[0], twins[1], "sibling"), (twins[1], twins[0], "sibling")])
        for twin in twins {
            record(twin, .schools, "school", .stockport, from: 1_000, 3, [("admission-type", "main")])
        }
        return [
            told("twin", twins[0], "child", nil, "one letter and the NHS number tell the twins apart"),
            told("other-twin", twins[1], "sibling", "sibling", "one letter and the NHS number tell the twins apart"),
        ]
    }

    // MARK: People who are not to be found

    private mutating func hiddenFamily() -> [StoryPerson] {
        let before = stay(.stockport, from: 1_600, until: 241)
        let home = stay(.stockport, from: 240)
        let child = person("Marisol", "Penhallow-Voss", .female, aged: 7, [home, before], hasUPN: true)
        let mother = person("Estrella", "Penhallow-Voss", .female, aged: 31, [home, before])
        household(.stockport, [child, mother], [(child, mother, "mother"), (mother, child, "child")])
        record(child, .schools, "school", .stockport, from: 230, 6, [("admission-type", "main")])
        record(child, .childrensSocialCare, "childrens-social-care", .stockport, from: 250, 7)
        record(mother, .housing, "housing", .stockport, from: 240, 8)
        mark(child, .stockport, "refuge-or-confidential-address", since: 250)
        return [
            told("hidden-child", child, "child", nil, "nothing is shown and Stockport's duty desk is told"),
            told("hidden-mother", mother, "parent-or-carer", "mother", "the mark on her child hides her too"),
        ]
    }

    private mutating func unknownChild() -> StoryPerson {
        let child = person("Ptolemy", "Wrexcombe", .male, aged: 6, [])
        return told("unknown-child", child, "child", nil, "nobody knows him, and it looks as if he were hidden")
    }

    private mutating func childHiddenAtHome() -> StoryPerson {
        let stays = [stay(.leeds, from: 100), stay(.stockport, from: 1_100, until: 101)]
        let child = person("Saskia", "Drummondale", .female, aged: 11, stays, hasUPN: true)
        household(.leeds, from: .stockport, [child], [])
        record(child, .schools, "school", .leeds, from: 95, 9, [("admission-type", "main")])
        record(child, .childrensSocialCare, "childrens-social-care", .leeds, from: 100, 2)
        record(child, .schools, "school", .stockport, from: 1_100, until: 101, 4, [("admission-type", "main")])
        mark(child, .leeds, "refuge-or-confidential-address", since: 100)
        return told("child-hidden-at-home", child, "child", nil, "Leeds does not ask: the question would tell on her")
    }

    private mutating func roughlyKnownAdult() -> StoryPerson {
        let man = person("Barnaby", "Thistlewick", .male, aged: 44, [stay(.stockport, from: 900)])
        household(.stockport, [man], [])
        record(man, .housing, "housing", .stockport, from: 900, 1)
        return told(
            "roughly-known-adult", man, "household-adult", "regular-visitor",
            "too little to search with: the duty desk is rung instead", roughAge: 45)
    }

    // MARK: People whose names changed

    private mutating func halfSiblings() -> [StoryPerson] {
        let stays = [stay(.bradford, from: 240), stay(.leeds, from: 2_000, until: 241)]
        let elder = person("Jocasta", "Merriwetherby", .female, aged: 12, stays, hasUPN: true)
        let younger = person("Leander", "Sandiforde", .male, aged: 5, stays, hasUPN: true)
        let mother = person(
            "Philippa", "Sandiforde", .female, aged: 36, stays, previousFamilies: ["Merriwetherby"])
        household(
            .bradford, from: .leeds, [elder, younger, mother],
            [
                (elder, mother, "mother"), (younger, mother, "mother"), (elder, younger, "half-sibling"),
                (younger, elder, "half-sibling"), (mother, elder, "child"), (mother, younger, "child"),
            ])
        for child in [elder, younger] {
            record(child, .childrensSocialCare, "childrens-social-care", .leeds, from: 600, until: 230, 5)
            record(child, .childrensSocialCare, "childrens-social-care", .bradford, from: 40, 3)
        }
        record(elder, .schools, "school", .leeds, from: 500, until: 241, 10, [("admission-type", "main")])
        record(elder, .schools, "school", .bradford, from: 235, 11, [("admission-type", "main")])
        record(mother, .housing, "housing", .leeds, from: 2_000, until: 241, 6)
        return [
            told("elder-half-sibling", elder, "child", nil, "Leeds names her last school"),
            told("younger-half-sibling", younger, "sibling", "half-sibling", "another surname, the same mother"),
            told("renamed-mother", mother, "parent-or-carer", "mother", "Leeds knows her by her earlier name"),
        ]
    }

    // MARK: Putting it down

    private mutating func person(
        _ given: String, _ family: String, _ sex: Sex, aged years: Int, _ stays: [SyntheticStay],
        previousFamilies: [String] = [], hasUPN: Bool = false
    ) -> SyntheticPerson {
        // Well between two birthdays, so that the age holds; names of one length and age share the day, as twins must.
        let birth = today.adding(days: -(years * 365 + years / 4 + 60 + (years * 17 + given.count * 29) % 240))
        let traits = PersonTraits(
            given: given, family: family, previousFamilies: previousFamilies, dateOfBirth: birth, sex: sex,
            hasUPN: hasUPN)
        return generator.person(traits, stays: stays)
    }

    private mutating func stay(_ council: SyntheticCouncil, from: Int, until: Int? = nil) -> SyntheticStay {
        SyntheticStay(address: generator.address(in: council), from: day(from), until: until.map(day))
    }

    private mutating func household(
        _ council: SyntheticCouncil, from: SyntheticCouncil? = nil, _ people: [SyntheticPerson],
        _ ties: [(SyntheticPerson, SyntheticPerson, String)]
    ) {
        let ties = ties.map { SyntheticTie(person: $0.number, related: $1.number, relationship: $2) }
        households.append(SyntheticHousehold(council: council, movedFrom: from, people: people, ties: ties))
    }

    private mutating func record(
        _ person: SyntheticPerson, _ service: SyntheticService, _ category: Code, _ council: SyntheticCouncil,
        from: Int, until: Int? = nil, _ contact: Int, _ flags: [(String, String)] = []
    ) {
        let contact = contacts.contact(service, at: council, contact)
        involvements.append(
            SyntheticInvolvement(
                person: person.number, council: council, service: service, category: category, started: day(from),
                ended: until.map(day), organisation: contact.organisation, contact: contact,
                flags: flags.map { SyntheticFlag(name: $0, value: $1) }))
    }

    private mutating func mark(
        _ person: SyntheticPerson, _ council: SyntheticCouncil, _ word: Code, since days: Int
    ) {
        marks.append(
            SyntheticMark(person: person.number, council: council, mark: word, involvement: nil, from: day(days)))
    }

    private func told(
        _ key: String, _ person: SyntheticPerson, _ about: Code, _ relationship: Code?, _ tale: String,
        roughAge: Int? = nil
    ) -> StoryPerson {
        StoryPerson(
            key: key, about: about, relationship: relationship, person: person, roughAge: roughAge, tale: tale)
    }

    private func day(_ ago: Int) -> CalendarDay { today.adding(days: -ago) }
}
