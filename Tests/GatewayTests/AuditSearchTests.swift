import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Searching the log")
struct AuditSearchTests {
    @Test("entries are found by council, purpose, outcome, staff, day and person, and by nothing that does not fit")
    func criteria() async throws {
        let asking = try Asking()
        _ = try await asking.path().ask(asking.question([asking.story.child]))
        _ = try await asking.path().ask(asking.question([asking.story.mother], ["police"]))
        let desk = ReadDesk(try #require(asking.stockport))
        let day = asking.federation.now.londonDay

        #expect(try desk.search { _ in }.count == 2)
        #expect(try desk.search { $0.outcome = "refused" }.count == 1)
        #expect(try desk.search { $0.purpose = "s47-enquiry" }.count == 2)
        #expect(try desk.search { $0.purpose = "early-help" }.isEmpty)
        #expect(try desk.search { $0.staff = "t worker" }.count == 2)
        #expect(try desk.search { $0.staff = "somebody else" }.isEmpty)
        #expect(try desk.search { $0.authority = SyntheticCouncil.bradford.authority }.isEmpty)
        #expect(try desk.search { $0.days = day.adding(days: 1)...day.adding(days: 9) }.isEmpty)
        #expect(try desk.search { $0.person = asking.story.child.sought }.map(\.found.entry.index) == [0])
        #expect(try desk.search { $0.person = asking.story.namesake.sought }.isEmpty)
    }

    @Test("a reading is recorded with what was looked for, sealed, and no name in the leaf")
    func recorded() async throws {
        let federation = try Federation()
        let desk = ReadDesk(try federation.node(.stockport))
        let person = federation.story.child.sought

        _ = try await desk.desk.handle(
            "audit-read",
            ["event": "audit.searched", "by": "dpo", "place": "exchange", "criteria": ["person": person.json]])

        let entry = try #require(try desk.node.internalEntries("audit.searched").first)
        #expect(try entry.payload(.decision) == ["criteria": ["person": person.json]])
        #expect(try entry.payload(.actor) == ["by": "dpo"])
        #expect(!String(decoding: entry.leaf, as: UTF8.self).contains(federation.story.child.person.family))
    }

    @Test("what is not a known way to read is not recorded as one")
    func unknown() async throws {
        let desk = ReadDesk(try Federation().node(.stockport))

        await #expect(throws: SchemaFault.self) {
            try await desk.desk.handle("audit-read", ["event": "policy.activated", "by": "dpo", "place": "x"])
        }
    }
}
