import AuditTrail
import DutyDesk
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What an officer lets stand still")
struct SuspensionTests {
    private func standing(_ target: Suspension.Target) -> Suspensions {
        Suspensions.none.adding(
            Suspension(
                target: target, because: "Why.", by: "duty-manager", since: CalendarDay(daysSinceEpoch: 20_700)))
    }

    @Test("is refused from the next question on, signed and recorded like every refusal, and goes on once it is lifted")
    func nextQuestion() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, ownPolicies: true)
        func ask() async throws -> FamilyAnswer {
            try await stockport.answering.answer(
                try federation.request([federation.story.child], ["school", "childrens-social-care"])
            ).answer()
        }
        #expect(try await ask().shown("s1", "school")?.shown == .historic)

        try federation.suspend(standing(.category("school")), at: .stockport)
        let during = try await ask()
        let lifting = Suspension.Lifting(
            by: ["duty-manager", "auditor"], day: CalendarDay(daysSinceEpoch: 20_701), review: "Mended.")
        let lifted = try #require(standing(.category("school")).lifting(.category("school"), lifting))
        try federation.suspend(lifted, at: .stockport)

        #expect(during.refusal("s1", "school")?.reason == "suspended")
        #expect(during.refusal("s1", "childrens-social-care") == nil)
        #expect(try await ask().shown("s1", "school")?.shown == .historic)
        #expect(try stockport.leaves().count == 3)
    }

    @Test("is recorded in the internal log as soon as the staff door hears of it")
    func recorded() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, ownPolicies: true)
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        let pin = PolicyPin(stockport.context.policies.current)
        let staff = StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk, pin: { pin })
        let standing = standing(.agreement("stockport-to-leeds"))
        try federation.suspend(standing, at: .stockport)

        let reply = await staff.handle("suspensions", [:])

        #expect(reply.body["suspended"] == ["agreement stockport-to-leeds"])
        #expect(try stockport.internalEntries("policy.suspensions").map(\.binding) == [standing.digest])
    }

    @Test("is asked nothing either, when it is a council")
    func askedNothing() async throws {
        let asking = try Asking(ownPolicies: true)
        try asking.federation.suspend(standing(.council(SyntheticCouncil.stockport.authority)), at: .leeds)

        let result = try await asking.path().ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [.stopped])
        #expect(result.replies[0].sentence.contains("suspended"))
        #expect(asking.wire.all.isEmpty)
    }
}
