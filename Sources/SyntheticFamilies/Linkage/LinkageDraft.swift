import WireProtocol

/// A question in the making: somebody is picked, and what is said of them is made difficult.
struct LinkageDraft {
    private let population: LinkagePopulation
    private let kind: LinkageKind
    private var chance: SplitMix64
    private var asked = LinkagePerson()
    private var truth: Int?

    init(_ population: LinkagePopulation, _ kind: LinkageKind, _ chance: SplitMix64) {
        self.population = population
        self.kind = kind
        self.chance = chance
    }

    mutating func question() -> LinkageQuery {
        switch kind {
        case .cleanFull, .cleanWithoutNumber, .typo, .dateSlip, .nickname, .diacritics, .previousSurname,
            .doubleBarrelled, .movedFromHeld, .movedUnknown, .thin, .numberSlip, .twinPresent:
            known()
        case .absent, .siblingAbsent, .twinAbsent, .nearTwinAbsent, .twinAbsentWithNumber, .sameMiddleTwin, .namesake,
            .thinNamesake, .sameNameOtherNumber, .numberConflict, .junior:
            nobodyHeld()
        }
        return LinkageQuery(kind: kind.rawValue, description: asked, truth: truth)
    }

    // MARK: People who are held

    private mutating func known() {
        let place = pick(LinkageDraft.suits)
        truth = place
        asked = population.person(at: place)
        asked.knownAs = ""
        asked.uprn = ""
        asked.line = ""
        asked.town = ""
        asked.previousPostcodes = []
        if asked.nhsNumber == nil || chance.chance(25) { asked.nhsNumber = nil }
        if chance.chance(50) { asked.middle = [] }
        if chance.chance(70) { asked.previousFamilies = [] }
        if chance.below(12) == 0 { asked.sex = nil }
        spoil(population.person(at: place))
    }

    private static func suits(_ kind: LinkageKind, _ person: LinkagePerson) -> Bool {
        switch kind {
        case .nickname: LinkageNames.shortened[person.given] != nil
        case .diacritics: [person.given, person.family].contains { Slips.plain($0) != $0 }
        case .previousSurname: !person.previousFamilies.isEmpty
        case .doubleBarrelled: person.family.contains("-")
        case .movedFromHeld: !person.previousPostcodes.isEmpty
        default: true
        }
    }

    private mutating func spoil(_ held: LinkagePerson) {
        switch kind {
        case .cleanFull: asked.nhsNumber = held.nhsNumber
        case .cleanWithoutNumber: asked.nhsNumber = nil
        case .typo: typo()
        case .dateSlip: asked.born = asked.born.map { Slips.date($0, &chance) }
        case .nickname: asked.given = chance.pick(LinkageNames.shortened[held.given] ?? [held.given])
        case .diacritics:
            asked.given = Slips.plain(held.given)
            asked.family = Slips.plain(held.family)
        case .previousSurname:
            asked.family = held.previousFamilies[0]
            asked.previousFamilies = []
        case .doubleBarrelled: asked.family = String(chance.pick(held.family.split(separator: "-")))
        case .movedFromHeld: asked.postcode = held.previousPostcodes[0]
        case .movedUnknown:
            asked.postcode = population.otherPostcode(&chance)
            if chance.chance(50) { asked.previousPostcodes = [held.postcode] }
        case .thin: thin()
        case .numberSlip: asked.nhsNumber = held.nhsNumber.map { Slips.number($0, &chance) }
        default: break
        }
    }

    private mutating func typo() {
        if chance.chance(50) {
            asked.given = Slips.typo(asked.given, &chance)
        } else {
            asked.family = Slips.typo(asked.family, &chance)
        }
    }

    private mutating func thin() {
        asked.nhsNumber = nil
        switch chance.below(3) {
        case 0: asked.given = ""
        case 1: asked.postcode = ""
        default: asked.born = nil
        }
    }

    // MARK: People who are not

