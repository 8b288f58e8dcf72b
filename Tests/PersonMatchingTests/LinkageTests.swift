import Testing
import WireProtocol

@testable import PersonMatching

@Suite("linking records of one authority")
struct LinkageTests {
    private static let givens = ["Ada", "Jon", "Amelia", "Oliver", "Ottilie", "Magnus", "Bertha", "Conrad"]
    private static let families = ["Hartley", "Quill", "Thornley", "Bramble", "Skelder", "Pendra"]

    /// Person `n` of 300, all unlike.
    private func person(_ n: Int) -> HeldPerson {
        var person = held(
            Self.givens[n % 8], Self.families[n / 8 % 6] + "x\(n / 48)",
            born: "\(1930 + n % 83)-0\(n % 9 + 1)-\(10 + n % 18)",
            postcode: "SK\(n % 90 + 10) \(n % 10)AA")
        person.addressLine = "\(n + 1) \(Self.families[n % 6]) Street"
        person.town = "Nethermoor"
        return person
    }

    private func index(_ people: [HeldPerson]) -> PopulationIndex {
        var builder = PopulationIndex.Builder(forLinking: true)
        for person in people { builder.add(record(person)) }
        return builder.built()
    }

    /// A copy with one thing written otherwise.
    private func spoilt(_ person: HeldPerson, _ n: Int) -> HeldPerson {
        var copy = person
        switch n % 4 {
        case 0: copy.given += "h"
        case 1: copy.family = String(copy.family.dropFirst())
        case 2: copy.postcodes = []
        default: copy.dateOfBirth = nil
        }
        return copy
    }

    @Test("copies with a slip are linked to their originals and to nobody else, without a label or a number")
    func twoFiles() {
        let people = (0..<300).map(person)
        let copies = people.enumerated().map { spoilt($0.element, $0.offset) }
        let links = Linkage(index(people), with: index(copies)).linked()
        #expect(links.count { $0.held != $0.asked } == 0)
        #expect(links.count >= 290)
    }

    @Test("three records of one person are one group, though two of them have little in common")
    func groups() {
        let people = (0..<300).map(person)
        var far = people[10]
        far.dateOfBirth = nil
        var links = Linkage(index(people + [spoilt(people[10], 1), far])).linked()
        links.removeAll { $0.held != 10 && $0.held < 300 }
        #expect(links.map { [$0.held, $0.asked] } == [[10, 300], [10, 301], [300, 301]])
    }

    @Test("numbers that differ forbid a link, and split a group")
    func numbers() {
        var people = (0..<300).map(person)
        people[20].nhsNumber = number(1)
        var other = people[20]
        other.nhsNumber = number(2)
        let links = Linkage(index(people + [other])).linked()
        #expect(!links.contains { $0.held == 20 && $0.asked == 300 })
        other.nhsNumber = nil
        #expect(Linkage(index(people + [other])).linked().contains { $0.held == 20 && $0.asked == 300 })
    }

    @Test("learning is the same each time, and learns that people who live together are not one")
    func learns() {
        var people: [HeldPerson] = []
        for n in 0..<300 {
            people.append(person(n))
            var brother = person(n)
            brother.given = Self.givens[(n + 3) % 8]
            brother.dateOfBirth = brother.dateOfBirth?.adding(days: 700)
            people.append(brother)
        }
        let copies = (0..<300).map { spoilt(people[2 * $0], $0) }
        let first = Linkage(index(people + copies))
        let again = Linkage(index(people + copies))
        #expect(first.model == again.model)
        let links = first.linked()
        #expect(links.count { $0.asked < 600 } == 0)
        #expect(links.count { Int($0.held) == 2 * (Int($0.asked) - 600) } >= 285)
        #expect(links.count <= 302)
    }
}
