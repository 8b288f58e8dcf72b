import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("A spot check")
struct SpotCheckTests {
    private let key = Redacted(FixedKeys.seed("pseudonym"))

    private func check(
        _ asking: Asking, interests: StaffInterests = StaffInterests(),
        _ change: (inout SpotCheck.Settings) -> Void = { _ in }
    ) throws -> SpotCheck {
        var settings = SpotCheck.Settings()
        change(&settings)
        return try SpotCheck(settings, interests: interests, pseudonymKey: key, in: ReadDesk(asking.leeds).reader())
    }

    @Test("a worker's own surname, a declared interest, many cases and a raised purpose stand out")
    func findings() async throws {
        let asking = try Asking()
        let child = asking.story.child
        _ = try await asking.path().ask(
            asking.question([child]) {
                $0.worker = AskingWorker(
                    role: "social-worker", staffID: Redacted("worker-9"), name: Redacted("N. \(child.person.family)"),
                    team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000"))
            })
        for number in 1...3 {
            _ = try await asking.path().ask(
                asking.question([asking.story.mother]) { $0.caseReference = Redacted("LCS-00000\(number)") })
        }
        asking.federation.clock.advance(seconds: 60)
        _ = try await asking.path().ask(asking.question([asking.story.namesake], ["police"]))
        asking.federation.clock.advance(seconds: 60)
        _ = try await asking.path().ask(
            asking.question([asking.story.namesake], ["school"]) { $0.purpose = "strategy-discussion" })
        let interests = try StaffInterests(
            csv: "staff,kind,value\nworker-17,surname,\(asking.story.mother.person.family)\n")

        let text = try check(asking, interests: interests).text

        #expect(text.contains("somebody of the worker's own surname"))
        #expect(text.contains("a declared interest: surname"))
        #expect(text.contains("one person under 3 cases"))
        #expect(text.contains("purpose `strategy-discussion` after `s47-enquiry` was refused"))
        #expect(text.components(separatedBy: "drawn at random").count == 2)
    }

    @Test("a declared postcode is found in the question that was sent")
    func postcode() async throws {
        let asking = try Asking()
        _ = try await asking.path().ask(asking.question([asking.story.child]))
        let sent = try #require(try asking.wire.queries().first?.subjects.first?.previousPostcodes?.reveal().first)

        let met = try check(
            asking, interests: try StaffInterests(csv: "staff,kind,value\nworker-17,postcode,\(sent.lowercased())\n"))
        let others = try check(
            asking, interests: try StaffInterests(csv: "staff,kind,value\nworker-18,postcode,\(sent)\n"))

        #expect(met.text.contains("a declared interest: postcode"))
        #expect(!others.text.contains("declared"))
    }

    @Test("the same seed draws the same questions, and another seed others")
    func seeded() async throws {
        let asking = try Asking()
        for _ in 0..<12 { _ = try await asking.path().ask(asking.question([asking.story.child])) }

        let draws = try (0..<8).map { seed in try check(asking) { ($0.seed, $0.percent) = (UInt64(seed), 25) }.text }

        #expect(draws[3] == (try check(asking) { ($0.seed, $0.percent) = (3, 25) }.text))
        #expect(Set(draws).count > 4)
        #expect(draws.allSatisfy { $0.components(separatedBy: "drawn at random").count == 4 })
    }

    @Test("managers see their team alone")
    func teams() async throws {
        let asking = try Asking()
        _ = try await asking.path().ask(asking.question([asking.story.child]))

        #expect(try check(asking).teamText.contains("T. Worker: 1 asked, 0 refused"))
        #expect(try check(asking) { $0.team = "bradford-east" }.count == 0)
    }

    @Test(
        "a file of interests that is not as it should be is refused with its line",
        arguments: [
            "staff,value\n", "staff,kind,value\na,b\n", "staff,kind,value\na,hobby,b\n", "staff,kind,value\na,nhs,\n",
        ])
    func badFile(csv: String) {
        #expect(throws: SchemaFault.self) { try StaffInterests(csv: csv) }
    }
}
