import AuditTrail
import Foundation
import HTTPTypes
import MerkleLog
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Our own logs and their witnesses")
struct WitnessedLogTests {
    private let network: WitnessNetwork

    init() throws { network = try WitnessNetwork() }

    private func event() -> InternalEvent {
        InternalEvent(event: "test", binding: "", directory: 1, payloads: LeafPayloads(), time: network.federation.now)
    }

    @Test("a published checkpoint is cosigned by its witnesses; one that was silent is caught up")
    func cosigned() async throws {
        try await network.ask()
        network.silence(.bradford)
        try await network.publish(.stockport)
        #expect(try network.standing(.stockport) == 1)

        network.silence(.bradford, false)
        try await network.publish(.stockport)

        #expect(try network.standing(.stockport) == 2)
    }

    @Test("a witness that holds a size nobody remembers is asked for its size, and proved from there")
    func conflict() async throws {
        try await network.ask()
        try await network.publish(.stockport)
        try await network.ask()
        try network.node(.stockport).stop()
        for name in ["witness.db", "witness.db-wal", "witness.db-shm"] {
            try? FileManager.default.removeItem(atPath: network.node(.stockport).auditFolder + "/" + name)
        }
        try network.start(.stockport)

        try await network.publish(.stockport)

        #expect(try network.standing(.stockport) == 2)
    }

    // clause: FCP-WIT-19-
    @Test("a line that is not this witness's, or of another text, is not kept")
    func falseLines() async throws {
        try await network.ask()
        let stranger = try Ed25519WitnessSigner(
            name: "gateway.leeds.example/witness", privateKey: FixedKeys.seed("a stranger"))
        let lines = try stranger.cosign(network.node(.stockport).context.audit.head(.exchange).text, at: 1_795_170_960)
        network.speak(as: .leeds) { $0.method == .post ? .text(200, Array(lines.line.utf8)) : nil }

        try await network.publish(.stockport)

        let node = try network.node(.stockport).context
        let file = try #require(node.witness).file
        #expect(try file.has(node.audit.head(.exchange), cosignedBy: "gateway.bradford.example/witness"))
        #expect(try !file.has(node.audit.head(.exchange), cosignedBy: "gateway.leeds.example/witness"))
        #expect(try network.standing(.stockport) == 1)
    }

    // clause: FCP-WIT-26-
    @Test(
        "an older folder put back whole refuses to record, ten times of ten, and at every later start",
        arguments: 1...10)
    func restored(after questions: Int) async throws {
        try await network.ask()
        try await network.publish(.stockport)
        try network.node(.stockport).stop()
        try network.backup(.stockport, named: "old")
        try network.start(.stockport)
        for _ in 0..<questions { try await network.ask() }
        try await network.publish(.stockport)
        try network.node(.stockport).stop()
        try network.backup(.stockport, named: "newest")

        try network.restore(.stockport, from: "old")
        let restored = try network.start(.stockport)
        let leaves = try restored.leaves().count
        try await network.confirmation(of: .stockport).ask()

        await #expect(throws: AuditFailure.self) { try await restored.context.audit.record(event()) }
        network.federation.clock.advance(seconds: 61)
        let answer = await restored.answering.answer(
            try network.federation.request([network.federation.story.child]))
        #expect(answer.status == 503)
        #expect(try restored.leaves().count == leaves)
        #expect(try restored.context.audit.storedCheckpoint(.exchange, year: 2026).map { try size(of: $0) } == 1)

        try restored.stop()
        let again = try network.start(.stockport)
        #expect(again.context.audit.isRolledBack)
        await #expect(throws: AuditFailure.self) { try await again.context.audit.record(event()) }
        try again.stop()

        try network.restore(.stockport, from: "newest")
        let whole = try network.start(.stockport)
        try await network.confirmation(of: .stockport).ask()
        _ = try await whole.context.audit.record(event())
        #expect(!whole.context.audit.isRolledBack)
    }

    private func size(of note: [UInt8]) throws -> Int64 { try Checkpoint(text: SignedNote(octets: note).text).size }

    // clause: FCP-WIT-26- FCP-WIT-27-
    @Test(
        "a rollback that no witness could tell at the start is found by the next gossip, and nothing was signed till then"
    )
    func restoredAlone() async throws {
        try await network.ask()
        try await network.publish(.stockport)
        try network.node(.stockport).stop()
        try network.backup(.stockport, named: "old")
        try network.start(.stockport)
        try await network.ask()
        try await network.publish(.stockport)
        try network.node(.stockport).stop()
        try network.restore(.stockport, from: "old")
        let restored = try network.start(.stockport)
        for council in [SyntheticCouncil.leeds, .bradford] { network.silence(council) }

        try await network.confirmation(of: .stockport).ask()
        _ = try await restored.context.audit.record(event())
        try await network.publish(.stockport)
        let signed = try restored.context.audit.storedCheckpoint(.exchange, year: 2026).map { try size(of: $0) }
        for council in [SyntheticCouncil.leeds, .bradford] { network.silence(council, false) }
        _ = try await network.gossip(.stockport)

        #expect(signed == 1)
        #expect(restored.context.audit.isRolledBack)
        await #expect(throws: AuditFailure.self) { try await restored.context.audit.record(event()) }
    }

    // clause: FCP-TIM-15+ FCP-WIT-26+ FCP-WIT-27+
    @Test("after a clean stop the fence falls when a witness holds one of the newest checkpoints, and not before")
    func fence() async throws {
        try await network.ask()
        try await network.publish(.stockport)
        try network.node(.stockport).stop()
        let node = try network.start(.stockport)
        network.silence(.leeds)
        network.silence(.bradford)

        let confirmation = try network.confirmation(of: .stockport)
        try await confirmation.ask()
        let alone = node.context.audit.acceptsCreatedFrom
        let early = await node.answering.answer(try network.federation.request([network.federation.story.child]))
        network.silence(.bradford, false)
        try await confirmation.ask()

        #expect(alone == network.federation.now.adding(seconds: 60))
        #expect(early.code == .signatureTime)
        #expect(node.context.audit.acceptsCreatedFrom == nil)
    }

    // clause: FCP-TIM-15-
    @Test("a witness that is far behind, and one heard after an unclean stop, leave the fence")
    func fenceStays() async throws {
        try await network.ask()
        try await network.publish(.stockport)
        for council in [SyntheticCouncil.leeds, .bradford] { network.silence(council) }
        for _ in 0..<3 {
            try await network.ask()
            try await network.publish(.stockport)
        }
        for council in [SyntheticCouncil.leeds, .bradford] { network.silence(council, false) }
        try network.node(.stockport).stop()
        let behind = try network.start(.stockport)
        try await network.confirmation(of: .stockport).ask()
        #expect(behind.context.audit.acceptsCreatedFrom != nil)
        #expect(!behind.context.audit.awaitsWitness)

        try await network.publish(.stockport)
        try behind.crash()
        let crashed = try network.start(.stockport)
        try await network.confirmation(of: .stockport).ask()
        #expect(crashed.context.audit.acceptsCreatedFrom != nil)
    }

    @Test("an empty log needs nobody")
    func empty() throws {
        _ = try network.confirmation(of: .stockport)

        #expect(try network.node(.stockport).context.audit.acceptsCreatedFrom == nil)
    }
}