    private mutating func nobodyHeld() {
        let place = pick(LinkageDraft.misleads)
        let held = population.person(at: place)
        asked = held
        asked.previousFamilies = []
        asked.previousPostcodes = []
        (asked.uprn, asked.line, asked.town) = ("", "", "")
        mislead(held, at: place)
        asked.knownAs = ""
        if chance.chance(30) { asked.middle = [] }
    }

    private static func misleads(_ kind: LinkageKind, _ person: LinkagePerson) -> Bool {
        let isChild = (person.born?.year ?? 0) > 2008
        return switch kind {
        case .twinAbsent, .nearTwinAbsent, .sameMiddleTwin, .siblingAbsent: isChild
        case .twinAbsentWithNumber: isChild && person.nhsNumber != nil
        case .sameNameOtherNumber, .numberConflict: person.nhsNumber != nil
        case .junior: !isChild
        default: true
        }
    }

    private mutating func mislead(_ held: LinkagePerson, at place: Int) {
        let other = unheldNumber()
        let mayHaveNumber = chance.chance(50) ? other : nil
        switch kind {
        case .absent:
            asked = population.person(at: population.count + chance.below(4_000_000 - population.count))
            (asked.uprn, asked.line, asked.town) = ("", "", "")
            asked.postcode = population.otherPostcode(&chance)
            asked.nhsNumber = mayHaveNumber
        case .siblingAbsent:
            asked = population.sibling(of: asked, at: place, &chance)
            asked.born = asked.born?.adding(days: chance.pick([-1, 1]) * chance.within(300...2_000))
            asked.nhsNumber = mayHaveNumber
        case .twinAbsent: asked = population.twin(of: asked, isNear: false, &chance)
        case .nearTwinAbsent: asked = population.twin(of: asked, isNear: true, &chance)
        case .twinAbsentWithNumber:
            asked = population.twin(of: asked, isNear: chance.chance(60), &chance)
            asked.nhsNumber = other
        case .sameMiddleTwin:
            asked = population.twin(of: asked, isNear: true, &chance)
            asked.middle = held.middle
        case .namesake, .thinNamesake:
            asked.postcode = kind == .namesake ? strangePostcode(to: held) : ""
            asked.nhsNumber = nil
            if chance.chance(60) { asked.middle = [] }
        case .sameNameOtherNumber: asked.nhsNumber = other
        case .numberConflict: conflict(held)
        case .junior:
            asked.born = asked.born?.adding(days: chance.within(20...40) * 365)
            asked.nhsNumber = nil
        default: break
        }
    }

    /// A number of nobody who is held.
    private mutating func unheldNumber() -> String? {
        for _ in 0..<100 {
            if let number = LinkagePopulation.nhsNumber(5_000_000 + chance.below(4_000_000)) { return number }
        }
        return nil
    }

    /// The number of somebody else who is held, beside what is right of the first.
    private mutating func conflict(_ held: LinkagePerson) {
        let other = population.person(at: pick { $1.nhsNumber != nil && $1.nhsNumber != held.nhsNumber })
        asked.nhsNumber = other.nhsNumber
    }

    /// A postcode under which a person was never known.
    private mutating func strangePostcode(to held: LinkagePerson) -> String {
        while true {
            let code = population.otherPostcode(&chance)
            if code != held.postcode, !held.previousPostcodes.contains(code) { return code }
        }
    }

    // MARK: Picking

    /// Somebody who suits, or after many tries anybody.
    private mutating func pick(_ suits: (LinkageKind, LinkagePerson) -> Bool) -> Int {
        for _ in 0..<400 {
            let place = chance.below(population.count)
            let person = population.person(at: place)
            guard suits(kind, person) else { continue }
            switch kind {
            case .twinPresent where !hasTwin(place, person): continue
            // Whoever has a twin held could be asked for as the other by chance.
            case .twinAbsent, .nearTwinAbsent, .twinAbsentWithNumber, .sameMiddleTwin:
                if hasTwin(place, person) { continue }
            default: break
            }
            return place
        }
        return chance.below(population.count)
    }

    private func hasTwin(_ place: Int, _ person: LinkagePerson) -> Bool {
        population.household(of: place).contains { $0 != place && population.person(at: $0).born == person.born }
    }
}
