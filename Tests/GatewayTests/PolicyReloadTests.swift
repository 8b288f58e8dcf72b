import AuditTrail
import DutyDesk
import Foundation
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Policies that change while the node runs")
struct PolicyReloadTests {
    private let federation: Federation
    private let stockport: TestNode

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport, ownPolicies: true)
    }

    private func staff(pin: @escaping @Sendable () throws -> PolicyPin) -> StaffDesk {
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        return StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk, pin: pin)
    }

    private func schoolIsShown() async throws -> Bool {
        let response = await stockport.answering.answer(
            try federation.request([federation.story.child], ["school"]))
        return try response.answer().shown("s1", "school")?.shown == .historic
    }

    /// An edit that would show less: schools only of the last month.
    private let edit = [("ended months ago: { to: 12 }", "ended months ago: { to: 1 }")]

    @Test("a broken edit leaves the set in force, and says where the mistake is")
    func broken() async throws {
        let pin = PolicyPin(stockport.context.policies.current)
        try federation.writePolicies(.stockport, putting: [("categories: [school]", "categories: [schol]")])

        let reply = await staff { pin }.reload()

        #expect(!reply.isFine)
        #expect(reply.body["error"].map { CanonicalJSON.text($0).contains("schol") } == true)
        #expect(PolicyPin(stockport.context.policies.current) == pin)
        #expect(try await schoolIsShown())
        #expect(try stockport.internalEntries("policy.activated").isEmpty)
    }

    @Test("a sound edit that nobody pinned leaves the set in force")
    func unpinned() async throws {
        let pin = PolicyPin(stockport.context.policies.current)
        try federation.writePolicies(.stockport, putting: edit)

        let reply = await staff { pin }.reload()

        #expect(!reply.isFine)
        #expect(PolicyPin(stockport.context.policies.current) == pin)
        #expect(try await schoolIsShown())
    }

    @Test("an edit whose activation cannot be recorded does not come into force, and the old set is named as in force")
    func unrecorded() async throws {
        let old = PolicyPin(stockport.context.policies.current)
        let spoiler = try LogSpoiler(folder: stockport.auditFolder, log: .internal)
        try federation.writePolicies(.stockport, putting: edit)
        let pin = PolicyPin(try PolicyFolder.load(federation.path(.stockport, "policies")))
        try spoiler.breakWrites()

        let reply = await staff { pin }.reload()

        #expect(!reply.isFine)
        #expect(PolicyPin(stockport.context.policies.current) == old)
        #expect(try await schoolIsShown())
        let told = reply.body["error"].map(CanonicalJSON.text) ?? ""
        #expect(told.contains("the policy set in force stays `\(old.digest)`"))
        #expect(told.contains("the internal log did not take the activation"))
    }

    @Test("a pinned edit decides the next question, and its digest stands in the internal log")
    func pinned() async throws {
        try federation.writePolicies(.stockport, putting: edit)
        let pin = PolicyPin(try PolicyFolder.load(federation.path(.stockport, "policies")))

        let reply = await staff { pin }.reload()

        #expect(reply.isFine)
        #expect(try await schoolIsShown() == false)
        #expect(try stockport.internalEntries("policy.activated").map(\.binding) == [pin.description])
    }
}
