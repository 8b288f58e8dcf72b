import SyntheticFamilies
import Testing
import WireProtocol

@Suite("Households")
struct HouseholdGeneratorTests {
    private let households: [SyntheticHousehold] = {
        var generator = HouseholdGenerator(seed: 3, today: Fixture.today)
        return (0..<400).map { _ in generator.next(in: .leeds) }
    }()

    @Test("twins, half-siblings of other surnames, movers, changed names and missing numbers all occur")
    func variety() {
        let people = households.flatMap(\.people)
        let twins = households.filter { household in
            let births = household.people.map(\.dateOfBirth)
            return Set(births).count < births.count
        }
        let halves = households.filter { household in
            household.ties.contains { tie in
                let pair = household.people.filter { [tie.person, tie.related].contains($0.number) }
                return tie.relationship == "half-sibling" && Set(pair.map(\.family)).count == 2
            }
        }

        #expect(twins.count > 3)
        #expect(halves.count > 10)
        #expect(Set(households.compactMap(\.movedFrom)) == [.stockport, .bradford])
        #expect(people.contains { !$0.previousFamilies.isEmpty } && people.contains { $0.knownAs != nil })
        #expect(people.contains { $0.nhsNumber == nil } && people.contains { !$0.middle.isEmpty })
    }

    @Test("nobody lives anywhere before birth, and all live at the household's present address")
    func stays() {
        for household in households {
            let present = Set(household.people.compactMap(\.stays.first?.address))
            #expect(present.count == 1)
            #expect(household.people.allSatisfy { person in person.stays.allSatisfy { $0.from >= person.dateOfBirth } })
        }
    }

    @Test("no dwelling, person number or local id is given out twice")
    func unique() {
        let people = households.flatMap(\.people)

        #expect(Set(people.map(\.number)).count == people.count)
        #expect(Set(people.map { $0.localID(at: .leeds) }).count == people.count)
        #expect(Set(households.compactMap { $0.people.first?.stays.first?.address.uprn }).count == households.count)
        let lines = Set(households.compactMap { $0.people.first?.stays.first.map { "\($0.address.line)" } })
        #expect(lines.count == households.count)
    }

    @Test("a council left behind knows nothing of the present address")
    func leftBehind() throws {
        let mover = try #require(households.first { $0.movedFrom != nil })
        let from = try #require(mover.movedFrom)

        let known = mover.people.flatMap { mover.stays(of: $0, knownAt: from) }

        #expect(!known.isEmpty && known.allSatisfy { $0.address.council == from })
    }
}
