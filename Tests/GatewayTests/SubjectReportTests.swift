import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("A draft for somebody who asks who looked at them")
struct SubjectReportTests {
    private func report(_ person: SoughtPerson, _ desk: ReadDesk) throws -> SubjectReport {
        try SubjectReport(for: person, in: desk.reader()) {
            $0 == "s47-enquiry" ? "finding out whether a child is safe" : nil
        }
    }

    @Test("says when, why and what was shared, and names no council and nobody else")
    func own() async throws {
        let federation = try Federation()
        let story = federation.story
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([story.child, story.mother]))

        let text = try report(story.child.sought, desk).text(made: federation.now)

        #expect(text.contains("Another council asked us about you."))
        #expect(text.contains("Why: finding out whether a child is safe."))
        #expect(text.contains("What we shared: ") && text.contains("whom to ring"))
        #expect(text.contains("DRAFT"))
        for word in ["Leeds", "E08000035", "T. Worker", story.mother.person.given] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test("a row from somebody else's case is held until a named officer releases that very row")
    func held() async throws {
        let federation = try Federation()
        let story = federation.story
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([story.child, story.mother]))
        _ = await desk.node.answering.answer(try federation.request([story.mother, story.child]))
        let before = try report(story.mother.sought, desk)
        #expect(before.held == ["exchange/2026/0/s2", "exchange/2026/1/s1"])
        #expect(!before.text(made: federation.now).contains("Another council asked us about you."))

        _ = try await desk.desk.handle(
            "audit-release",
            ["row": "exchange/2026/0/s2", "by": "R. Dunne", "why": "her own wish", "person": story.mother.sought.json])

        let after = try report(story.mother.sought, desk)
        #expect(after.held == ["exchange/2026/1/s1"])
        #expect(after.text(made: federation.now).contains("released by R. Dunne"))
        #expect(try report(story.child.sought, desk).held.isEmpty)
        let entry = try #require(try desk.node.internalEntries("audit.row-released").first)
        #expect(entry.binding == "exchange/2026/0/s2")
    }

    @Test("a release for one applicant lets nothing into the report of another")
    func otherApplicant() async throws {
        let federation = try Federation()
        let story = federation.story
        let desk = ReadDesk(try federation.node(.stockport))
        _ = await desk.node.answering.answer(try federation.request([story.child, story.mother]))

        _ = try await desk.desk.handle(
            "audit-release",
            ["row": "exchange/2026/0/s2", "by": "R. Dunne", "why": "x", "person": story.child.sought.json])

        #expect(try report(story.mother.sought, desk).held == ["exchange/2026/0/s2"])
    }
}
