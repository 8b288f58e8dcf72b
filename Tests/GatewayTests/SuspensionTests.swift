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
    private func act(
        _ act: Suspension.Act, _ target: Suspension.Target, at node: TestNode, after before: Suspensions = .none,
        by person: Code = "duty-manager"
    ) throws -> Suspensions {
        try node.suspensions(after: before, act, target, by: person)
    }

    // clause: FCP-POL-23+ FCP-POL-23-
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

        let school = Suspension.Target.category("school")
        let standing = try act(.suspend, school, at: stockport)
        try federation.suspend(standing, at: .stockport)
        let during = try await ask()
        let once = try act(.lift, school, at: stockport, after: standing)
        try federation.suspend(
            try act(.lift, school, at: stockport, after: once, by: "deputy-duty-manager"), at: .stockport)

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
        let pins = stockport.context.policies.generation.state.pins
        let staff = StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk, pins: { pins })
        let standing = try act(.suspend, .agreement("stockport-to-leeds"), at: stockport)
        try federation.suspend(standing, at: .stockport)

        let reply = await staff.handle("suspensions", [:])
        try await staff.recordSuspensions()

        #expect(reply.body["suspended"] == ["agreement stockport-to-leeds"])
        #expect(try stockport.internalEntries("policy.suspensions").map(\.binding) == [standing.digest])
        try federation.suspend(.none, at: .stockport)
        #expect(await !staff.handle("suspensions", [:]).isFine)
        #expect(try stockport.internalEntries("policy.suspensions").count == 1)
        #expect(try stockport.internalEntries("policy.standstill").count == 1)
    }

    @Test("is asked nothing either, when it is a council")
    func askedNothing() async throws {
        let asking = try Asking(ownPolicies: true)
        let standing = try act(.suspend, .council(SyntheticCouncil.stockport.authority), at: asking.leeds)
        try asking.federation.suspend(standing, at: .leeds)

        let result = try await asking.path().ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [.stopped])
        #expect(result.replies[0].sentence.contains("suspended"))
        #expect(asking.wire.all.isEmpty)
    }
}
