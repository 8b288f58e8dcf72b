package import WireProtocol

/// Up to a million and more invented people by households, of whom none is kept: each is made anew when asked for.
///
/// Person and household are functions of the seed and their place alone, so that a population takes no memory and two
/// runs see the same people. Ten people are four households, of one to four.
package struct LinkagePopulation: Sendable {
    /// How many people are held. Places beyond are people who exist and are not held.
    package let count: Int
    private let seed: UInt64
    private let today: CalendarDay

    /// A population on a day.
    package init(seed: UInt64, count: Int, today: CalendarDay) {
        self.seed = seed
        self.count = count
        self.today = today
    }

    /// Somebody by place, from 0.
    package func person(at place: Int) -> LinkagePerson {
        let (household, position) = LinkagePopulation.home(of: place)
        return members(of: household)[position]
    }

    /// The places of everybody who lives with somebody, themselves included.
    package func household(of place: Int) -> Range<Int> {
        let (household, position) = LinkagePopulation.home(of: place)
        return place - position..<place - position + LinkagePopulation.size(of: household)
    }

    /// A stream of chance of its own for one question or person.
    func chance(_ what: UInt64, _ place: Int) -> SplitMix64 {
        var mixing = SplitMix64(seed: seed &+ what &* 0x9E37_79B9 &+ UInt64(place) &* 0xD1B5_4A32_D192_ED03)
        return SplitMix64(seed: mixing.next())
    }

    private static func home(of place: Int) -> (household: Int, position: Int) {
        let (block, rest) = place.quotientAndRemainder(dividingBy: 10)
        let starts = [0, 1, 3, 6]
        let index = starts.lastIndex { $0 <= rest } ?? 0
        return (block * 4 + index, rest - starts[index])
    }

    private static func size(of household: Int) -> Int { household % 4 + 1 }
}

// MARK: - Households

extension LinkagePopulation {
    private func members(of household: Int) -> [LinkagePerson] {
        var chance = chance(1, household)
        let size = LinkagePopulation.size(of: household)
        let home = home(of: household, &chance)
        let family = LinkageNames.pick(LinkageNames.family, &chance)
        let adults = size == 1 ? 1 : size == 2 ? 1 + chance.below(2) : chance.chance(65) ? 2 : 1
        var people = (0..<adults).map { adult($0, family, home, &chance) }
        let isDouble = adults == 2 && chance.chance(4)
        let childFamily = isDouble ? "\(family)-\(LinkageNames.pick(LinkageNames.family, &chance))" : family
        while people.count < size { people += children(upTo: size - people.count, childFamily, home, &chance) }
        for (position, person) in people.enumerated() {
            people[position] = numbered(person, place: first(of: household) + position, &chance)
        }
        return people
    }

    private func first(of household: Int) -> Int {
        household / 4 * 10 + [0, 1, 3, 6][household % 4]
    }

    private func adult(
        _ position: Int, _ family: String, _ home: LinkagePerson, _ chance: inout SplitMix64
    ) -> LinkagePerson {
        var person = home
        let sex: Sex = position == 0 ? chance.pick([.female, .female, .male]) : .male
        name(&person, sex, &chance)
        person.family = position > 0 && chance.chance(30) ? LinkageNames.pick(LinkageNames.family, &chance) : family
        if sex == .female, chance.chance(40) {
            person.previousFamilies = [LinkageNames.pick(LinkageNames.family, &chance)]
        }
        person.born = born(aged: chance.within(19...85), &chance)
        // A date made up where only the year was known.
        if chance.below(250) == 0, let year = person.born?.year {
            person.born = CalendarDay(year: year, month: 1, day: 1)
        }
        return person
    }

    /// One child, or twins.
    private func children(
        upTo most: Int, _ family: String, _ home: LinkagePerson, _ chance: inout SplitMix64
    ) -> [LinkagePerson] {
        var child = home
        name(&child, chance.pick([.female, .male]), &chance)
        child.family = family
        child.born = born(aged: chance.below(18), &chance)
        guard most > 1, chance.chance(3) else { return [child] }
        return [child, twin(of: child, &chance)]
    }

    /// A twin with another name, which the other is not called by either; now and then one that is easily taken for it.
    func twin(of child: LinkagePerson, isNear: Bool? = nil, _ chance: inout SplitMix64) -> LinkagePerson {
        var twin = child
        repeat {
            name(&twin, chance.pick([.female, .male]), &chance)
        } while isOneName(twin.given, child.given) || isOneName(twin.given, child.knownAs) || !twin.knownAs.isEmpty
        twin.nhsNumber = nil
        if isNear ?? chance.chance(8) {
            let near = LinkageNames.twins.first { $0.0 == child.given }?.1
            // Spellings of Muhammad are one name, and no parents would tell two children apart by them.
            let isOneName = child.given == "Muhammad"
            let names = [near].compactMap { $0 } + (isOneName ? [] : LinkageNames.shortened[child.given] ?? [])
            twin.given = names.first { $0 != child.knownAs } ?? Slips.neighbour(child.given, &chance)
            twin.sex = child.sex
        }
        return twin
    }

