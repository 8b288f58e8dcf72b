import AuditTrail
import DutyDesk
import HTTPTypes
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

/// What depends on the person found never shows: not in words, shape, size, leaf or growth of the log.
@Suite("People who are not to be found")
struct HiddenPeopleTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    /// What a peer can see of one exchange.
    private struct Seen: Equatable {
        let said: JSONValue
        let octets: Int
        let leafOctets: Int
        let event: ExchangeEvent
        let growth: Int
        let fields: [String]
    }

    private func ask(_ person: StoryPerson, _ categories: [Code], about: Code) async throws -> Seen {
        let query = try federation.query([person], categories) { query in
            let subject = query.subjects[0]
            query.subjects[0] = Subject(
                ref: "s1", about: about, name: subject.name, dateOfBirth: Redacted(person.person.dateOfBirth),
                sex: Redacted(person.person.sex), previousPostcodes: Redacted(["SK99 9ZZ"]))
        }
        let before = try stockport.context.audit.entries(.exchange, limit: 10_000).count
        let response = await stockport.answering.answer(try federation.request(query))
        let after = try stockport.context.audit.entries(.exchange, limit: 10_000).count
        let receipt = try response.receipt()
        return Seen(
            said: try response.answer().said, octets: response.body.count, leafOctets: receipt.leaf.count,
            event: try response.leaf().event, growth: after - before,
            fields: response.head.headerFields.map(\.name.canonicalName).sorted())
    }

    // clause: FCP-MAT-2+ FCP-RES-1+ FCP-RES-1- FCP-RES-6+ FCP-RES-7+ FCP-POL-24+
    @Test(
        "a hidden child and one nobody knows look the same, whatever is asked",
        arguments: [
            ["school"], ["childrens-social-care"], ["school", "childrens-social-care"],
            ["school", "police", "substance-misuse", "childrens-social-care"],
        ] as [[Code]])
    func hiddenChild(categories: [Code]) async throws {
        _ = try await ask(story.child, ["school"], about: "child")

        let unknown = try await ask(story.unknownChild, categories, about: "child")
        let hidden = try await ask(story.hiddenChild, categories, about: "child")

        #expect(hidden == unknown)
        #expect(hidden.growth == 1)
    }

    // clause: FCP-MAT-2+ FCP-MAT-3+ FCP-RES-1+
    @Test("everybody who is hidden, doubled or unknown looks like everybody else who is")
    func allAlike() async throws {
        let adults = [story.hiddenMother, story.renamedMother]
        let children = [story.hiddenChild, story.namesake, story.otherNamesake, story.unknownChild]
        _ = try await ask(story.child, ["school"], about: "child")

        var adultsSeen: [Seen] = []
        for adult in adults {
            adultsSeen.append(try await ask(adult, ["housing", "adult-social-care"], about: "parent-or-carer"))
        }
        var childrenSeen: [Seen] = []
        for child in children { childrenSeen.append(try await ask(child, ["school"], about: "child")) }

        #expect(adultsSeen.allSatisfy { $0 == adultsSeen[0] })
        #expect(childrenSeen.allSatisfy { $0 == childrenSeen[0] })
        #expect(childrenSeen[0].said["subjects"] != nil)
    }

    // clause: FCP-RES-1-
    @Test("an NHS number finds no hidden person either")
    func hiddenWithNumber() async throws {
        let hidden = try await stockport.answering.answer(
            try federation.request([story.hiddenChild], withNumber: true)
        ).answer()

        #expect(hidden.subjects.map(\.outcome) == [.notConfirmed])
        #expect(
            hidden.subjects[0].categories.allSatisfy { category in
                if case .shown(let shown) = category.finding { shown.shown == .nothingToShow } else { false }
            })
    }

    // clause: FCP-RES-10+ FCP-POL-8+
    @Test("a record that policy withholds and no record at all look the same")
    func withheldRecord() async throws {
        try stockport.stop()
        let strict = try federation.node(
            .stockport, putting: [("ended months ago: { to: 12 }", "ended months ago: { to: 1 }")])

        let withheld = try await strict.answering.answer(try federation.request([story.child], ["school"])).answer()
        let none = try await strict.answering.answer(try federation.request([story.unknownChild], ["school"])).answer()

        #expect(withheld.subjects.map(\.outcome) == [.matched])
        #expect(withheld.shown("s1", "school")?.shown == .nothingToShow)
        #expect(withheld.shown("s1", "school") == none.shown("s1", "school"))
        #expect(Set(try strict.leaves().map(\.leaf.count)).count == 1)
    }

    // clause: FCP-RES-9+ FCP-AUD-35+
    @Test("the outbox shows a thief the same for people who are hidden, unknown and known, one or several")
    func outboxRows() async throws {
        let thief = try OutboxThief(folder: stockport.auditFolder)
        let people = [story.hiddenChild, story.unknownChild, story.child]
        _ = await stockport.answering.answer(try federation.request([story.child]))
        let earlier = try #require(try stockport.leaves().last?.exchange).text
        _ = try await stockport.tasks()

        var shown: [[String]] = []
        for person in people {
            _ = await stockport.answering.answer(try federation.request([person, person, person]))
            shown.append(try thief.shown())
            _ = try await stockport.tasks()
        }
        let calling = try federation.query([story.child, story.child, story.child]) {
            $0.ext = ["call-back": ["exchange": .string(earlier)]]
        }
        _ = await stockport.answering.answer(try federation.request(calling))
        shown.append(try thief.shown())

        #expect(shown[0].count == 2)
        #expect(Set(shown.joined()).count == 1)
        #expect(Set(shown).count == 1)
        #expect(try await stockport.tasks().map(\.item.kind) == [.handOff, .callBack])
    }

    // clause: FCP-AUD-5+ FCP-RES-6+
    @Test("leaves are of one length, whether somebody was found, hidden or unknown, or all was refused")
    func leafLengths() async throws {
        var lengths: [Int] = []
        for (person, category) in [
            (story.child, "school"), (story.hiddenChild, "school"), (story.unknownChild, "school"),
            (story.child, "police"),
        ] as [(StoryPerson, Code)] {
            let query = try federation.query([person], [category])
            let response = await stockport.answering.answer(try federation.request(query))
            lengths.append(try response.receipt().leaf.count)
        }

        #expect(lengths.count == 4 && Set(lengths).count == 1)
    }

    // clause: FCP-RES-9+ FCP-AUD-35+
    @Test("the payloads behind a leaf are as long for a hidden person as for an unknown one")
    func handOffStaysInside() async throws {
        _ = await stockport.answering.answer(try federation.request([story.hiddenChild]))
        _ = await stockport.answering.answer(try federation.request([story.unknownChild]))

        let tasks = try await stockport.tasks()

        #expect(tasks.map(\.item.kind) == [.handOff])
        #expect(try stockport.leaves().count == 2)
        let lengths = try OutboxThief(folder: stockport.auditFolder).payloadLengths()
        #expect(lengths.count == 2 && lengths[0] == lengths[1])
    }
}
