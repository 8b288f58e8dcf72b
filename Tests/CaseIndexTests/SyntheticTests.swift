import Foundation
import PersonMatching
import SyntheticFamilies
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("three invented councils")
struct SyntheticTests {
    private let families = SyntheticFamilies(
        seed: 11, today: CalendarDay(daysSinceEpoch: 20_777), familiesPerCouncil: 12)

    private func load(_ council: SyntheticCouncil) throws -> (TestIndex, [LoadReport]) {
        let test = try TestIndex()
        for (path, octets) in families.extracts(for: council) {
            let url = URL(fileURLWithPath: "\(test.root)/in/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(octets).write(to: url)
        }
        return (test, try test.index.loadAll(root: test.root + "/in", now: test.now))
    }

    @Test("their extracts are loaded without a fault", arguments: SyntheticCouncil.allCases)
    func loads(council: SyntheticCouncil) throws {
        let (_, reports) = try load(council)
        #expect(reports.count == SyntheticService.allCases.count)
        for report in reports { #expect(report.outcome == .loaded && report.faults.isEmpty, "\(report.text)") }
    }

    @Test("the people of the story are found, or not, as it tells")
    func story() throws {
        let (stockport, _) = try load(.stockport)
        let story = families.story
        func outcome(_ person: StoryPerson, number: Bool = false) throws -> MatchOutcome {
            try stockport.outcome(PersonDescription(person.subject(ref: "s1", nhsNumber: number)))
        }
        for person in [story.child, story.mother, story.mothersPartner] {
            #expect(try outcome(person).isMatch, "\(person.key)")
        }
        #expect(try outcome(story.namesake) == .needMore)
        #expect(try outcome(story.namesake, number: true).isMatch)
        #expect(try outcome(story.otherNamesake, number: true).isMatch)
        #expect(try outcome(story.twin) == .needMore)
        #expect(try outcome(story.twin, number: true).isMatch)
        #expect(try outcome(story.hiddenChild) == .restricted)
        #expect(try outcome(story.hiddenChild, number: true) == .restricted)
        #expect(try outcome(story.hiddenMother, number: true) == .restricted)
        #expect(try outcome(story.unknownChild) == .noMatch)
        #expect(try outcome(story.roughlyKnownAdult) == .tooLittle)
        let (leeds, _) = try load(.leeds)
        let mother = PersonDescription(story.renamedMother.subject(ref: "s1"))
        #expect(try leeds.outcome(mother).isMatch)
    }

    @Test("nobody is ever shown as somebody else", arguments: SyntheticCouncil.allCases)
    func nobodyElse(council: SyntheticCouncil) throws {
        let (test, _) = try load(council)
        var matches = 0
        // Of two people with one name, birthday and house, only the number tells which is meant.
        let namesakes = [families.story.namesake, families.story.otherNamesake].map(\.person.number)
        for person in families.households.flatMap(\.people) {
            for description in descriptions(of: person).prefix(namesakes.contains(person.number) ? 1 : 3) {
                let found = try seen(test, description)
                guard let found else { continue }
                matches += 1
                #expect(found.born == person.dateOfBirth)
                #expect(found.rows == started(person, at: council))
            }
        }
        #expect(matches > 30)
    }

    /// A question with a number, one with the present and one with the earlier postcodes.
    private func descriptions(of person: SyntheticPerson) -> [PersonDescription] {
        let present = person.stays.filter { $0.until == nil }.map(\.address.postcode)
        return [(person.nhsNumber, []), (nil, present), (nil, person.previousPostcodes)].map { number, postcodes in
            PersonDescription(
                given: [person.given] + person.middle, family: person.family,
                previousNames: person.previousFamilies.map { PersonName(given: [person.given], family: $0) },
                dateOfBirth: person.dateOfBirth, sex: person.sex, previousPostcodes: postcodes, nhsNumber: number)
        }
    }

    private func started(_ person: SyntheticPerson, at council: SyntheticCouncil) -> Set<String> {
        Set(families.involvements(of: person, at: council).map { "\($0.category) \($0.started)" })
    }

    private func seen(
        _ test: TestIndex, _ description: PersonDescription
    ) throws -> (born: CalendarDay?, rows: Set<String>)? {
        let categories = Set(families.involvements.map(\.category))
        return try test.index.read { snapshot in
            let result = try snapshot.find(description)
            guard result.outcome.isMatch else { return nil }
            var rows: Set<String> = []
            for category in categories {
                for row in try snapshot.involvements(of: result.key, category: category, limit: 32) {
                    rows.insert("\(category) \(row.started?.description ?? "")")
                }
            }
            return (try snapshot.facts(of: result.key).dateOfBirth, rows)
        }
    }
}
