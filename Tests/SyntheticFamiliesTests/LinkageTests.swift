import Testing
import WireProtocol

@testable import SyntheticFamilies

@Suite("Large populations")
struct LinkageTests {
    private static let population = LinkagePopulation(seed: 11, count: 20_000, today: Fixture.today)

    private static func questions(_ mix: LinkageMix, _ count: Int) -> [LinkageQuery] {
        let questions = LinkageQuestions(mix, about: population)
        return (0..<count).map(questions.question)
    }

    @Test("people are a function of seed and place, and other seeds make others")
    func deterministic() {
        let again = LinkagePopulation(seed: 11, count: 20_000, today: Fixture.today)
        let other = LinkagePopulation(seed: 12, count: 20_000, today: Fixture.today)
        #expect((0..<200).allSatisfy { again.person(at: $0) == Self.population.person(at: $0) })
        #expect((0..<200).contains { other.person(at: $0).given != again.person(at: $0).given })
    }

    @Test("whoever lives together shares an address, and numbers are valid, unissued and nobody else's")
    func households() {
        var numbers: Set<String> = []
        for place in 0..<20_000 {
            let person = Self.population.person(at: place)
            let home = Self.population.household(of: place)
            #expect(home.contains(place) && home.count <= 4)
            #expect(Self.population.person(at: home.lowerBound).line == person.line)
            guard let number = person.nhsNumber else { continue }
            #expect(NHSNumber(number) != nil && number.hasPrefix("99"))
            #expect(numbers.insert(number).inserted)
        }
        #expect((14_000...17_600).contains(numbers.count))
    }

    @Test("no postcode could be anybody's, and names are as unequal as in life")
    func plausibility() {
        let people = (0..<20_000).map(Self.population.person)
        let families = Dictionary(grouping: people, by: \.family).mapValues(\.count)
        #expect(people.allSatisfy { $0.postcode.isEmpty || $0.postcode.hasPrefix("Q") })
        #expect((150...700).contains(families.values.max() ?? 0))
        #expect(families.count > 1_500)
    }

    @Test("every kind is asked, about as often as its weight says", arguments: LinkageMix.allCases)
    func kinds(mix: LinkageMix) {
        let counts = Dictionary(grouping: Self.questions(mix, 3_000), by: \.kind).mapValues(\.count)
        #expect(mix.kinds.map(\.weight).reduce(0, +) == 100)
        for (kind, weight) in mix.kinds {
            #expect((weight * 12...weight * 60 + 30).contains(counts[kind.rawValue] ?? 0), "\(kind)")
        }
    }

    @Test("a brother or sister who is not held bears no name of anybody in the house")
    func siblings() {
        var chance = SplitMix64(seed: 5)
        var children = 0
        for place in 0..<20_000 {
            let child = Self.population.person(at: place)
            guard (child.born?.year ?? 0) > 2008 else { continue }
            let sibling = Self.population.sibling(of: child, at: place, &chance)
            let names = Self.population.household(of: place).map { Self.population.person(at: $0).given }
            #expect(!names.contains(sibling.given))
            children += 1
        }
        #expect(children > 3_000)
    }

    @Test("a question about somebody held is about them; one about nobody held differs from everybody in the house")
    func truth() {
        for query in Self.questions(.plausible, 1_500) + Self.questions(.trap, 1_500) {
            guard let truth = query.truth else { continue }
            let person = Self.population.person(at: truth)
            let asked = query.description
            #expect(asked.nhsNumber == nil || asked.nhsNumber == person.nhsNumber || query.kind == "number-slip")
            #expect(asked.born == person.born || ["date-slip", "thin"].contains(query.kind))
        }
    }

    @Test("traps are traps: absent twins share birthday and house, namesakes name and birthday only")
    func traps() throws {
        let traps = Self.questions(.trap, 4_000)
        #expect(traps.filter { $0.kind == "near-twin-absent" }.allSatisfy { $0.truth == nil })
        for trap in traps
        where ["same-name-other-number", "number-conflict", "twin-absent-with-number"].contains(trap.kind) {
            #expect(trap.truth == nil)
        }
        let near = traps.filter { $0.kind == "near-twin-absent" }.map(\.description.given)
        #expect(near.contains("Henry") || near.contains("Ellie") || near.contains("John"))
    }
}
