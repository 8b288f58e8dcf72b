import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Erasing one person")
struct PersonErasureTests {
    private func order(_ person: SoughtPerson, _ change: [String: JSONValue] = [:]) -> JSONValue {
        let members: [String: JSONValue] = [
            "by": "R. Dunne", "second": "M. Shah", "basis": "gdpr-17-1-d", "why": "case 114", "person": person.json,
        ]
        return .object(members.merging(change) { _, new in new })
    }

    @Test("at the holder and at the asker only that person's part goes; the others keep theirs, and both logs verify")
    func onePart() async throws {
        let asking = try Asking()
        let people = [asking.story.child, asking.story.mother]
        _ = try await asking.path().ask(asking.question(people))
        for node in [try #require(asking.stockport), asking.leeds] {
            let desk = ReadDesk(node)
            let before = try desk.search { $0.person = asking.story.child.sought }.count

            _ = try await desk.desk.handle("audit-erase", order(asking.story.child.sought))

            #expect(before > 0)
            #expect(try desk.search { $0.person = asking.story.child.sought }.isEmpty)
            let mother = try desk.search { $0.person = asking.story.mother.sought }
            #expect(mother.count == before)
            #expect(mother.allSatisfy { $0.subjects.map(\.ref) == ["s2"] && $0.purpose == "s47-enquiry" })
            #expect(mother.allSatisfy { $0.justification == nil })
            if node.council == .stockport { #expect(mother[0].shown.keys.sorted() == ["s2"]) }
            try node.context.audit.stop()
            let keys = try LogName.allCases.map {
                try node.context.audit.configuration.verifierKey($0, year: 2026)
            }
            let found = try AuditVerifier.verify(
                folder: node.auditFolder, verifierKeys: keys, masterKey: node.context.audit.configuration.masterKey)
            #expect(found.map(\.firstFault) == [nil, nil])
            #expect(found[0].erased >= 2 && found[0].bodies == 0)
        }
    }

    @Test("whoever searched for the person is forgotten to have named them")
    func searches() async throws {
        let federation = try Federation()
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([federation.story.child]))
        let person = federation.story.child.sought
        _ = try await desk.desk.handle(
            "audit-read",
            ["event": "audit.searched", "by": "dpo", "place": "exchange", "criteria": ["person": person.json]])

        _ = try await desk.desk.handle("audit-erase", order(person))

        let entry = try #require(try desk.node.internalEntries("audit.searched").first)
        #expect(entry.payloads[.decision] == nil)
        #expect(try entry.payload(.actor) == ["by": "dpo"])
    }

    @Test(
        "an order by one person, without a basis, or about a mere name is refused, and nothing goes",
        arguments: [
            ["second": "r.  dunne"], ["basis": "because"], ["basis": "retention-ended"],
            ["person": ["family": "Okafor"]],
            ["shard": "exchange/2026"],
        ] as [[String: JSONValue]])
    func refused(change: [String: JSONValue]) async throws {
        let federation = try Federation()
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([federation.story.child]))

        await #expect(throws: SchemaFault.self) {
            try await desk.desk.handle("audit-erase", order(federation.story.child.sought, change))
        }

        #expect(try desk.node.internalEntries("payload.erased").isEmpty)
        #expect(try desk.search { $0.person = federation.story.child.sought }.count == 1)
    }

    @Test("a trial says what would go, and a year that is still kept is not erased")
    func trial() async throws {
        let federation = try Federation()
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([federation.story.child]))

        let said = try await desk.desk.handle(
            "audit-erase", order(federation.story.child.sought, ["trial": true]))
        #expect(said["leaves"] == ["exchange/2026/0"])
        #expect(try desk.search { $0.person = federation.story.child.sought }.count == 1)

        await #expect(throws: SchemaFault.self) {
            try await desk.desk.handle(
                "audit-erase",
                [
                    "by": "R. Dunne", "second": "M. Shah", "basis": "retention-ended", "why": "schedule 4",
                    "shard": "exchange/2026", "keptYears": 7,
                ])
        }
    }

    @Test("a hold on somebody beside the person refuses too, until two people lift it")
    func hold() async throws {
        let federation = try Federation()
        let story = federation.story
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([story.child, story.mother]))
        _ = try await desk.desk.handle(
            "audit-hold", ["name": "inquest-4", "by": "R. Dunne", "why": "coroner", "person": story.mother.sought.json])

        await #expect(throws: EraseFault.held("inquest-4")) {
            try await desk.desk.handle("audit-erase", order(story.child.sought))
        }
        await #expect(throws: SchemaFault.self) {
            try await desk.desk.handle(
                "audit-lift", ["name": "inquest-4", "by": "R. Dunne", "second": "R Dunne", "why": "closed"])
        }
        #expect(try desk.search { $0.person = story.child.sought }.count == 1)

        _ = try await desk.desk.handle(
            "audit-lift", ["name": "inquest-4", "by": "R. Dunne", "second": "M. Shah", "why": "closed"])
        _ = try await desk.desk.handle("audit-erase", order(story.child.sought))

        #expect(try desk.search { $0.person = story.child.sought }.isEmpty)
    }

    @Test("erasures of two people of one entry never bring one of them back")
    func concurrent() async throws {
        let federation = try Federation()
        let story = federation.story
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(
            try federation.request([story.child, story.mother, story.mothersPartner]))
        let people = [story.child.sought, story.mother.sought]

        var erased: Set<Int> = []
        for _ in 0..<20 {
            await withTaskGroup(of: Int?.self) { group in
                for (place, person) in people.enumerated() {
                    group.addTask {
                        (try? await desk.desk.handle("audit-erase", order(person))) == nil ? nil : place
                    }
                }
                for await place in group { if let place { erased.insert(place) } }
            }
            #expect(try erased.allSatisfy { place in try desk.search { $0.person = people[place] }.isEmpty })
        }

        #expect(!erased.isEmpty)
        #expect(try desk.search { $0.person = story.mothersPartner.sought }.count == 1)
        await #expect(throws: EraseFault.another) {
            let busy = ErasureInHand()
            try await busy.run { try await busy.run {} }
        }
    }
}
