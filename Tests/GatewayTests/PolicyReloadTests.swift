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

    private func staff(_ pins: PolicyPins) -> StaffDesk {
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        return StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk, pins: { pins })
    }

    private var inForce: PolicyPins { stockport.context.policies.generation.state.pins }

    private func schoolIsShown() async throws -> Bool {
        let response = await stockport.answering.answer(
            try federation.request([federation.story.child], ["school"]))
        return try response.answer().shown("s1", "school")?.shown == .historic
    }

    /// An edit that would show less: schools only of the last month.
    private let edit = [("ended months ago: { to: 12 }", "ended months ago: { to: 1 }")]

    // clause: FCP-POL-21+ FCP-POL-21-
    @Test("an edit that nobody signed leaves the set in force, broken or sound")
    func unsigned() async throws {
        let pins = inForce
        for edit in [[("categories: [school]", "categories: [schol]")], edit] {
            try federation.writePolicies(.stockport, putting: edit)

            let reply = await staff(pins).reload()

            #expect(reply.body["changed"] == false)
            #expect(inForce == pins)
            #expect(try await schoolIsShown())
        }
        #expect(try stockport.internalEntries("policy.activated").isEmpty)
    }

    @Test("a digest that is pinned without signatures is refused, and what is missing is said")
    func pinnedUnsigned() async throws {
        let old = inForce
        try federation.writePolicies(.stockport, putting: edit)
        let set = try PolicyFolder.load(federation.path(.stockport, "policies"))

        let reply = await staff(PolicyPins(policies: PolicyPin(set), signers: old.signers)).reload()

        #expect(!reply.isFine)
        #expect(inForce == old)
        #expect(try await schoolIsShown())
        let told = reply.body["error"].map(CanonicalJSON.text) ?? ""
        #expect(told.contains("no generation that is kept has the digests in node.yaml"))
    }

    @Test("an activation that cannot be recorded does not come into force, and the old set is named as in force")
    func unrecorded() async throws {
        let old = inForce
        let spoiler = try LogSpoiler(folder: stockport.auditFolder, log: .internal)
        try federation.writePolicies(.stockport, putting: edit)
        let pins = try federation.activatePolicies(.stockport, after: old)
        try spoiler.breakWrites()

        let reply = await staff(pins).reload()

        #expect(!reply.isFine)
        #expect(inForce == old)
        #expect(try await schoolIsShown())
        let told = reply.body["error"].map(CanonicalJSON.text) ?? ""
        #expect(told.contains("the policy set in force stays `\(old.policies.digest)`"))
        #expect(told.contains("the internal log did not take the activation"))
    }

    // clause: FCP-POL-20+
    @Test("a signed edit decides the next question; the internal log has its generation, who signed, and why")
    func signed() async throws {
        try federation.writePolicies(.stockport, putting: edit)
        let old = inForce
        let pins = try federation.activatePolicies(.stockport, after: old)

        let reply = await staff(pins).reload()

        #expect(reply.isFine)
        #expect(try await schoolIsShown() == false)
        let generation = stockport.context.policies.generation
        let entry = try #require(try stockport.internalEntries("policy.activated").first)
        #expect(entry.binding == PolicyGenerations.Mark(generation).text && generation.number == 2)
        #expect(try entry.payload(.decision)["change"] == .string(generation.change.digest.description))
        #expect(try entry.payload(.decision)["old"] == .string(old.policies.description))
        #expect(try entry.payload(.decision)["new"] == .string(pins.policies.description))
        #expect(try entry.payload(.reason)["because"] == "A test.")
        let posts = try entry.payload(.actor)["signed"].map(CanonicalJSON.text) ?? ""
        #expect(posts.contains("information-governance-officer"))
        #expect(try stockport.context.audit.newestBinding(of: "policy.activated") == entry.binding)
        #expect(try stockport.context.audit.newestBinding(of: "never") == nil)
    }
}
