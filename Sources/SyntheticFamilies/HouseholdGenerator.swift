package import WireProtocol

/// Makes invented households, one after another: couples, single parents, step-families with half-siblings of other
/// surnames, grandparents who bring up children, twins, people who moved, changed their name or have no NHS number.
///
/// The same seed, day and order of calls make the same households. No number or dwelling is given out twice.
package struct HouseholdGenerator: Sendable {
    private var chance: SplitMix64
    private let today: CalendarDay
    private var numbers = SyntheticNumbers()
    private var books = SyntheticCouncil.allCases.map(AddressBook.init)

    /// A generator.
    package init(seed: UInt64, today: CalendarDay) {
        chance = SplitMix64(seed: seed)
        self.today = today
    }

    /// The next household of a council.
    package mutating func next(in council: SyntheticCouncil) -> SyntheticHousehold {
        let movedFrom = chance.chance(12) ? chance.pick(SyntheticCouncil.allCases.filter { $0 != council }) : nil
        let stays = stays(in: council, movedFrom: movedFrom)
        var family = FamilyDraft(stays: stays)
        switch chance.below(100) {
        case ..<45: couple(&family)
        case ..<75: singleParent(&family)
        case ..<88: stepFamily(&family)
        case ..<94: grandparents(&family)
        default: adults(&family)
        }
        return SyntheticHousehold(council: council, movedFrom: movedFrom, people: family.people, ties: family.ties)
    }

    // MARK: Dwellings

    /// The next dwelling of a council.
    mutating func address(in council: SyntheticCouncil) -> SyntheticAddress {
        books[council.position].next(&numbers)
    }

    private mutating func stays(in council: SyntheticCouncil, movedFrom: SyntheticCouncil?) -> [SyntheticStay] {
        let since = today.adding(days: -chance.within(movedFrom == nil ? 200...3_000 : 60...700))
        let present = SyntheticStay(address: address(in: council), from: since, until: nil)
        guard movedFrom != nil || chance.chance(35) else { return [present] }
        let before = SyntheticStay(
            address: address(in: movedFrom ?? council), from: since.adding(days: -chance.within(300...2_500)),
            until: since.adding(days: -1))
        return [present, before]
    }

    // MARK: Kinds of household

    private mutating func couple(_ family: inout FamilyDraft) {
        let name = chance.pick(NameStock.family)
        let mother = adult(.female, chance.within(22...46), name, renamed: chance.chance(40), &family)
        let father = adult(.male, chance.within(24...50), name, renamed: false, &family)
        family.carers = [(mother, "mother"), (father, "father")]
        children(of: name, mother: mother, &family)
    }

    private mutating func singleParent(_ family: inout FamilyDraft) {
        let name = chance.pick(NameStock.family)
        let isMother = chance.chance(85)
        let parent = adult(
            isMother ? .female : .male, chance.within(21...48), name, renamed: chance.chance(20), &family)
        family.carers = [(parent, isMother ? "mother" : "father")]
        children(of: name, mother: parent, &family)
    }

    /// Her elder children bear another name than the one they have together.
    private mutating func stepFamily(_ family: inout FamilyDraft) {
        let name = chance.pick(NameStock.family)
        let earlier = chance.pick(NameStock.family)
        let mother = adult(.female, chance.within(28...46), name, renamed: true, &family)
        let partner = adult(.male, chance.within(25...52), name, renamed: false, &family)
        family.carers = [(mother, "mother"), (partner, "parents-partner")]
        children(of: earlier, mother: mother, youngest: 4, &family)
        let youngest = child(born: born(aged: chance.below(4)), name, &family)
        family.half(youngest, father: partner)
    }

    private mutating func grandparents(_ family: inout FamilyDraft) {
        let name = chance.pick(NameStock.family)
        let grandmother = adult(.female, chance.within(50...72), name, renamed: chance.chance(50), &family)
        family.carers = [(grandmother, "grandparent")]
        children(of: chance.pick(NameStock.family), mother: grandmother, &family)
    }

    private mutating func adults(_ family: inout FamilyDraft) {
        for _ in 0...chance.below(3) {
            let sex = chance.pick([Sex.female, Sex.male])
            _ = adult(sex, chance.within(18...85), chance.pick(NameStock.family), renamed: false, &family)
        }
    }

    // MARK: People

    private mutating func adult(
        _ sex: Sex, _ age: Int, _ name: String, renamed: Bool, _ family: inout FamilyDraft
    ) -> SyntheticPerson {
        let earlier = renamed ? [chance.pick(NameStock.family)].filter { $0 != name } : []
        let traits = PersonTraits(
            given: given(sex, notIn: family.people), family: name, previousFamilies: earlier,
            dateOfBirth: born(aged: age), sex: sex)
        return add(traits, to: &family)
    }

    /// One to three children, twins among them now and then; none older than a carer's age allows.
    private mutating func children(
        of name: String, mother: SyntheticPerson, youngest: Int = 0, _ family: inout FamilyDraft
    ) {
        let years = mother.dateOfBirth.wholeYears(until: today)
        var age = max(youngest, chance.below(max(1, min(18, years - 18))))
        for _ in 0..<chance.within(1...3) where age >= youngest {
            let birth = born(aged: age)
            _ = child(born: birth, name, &family)
            if chance.chance(3) { _ = child(born: birth, name, &family) }
            age -= chance.within(2...4)
        }
    }

    private mutating func child(
        born: CalendarDay, _ name: String, _ family: inout FamilyDraft
    ) -> SyntheticPerson {
        let sex = chance.pick([Sex.female, Sex.male])
        let traits = PersonTraits(
            given: given(sex, notIn: family.people), family: name, dateOfBirth: born, sex: sex)
        let child = add(traits, to: &family)
        family.tie(child)
        return child
    }

    private mutating func given(_ sex: Sex, notIn people: [SyntheticPerson]) -> String {
        while true {
            let name = chance.pick(sex == .female ? NameStock.female : NameStock.male)
            if !people.contains(where: { $0.given == name }) { return name }
        }
    }

    private mutating func born(aged years: Int) -> CalendarDay {
        today.adding(days: -(years * 365 + years / 4 + 1 + chance.below(364)))
    }

    private mutating func add(_ traits: PersonTraits, to family: inout FamilyDraft) -> SyntheticPerson {
        var traits = traits
        let names = traits.sex == .female ? NameStock.female : NameStock.male
        if chance.chance(45) { traits.middle = [chance.pick(names)] }
        if chance.chance(50) { traits.knownAs = NameStock.shortened[traits.given] }
        traits.hasNHSNumber = chance.chance(85)
        traits.hasUPN = (4...18).contains(traits.dateOfBirth.wholeYears(until: today)) && chance.chance(97)
        let person = person(traits, stays: family.stays)
        family.people.append(person)
        return person
    }

    /// Gives a person their numbers; nobody lives anywhere before they are born.
    mutating func person(_ traits: PersonTraits, stays: [SyntheticStay]) -> SyntheticPerson {
        let birth = traits.dateOfBirth
        let lived = stays.filter { ($0.until ?? today) >= birth }
            .map { SyntheticStay(address: $0.address, from: max($0.from, birth), until: $0.until) }
        return SyntheticPerson(
            number: numbers.person(), given: traits.given, middle: traits.middle, family: traits.family,
            previousFamilies: traits.previousFamilies, knownAs: traits.knownAs, dateOfBirth: birth, sex: traits.sex,
            nhsNumber: traits.hasNHSNumber ? numbers.nhsNumber() : nil,
            upn: traits.hasUPN ? numbers.upn(bornIn: birth.year) : nil, stays: lived)
    }
}

/// What is decided about a person before they get their numbers.
struct PersonTraits {
    var given: String
    var middle: [String] = []
    var family: String
    var previousFamilies: [String] = []
    var knownAs: String?
    var dateOfBirth: CalendarDay
    var sex: Sex
    var hasNHSNumber = true
    var hasUPN = false
}
