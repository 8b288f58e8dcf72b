import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("A worker's own record")
struct OwnRecordTests {
    @Test("tells what was asked and why, what came back, and whom the worker rang; nobody else's")
    func ownWords() async throws {
        let asking = try Asking()
        _ = try await asking.path().ask(asking.question([asking.story.child]))
        _ = try await asking.path().ask(
            asking.question([asking.story.mother]) {
                $0.worker = AskingWorker(
                    role: "social-worker", staffID: Redacted("worker-18"), name: Redacted("O. Worker"),
                    team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000"))
            })
        _ = try await asking.leeds.context.audit.record(
            InternalEvent(
                event: "hand-off.handled", binding: "3", directory: 1,
                payloads: LeafPayloads(actor: ["staff": "worker-17"], reason: ["note": "rang the duty desk at 11:05"]),
                time: asking.federation.now))
        let desk = ReadDesk(asking.leeds)

        let record = try OwnRecord(
            of: "worker-17", pseudonymKey: Redacted(FixedKeys.seed("pseudonym")), case: "LCS-000017", days: nil,
            in: desk.reader())
        let text = record.text(made: asking.federation.now) { _ in "Stockport" }

        #expect(text.components(separatedBy: "I asked Stockport").count == 2)
        #expect(text.contains("marks on the child's arm, seen today"))
        #expect(text.contains("came back") && text.contains("policy set"))
        #expect(text.contains("rang the duty desk at 11:05"))
        #expect(!text.contains(asking.story.mother.person.given))
        let other = try OwnRecord(
            of: "worker-17", pseudonymKey: Redacted(FixedKeys.seed("pseudonym")), case: "LCS-1", days: nil,
            in: desk.reader())
        #expect(other.text(made: asking.federation.now) { _ in "" }.contains("I asked nothing."))
    }

    @Test("silence stands there as silence")
    func silence() async throws {
        let asking = try Asking()
        let path = asking.path { (_, _) async throws(TransportFault) in throw .timedOut }
        _ = try await path.ask(asking.question([asking.story.child]))

        let record = try OwnRecord(
            of: "worker-17", pseudonymKey: Redacted(FixedKeys.seed("pseudonym")), case: nil, days: nil,
            in: ReadDesk(asking.leeds).reader())

        #expect(
            record.text(made: asking.federation.now) { _ in "" }.contains("this does not mean that nothing is known"))
    }
}
