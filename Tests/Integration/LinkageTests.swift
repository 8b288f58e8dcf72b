import PersonMatching
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

@Suite("Records of one authority laid beside each other")
struct LinkageTests {
    private struct Pair: Hashable {
        let held: Int
        let asked: Int
    }

    private let population = LinkagePopulation(
        seed: 4_711, count: 500, today: CalendarDay(daysSinceEpoch: 20_777))

    private func index(_ people: [HeldPerson]) -> PopulationIndex {
        var builder = PopulationIndex.Builder(forLinking: true)
        for person in people { builder.add(PersonRecord([person], isRestricted: false)) }
        return builder.built()
    }

    private func linked(_ people: [HeldPerson]) -> Set<Pair> {
        Set(Linkage(index(people)).linked().map { Pair(held: Int($0.held), asked: Int($0.asked)) })
    }

    private func person(_ number: String? = nil, superseded: [String] = [], family: String = "Quill") -> HeldPerson {
        var person = HeldPerson(family: family)
        person.given = "Ada"
        person.dateOfBirth = CalendarDay("2012-05-12")
        person.postcodes = ["SK99 1AA"]
        person.addressLine = "7 Testing Row"
        person.nhsNumber = number
        person.supersededNumbers = superseded
        return person
    }

    /// Two numbers of the range that is never issued.
    private let numbers = ("9990000018", "9990000026")

    @Test(
        "whether learned from the records or given, a model links nearly all pairs and nearly no others",
        arguments: [(true, 93), (false, 75)])
    func quality(learned: Bool, rightInHundred: Int) {
        let questions = LinkageQuestions(.plausible, about: population)
        let asked = (0..<400).map(questions.question)
        let linkage = Linkage(
            index((0..<population.count).map { HeldPerson(population.person(at: $0)) }),
            with: index(asked.map { HeldPerson($0.description) }), model: learned ? nil : .shipped)
        let truth = Set(
            asked.enumerated().compactMap { place, query in query.truth.map { Pair(held: $0, asked: place) } })
        let found = Set(linkage.linked().map { Pair(held: Int($0.held), asked: Int($0.asked)) })
        let right = found.intersection(truth).count
        #expect(linkage.isLearned && (linkage.model != .shipped) == learned)
        #expect(100 * right >= 97 * truth.count, "\(right) of \(truth.count) found")
        // One question in eight is about nobody held, and linking has no gates against a sibling; the shares that ship are
        // those of a council, not of five hundred people.
        #expect(100 * right >= rightInHundred * found.count, "\(right) of \(found.count) right")
    }

    @Test("too few records teach nothing")
    func few() {
        let linkage = Linkage(index([person(), person()]))
        #expect(!linkage.isLearned && linkage.model == .shipped)
        #expect(linkage.linked().count == 1)
    }

    @Test("two numbers that differ never share a group, whoever stands between them")
    func conflict() {
        #expect(linked([person(numbers.0), person()]) == [Pair(held: 0, asked: 1)])
        #expect(linked([person(numbers.0), person(numbers.1)]) == [])
        #expect(linked([person(numbers.0), person(), person(numbers.1)]).count == 1)
    }

    @Test("a number that the other record calls superseded is no conflict")
    func superseded() {
        let new = person(numbers.1, superseded: [numbers.0])
        #expect(linked([person(numbers.0), new]) == [Pair(held: 0, asked: 1)])
    }

    @Test("two runs over the same records link the same pairs with the same scores")
    func same() {
        let people = (0..<210).map { HeldPerson(population.person(at: $0)) }
        let (one, other) = (Linkage(index(people + people)), Linkage(index(people + people)))
        #expect(one.linked().map(\.bits) == other.linked().map(\.bits))
        #expect(one.model == other.model)
        let found = Set(one.linked().map { Pair(held: Int($0.held), asked: Int($0.asked)) })
        #expect((0..<210).allSatisfy { found.contains(Pair(held: $0, asked: $0 + 210)) })
    }
}