    /// Somebody of the same home and age whom nobody of the household is called like: no parents give two children one name.
    func sibling(of child: LinkagePerson, at place: Int, _ chance: inout SplitMix64) -> LinkagePerson {
        let household = household(of: place).map(person(at:))
        while true {
            let sibling = twin(of: child, isNear: false, &chance)
            if !household.contains(where: { isOneName($0.given, sibling.given) }) { return sibling }
        }
    }

    /// Chloe and Chloë are one name, and no parents would tell two children apart by them.
    private func isOneName(_ one: String, _ other: String) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { $0 == $1 || !$0.isASCII || !$1.isASCII }
    }

    private func name(_ person: inout LinkagePerson, _ sex: Sex, _ chance: inout SplitMix64) {
        let list = sex == .female ? LinkageNames.female : LinkageNames.male
        person.sex = sex
        person.given = chance.below(60) == 0 ? chance.pick(LinkageNames.twins).0 : LinkageNames.pick(list, &chance)
        person.middle = chance.chance(55) ? [LinkageNames.pick(list, &chance)] : []
        if person.middle == [person.given] { person.middle = [] }
        person.knownAs = chance.chance(10) ? chance.pick(LinkageNames.shortened[person.given] ?? [""]) : ""
    }

    private func born(aged years: Int, _ chance: inout SplitMix64) -> CalendarDay {
        today.adding(days: -(years * 365 + years / 4 + 1 + chance.below(364)))
    }

    private func numbered(_ person: LinkagePerson, place: Int, _ chance: inout SplitMix64) -> LinkagePerson {
        var person = person
        if chance.chance(88) { person.nhsNumber = LinkagePopulation.nhsNumber(place) }
        if chance.below(100) == 0 { person.sex = nil }
        return person
    }

    /// One of the numbers from 990 to 999; one in eleven places has none. The first five million are for people held.
    static func nhsNumber(_ place: Int) -> String? {
        let nine = "99" + SyntheticNumbers.digits(place &* 387_421 % 10_000_000, 7)
        return (0...9).lazy.compactMap { NHSNumber(nine + String($0))?.digits }.first
    }
}

// MARK: - Addresses

extension LinkagePopulation {
    private static let streets = [
        "Quillfeather", "Marlhollow", "Tansyfield", "Brackenwell", "Larkenshaw", "Wickerstone", "Fennimoor",
        "Copperhurst", "Saddlerigg", "Thimblegate", "Mosswarren", "Harrowbeck", "Church", "Station", "Mill", "Victoria",
    ]
    private static let kinds = ["Row", "Rise", "Garth", "Fold", "Terrace", "Street", "Road", "Close", "Avenue", "Lane"]
    private static let towns = ["Nethermoor", "Skelderby", "Ingleworth", "Pendrathwaite", "Calderhulme", "Yarrinton"]

    /// Where a household lives and lived. Fifteen households in the row share a postcode.
    private func home(of household: Int, _ chance: inout SplitMix64) -> LinkagePerson {
        var home = LinkagePerson()
        let street = household / 15
        var place = self.chance(2, street)
        let line = "\(place.pick(LinkagePopulation.streets)) \(place.pick(LinkagePopulation.kinds))"
        let flat = chance.chance(12) ? "Flat \(chance.within(1...9)), " : ""
        home.line = "\(flat)\(household % 15 * 2 + 1) \(line)"
        home.town = LinkagePopulation.towns[street / 700 % LinkagePopulation.towns.count]
        home.postcode = chance.below(60) == 0 ? "" : LinkagePopulation.postcode(street)
        if chance.chance(70) { home.uprn = String(999_900_000_000 + household) }
        if chance.chance(35) { home.previousPostcodes = [otherPostcode(&chance)] }
        return home
    }

    /// The postcode of some other street of the population.
    func otherPostcode(_ chance: inout SplitMix64) -> String {
        LinkagePopulation.postcode(chance.below(max(1, count / 37)))
    }

    /// `QA10 1AB` and so on: no area begins with Q.
    private static func postcode(_ street: Int) -> String {
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        // 2,003 is prime to 4,000, so that neighbouring streets do not differ in the last letter alone.
        let inward = street * 2_003 % 4_000
        let outward = street / 4_000
        let area = letters[outward / 89 % 20]
        return "Q\(area)\(outward % 89 + 10) \(inward % 10)\(letters[inward / 10 % 20])\(letters[inward / 200])"
    }
}
