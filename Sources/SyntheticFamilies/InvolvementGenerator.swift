import WireProtocol

/// Says which services work or worked with the people of a household.
struct InvolvementGenerator: Sendable {
    private var chance: SplitMix64
    private let today: CalendarDay
    private let contacts: ContactBook

    init(seed: UInt64, today: CalendarDay, contacts: ContactBook) {
        chance = SplitMix64(seed: seed)
        self.today = today
        self.contacts = contacts
    }

    /// Everything about one household, at the council it lives in and at the one it left.
    mutating func involvements(of household: SyntheticHousehold) -> [SyntheticInvolvement] {
        var found: [SyntheticInvolvement] = []
        schools(household, &found)
        housing(household, &found)
        adultServices(household, &found)
        childrensServices(household, &found)
        return found
    }

    /// Few households have a mark: on a person, or on one row of children's social care.
    mutating func marks(
        of household: SyntheticHousehold, with involvements: [SyntheticInvolvement]
    ) -> [SyntheticMark] {
        let row = involvements.first { $0.service == .childrensSocialCare && $0.council == household.council }
        if let row, chance.chance(5) {
            let word = chance.pick(["protected-referrer", "third-party-information"] as [Code])
            return [mark(row.person, household.council, word, row.service)]
        }
        guard chance.chance(2), let known = involvements.first(where: { $0.council == household.council }) else {
            return []
        }
        let words: [Code] = [
            "high-risk", "marac", "mappa", "court-order-restriction", "adoption", "staff-interest-conflict",
            "objection-upheld",
        ]
        return [mark(known.person, household.council, chance.pick(words), nil)]
    }

    private mutating func mark(
        _ person: Int, _ council: SyntheticCouncil, _ word: Code, _ service: SyntheticService?
    ) -> SyntheticMark {
        SyntheticMark(
            person: person, council: council, mark: word, involvement: service, from: daysAgo(20...900))
    }

    // MARK: Services

    private mutating func schools(_ household: SyntheticHousehold, _ found: inout [SyntheticInvolvement]) {
        for person in household.people where (4...18).contains(age(person)) {
            let atFour = person.dateOfBirth.adding(days: 4 * 366)
            for stay in person.stays {
                let council = stay.address.council
                let isPresent = stay.until == nil
                guard isPresent || council != household.council, let until = end(of: stay, after: atFour) else {
                    continue
                }
                let age = isPresent ? age(person) : person.dateOfBirth.wholeYears(until: until)
                let contact = contacts.school(at: council, age: age, chance.below(8))
                found.append(
                    involvement(
                        person, .schools, "school", council, from: max(stay.from, atFour),
                        until: isPresent ? nil : until, contact, [SyntheticFlag(name: "admission-type", value: "main")])
                )
            }
        }
    }

    private func end(of stay: SyntheticStay, after day: CalendarDay) -> CalendarDay? {
        let until = stay.until ?? today
        return until > day ? until : nil
    }

    private mutating func housing(_ household: SyntheticHousehold, _ found: inout [SyntheticInvolvement]) {
        guard chance.chance(55) else { return }
        let officer = chance.below(10)
        let notices = notices()
        let isDisturbed = chance.chance(8)
        for person in household.people where age(person) >= 18 {
            for stay in person.stays {
                let council = stay.address.council
                let contact = contacts.contact(.housing, at: council, officer)
                let isPresent = stay.until == nil
                found.append(
                    involvement(
                        person, .housing, "housing", council, from: stay.from, until: stay.until, contact,
                        isPresent ? notices : []))
                guard isPresent, isDisturbed else { continue }
                found.append(
                    involvement(
                        person, .housing, "anti-social-behaviour", council, from: max(stay.from, daysAgo(30...400)),
                        until: nil, contact, [SyntheticFlag(name: "open-or-closed", value: "open")]))
            }
        }
    }

    private mutating func notices() -> [SyntheticFlag] {
        ["eviction", "notice-seeking-possession", "rent-arrears"].compactMap { name in
            guard chance.chance(15) else { return nil }
            return SyntheticFlag(name: name, value: chance.pick(["open", "closed"]))
        }
    }

    private mutating func adultServices(_ household: SyntheticHousehold, _ found: inout [SyntheticInvolvement]) {
        for person in household.people where age(person) >= 18 {
            if chance.chance(12) {
                let last = SyntheticFlag(name: "last-contact", value: daysAgo(2...90).description)
                found.append(episode(person, .adultSocialCare, "adult-social-care", household.council, [last]))
            }
            if chance.chance(5) {
                found.append(episode(person, .drugAndAlcohol, "substance-misuse", household.council, []))
            }
        }
    }

    /// A family's children are known together, to children's social care, to early help, to both or to neither.
    private mutating func childrensServices(_ household: SyntheticHousehold, _ found: inout [SyntheticInvolvement]) {
        let children = household.people.filter { age($0) < 18 }
        let councils = [household.council] + (household.movedFrom.map { [$0] } ?? [])
        if chance.chance(25) {
            for council in councils {
                let others = children.map { episode($0, .childrensSocialCare, "childrens-social-care", council, []) }
                found += council == household.council ? others : others.filter { $0.ended != nil }
            }
        }
        if chance.chance(8) {
            found += children.map { episode($0, .earlyHelp, "early-help", household.council, []) }
        }
    }

    // MARK: One involvement

    /// Half of them go on, half have ended.
    private mutating func episode(
        _ person: SyntheticPerson, _ service: SyntheticService, _ category: Code, _ council: SyntheticCouncil,
        _ flags: [SyntheticFlag]
    ) -> SyntheticInvolvement {
        let started = max(person.dateOfBirth, daysAgo(120...1_400))
        let ended = chance.chance(50) ? nil : max(started, daysAgo(10...110))
        let contact = contacts.contact(service, at: council, chance.below(14))
        return involvement(person, service, category, council, from: started, until: ended, contact, flags)
    }

    /// One in twenty-five has nobody named.
    private mutating func involvement(
        _ person: SyntheticPerson, _ service: SyntheticService, _ category: Code, _ council: SyntheticCouncil,
        from: CalendarDay, until: CalendarDay?, _ contact: SyntheticContact, _ flags: [SyntheticFlag]
    ) -> SyntheticInvolvement {
        SyntheticInvolvement(
            person: person.number, council: council, service: service, category: category, started: from, ended: until,
            organisation: contact.organisation, contact: chance.chance(4) ? nil : contact, flags: flags)
    }

    private func age(_ person: SyntheticPerson) -> Int { person.dateOfBirth.wholeYears(until: today) }

    private mutating func daysAgo(_ range: ClosedRange<Int>) -> CalendarDay {
        today.adding(days: -chance.within(range))
    }
}
