import SyntheticFamilies
import Testing
import WireProtocol

@Suite("Story")
struct StoryTests {
    private let families = Fixture.families
    private var story: Story { Fixture.families.story }

    @Test("the child is nine, left Stockport fourteen months ago, and its school there less than twelve")
    func child() throws {
        let child = story.child.person
        let school = try #require(families.involvements(of: child, at: .stockport).first { $0.category == "school" })
        let left = try #require(child.stays.last?.until)

        #expect(child.dateOfBirth.wholeYears(until: Fixture.today) == 9)
        #expect(left.wholeMonths(until: Fixture.today) == 14)
        #expect(try #require(school.ended).wholeMonths(until: Fixture.today) < 12)
        #expect(families.involvements(of: child, at: .stockport).contains { $0.category == "childrens-social-care" })
        #expect(families.involvements(of: child, at: .bradford).isEmpty)
        #expect(child.stays.map(\.address.council) == [.leeds, .stockport])
    }

    @Test(
        "the adults are known to housing in Stockport and to social care in Bradford, and Leeds knows where they lived")
    func adults() {
        let partner = story.mothersPartner.person
        let housing = families.involvements(of: partner, at: .stockport).first { $0.category == "housing" }

        #expect(families.involvements(of: story.mother.person, at: .stockport).map(\.category) == ["housing"])
        #expect(housing?.ended == nil && housing?.flags.count == 3)
        #expect(families.involvements(of: partner, at: .bradford).map(\.category) == ["adult-social-care"])
        let id = partner.localID(at: .leeds)
        let known = Fixture.rows(.leeds, .childrensSocialCare, "address.csv").filter { $0["person_id"] == id }
        #expect(Set(known.compactMap { $0["authority"] }) == ["E08000007", "E08000032"])
    }

    @Test("only the NHS number tells the namesakes apart")
    func namesakes() {
        let (one, other) = (story.namesake.person, story.otherNamesake.person)

        #expect(one.fullName == other.fullName && one.dateOfBirth == other.dateOfBirth && one.sex == other.sex)
        #expect(Set(one.stays.map(\.address.postcode)).intersection(other.stays.map(\.address.postcode)).count == 1)
        #expect(one.nhsNumber != other.nhsNumber)
        #expect(story.namesake.subject(ref: "s1").nhsNumber == nil)
        #expect(story.namesake.subject(ref: "s1", nhsNumber: true).nhsNumber?.reveal() == one.nhsNumber)
        for person in [one, other] {
            #expect(families.involvements(of: person, at: .stockport).contains { $0.category == "school" })
        }
    }

    @Test("the hidden child is marked in every source of Stockport that knows her, her mother in none")
    func hidden() {
        let child = story.hiddenChild.person.localID(at: .stockport)
        let mother = story.hiddenMother.person.localID(at: .stockport)

        for service in [SyntheticService.schools, .childrensSocialCare] {
            let marks = Fixture.rows(.stockport, service, "mark.csv").filter { $0["person_id"] == child }
            #expect(marks.map { $0["mark"] } == ["refuge-or-confidential-address"])
        }
        #expect(!Fixture.rows("mark.csv").contains { $0["person_id"] == mother })
        #expect(Fixture.rows(.stockport, .housing, "person.csv").contains { $0["person_id"] == mother })
    }

    @Test("nobody knows the unknown child, and the roughly known adult is asked about without a date of birth")
    func unknown() {
        let child = story.unknownChild.person
        let man = story.roughlyKnownAdult

        #expect(!Fixture.rows("person.csv").contains { $0["family_name"] == child.family })
        #expect(man.subject(ref: "s1").dateOfBirth == nil && man.subject(ref: "s1").previousPostcodes == nil)
        #expect(families.involvements(of: man.person, at: .stockport).map(\.category) == ["housing"])
    }

    @Test("a child hidden in Leeds is marked there and not in Stockport, where its school was")
    func hiddenAtHome() {
        let child = story.childHiddenAtHome.person

        #expect(families.marks.filter { $0.person == child.number }.map(\.council) == [.leeds])
        #expect(!families.involvements(of: child, at: .stockport).isEmpty)
    }

    @Test("a council left behind writes the surname it knew, the present one writes both")
    func superseded() {
        let mother = story.renamedMother.person
        func names(_ council: SyntheticCouncil) -> [String?] {
            let rows = Fixture.rows(council, .childrensSocialCare, "person.csv")
            let row = rows.first { $0["person_id"] == mother.localID(at: council) } ?? [:]
            return [row["family_name"], row["previous_family_names"]]
        }

        #expect(names(.leeds) == ["Merriwetherby", ""])
        #expect(names(.bradford) == ["Sandiforde", "Merriwetherby"])
    }

    @Test("everybody of the story is found by key and by no other")
    func keys() {
        let keys = story.people.map(\.key)

        #expect(Set(keys).count == 15)
        #expect(story.person(called: "mothers-partner")?.person == story.mothersPartner.person)
        #expect(story.person(called: "father") == nil)
    }
}
