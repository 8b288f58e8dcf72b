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

@Suite("Gossip and forks")
struct GossipTests {
    private let network: WitnessNetwork
    private var leeds: AuthorityID { SyntheticCouncil.leeds.authority }

    init() throws { network = try WitnessNetwork() }

    /// Has a council cosign a checkpoint of Leeds's log, whatever Leeds really holds.
    private func cosign(_ body: [UInt8], at council: SyntheticCouncil) async throws {
        let calls = try network.calls(of: .leeds)
        network.federation.clock.advance(seconds: 5)
        let response = await calls.post(PostPath.addCheckpoint, body, to: council.authority)
        try #require(response?.status == 200, "\(response?.status ?? 0)")
    }

    /// Leeds serves this log and no other.
    private func leedsServes(_ log: ForgedLog, upTo size: Int) throws {
        let note = try log.note(size).octets
        network.speak(as: .leeds) { head in
            guard let path = head.path, path.hasPrefix("/audit/2026/") else { return nil }
            if path == "/audit/2026/checkpoint" { return .text(200, note) }
            let tile = TilePath(String(path.dropFirst("/audit/2026/".count))).flatMap(log.tile)
            return tile.map { .text(200, $0, type: "application/octet-stream") } ?? .text(404, [])
        }
    }

    private func equivocate(_ size: Int, _ other: Int) async throws -> (true: ForgedLog, false: ForgedLog) {
        let logs = (try ForgedLog(.leeds, size: 20), try ForgedLog(.leeds, size: 20, fork: 3))
        try await cosign(try logs.0.body(from: 0, to: size), at: .stockport)
        try await cosign(try logs.1.body(from: 0, to: other), at: .bradford)
        return logs
    }

    /// What `docs/examples/verify_export.py`, which shares no code with ours, says of an evidence file.
    private func isAccepted(_ evidence: String, key: NoteVerifierKey) throws -> Bool {
        let policy = network.federation.path(.leeds, "policy")
        try Data("log \(key)\nquorum none\n".utf8).write(to: URL(fileURLWithPath: policy))
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", root.appending(path: "docs/examples/verify_export.py").path, evidence, "--policy", policy,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private func status(of council: SyntheticCouncil) async throws -> Int {
        let node = try network.node(council)
        let head = HTTPRequest(method: .get, scheme: "https", authority: council.host, path: "/fcg/v1/node")
        let refusal = await node.answering.peerService.admit(head, SyntheticCouncil.leeds.tls)
        if refusal == nil { await node.answering.peerService.done(SyntheticCouncil.leeds.tls) }
        return refusal?.status ?? 200
    }

    // clause: FCP-WIT-21+ FCP-WIT-21-
    @Test("two stories of one size are found by everybody in one round, with evidence that needs nobody's word")
    func fork() async throws {
        let logs = try await equivocate(8, 8)
        try leedsServes(logs.true, upTo: 8)

        for council in [SyntheticCouncil.stockport, .bradford] {
            let found = try await network.gossip(council)

            #expect(found.map(\.authority) == [leeds])
            let evidence = try #require(found.first?.evidence)
            let octets = Array(try Data(contentsOf: URL(fileURLWithPath: evidence)))
            let proven = try ForkEvidence(octets: octets, signedBy: [logs.true.signer.verifierKey])
            #expect(proven.size == 8)
            #expect(try isAccepted(evidence, key: logs.true.signer.verifierKey))
            let stranger = try ForgedLog(.bradford, size: 1).signer.verifierKey
            #expect(try !isAccepted(evidence, key: stranger))
            #expect(try await status(of: council) == 403)
            #expect(try network.node(council).internalEntries("fork.detected").count == 1)
            #expect(try await network.gossip(council) == [])
        }
    }

    // clause: FCP-WIT-24+ FCP-WIT-24-
    @Test(
        "a council held back is answered again when an officer releases it, and the same notes do not hold it back again"
    )
    func release() async throws {
        let logs = try await equivocate(8, 8)
        try leedsServes(logs.true, upTo: 8)
        _ = try await network.gossip(.stockport)
        let node = try network.node(.stockport)
        let release = PeerRelease(node: node.context)
        let order: JSONValue = ["authority": .string(leeds.code), "by": "IG Officer", "reason": "restored by mistake"]

        _ = try await release.release(order)
        let after = try await status(of: .stockport)
        let again = try await network.gossip(.stockport)

        #expect(after == 200)
        #expect(again == [])
        #expect(try node.internalEntries("peer.released").map(\.binding) == [leeds.code])
        await #expect(throws: PeerReleaseFault.notHeldBack(leeds)) { try await release.release(order) }
    }

    // clause: FCP-WIT-24-
    @Test("a council held back stays held back over a restart")
    func restart() async throws {
        let logs = try await equivocate(8, 8)
        try leedsServes(logs.true, upTo: 8)
        _ = try await network.gossip(.stockport)

        try network.node(.stockport).stop()
        try network.start(.stockport)

        #expect(try await status(of: .stockport) == 403)
    }

    // clause: FCP-WIT-22+ FCP-WIT-22-
    @Test("two sizes are a fork when the log, while it is heard, does not join them for ten minutes")
    func apart() async throws {
        let logs = try await equivocate(8, 13)
        try leedsServes(logs.true, upTo: 8)

        var found: [ForkFound] = []
        var rounds = 0
        while found.isEmpty, rounds < 15 {
            found = try await network.gossip(.stockport)
            rounds += 1
        }

        #expect(found.map(\.authority) == [leeds])
        #expect(rounds == 11)
        #expect(try await status(of: .stockport) == 403)
    }

    // clause: FCP-WIT-22+ FCP-WIT-23+ FCP-WIT-23-
    @Test("a log that is silent is no fork, however long, and two sizes that it joins are none")
    func silent() async throws {
        let log = try ForgedLog(.leeds, size: 20)
        try await cosign(try log.body(from: 0, to: 8), at: .stockport)
        try await cosign(try log.body(from: 0, to: 13), at: .bradford)
        network.silence(.leeds)
        for _ in 0..<15 { #expect(try await network.gossip(.stockport) == []) }
        network.silence(.leeds, false)
        try leedsServes(log, upTo: 20)

        for _ in 0..<15 { #expect(try await network.gossip(.stockport) == []) }

        let file = try #require(try network.node(.stockport).context.witness).file
        #expect(try file.gaps() == [])
        #expect(try file.seen(log.origin).map { try Checkpoint(text: $0.text).size } == 20)
    }

    // clause: FCP-WIT-10- FCP-WIT-23-
    @Test("a true checkpoint with a false proof is refused, and is no fork")
    func falseProof() async throws {
        let log = try ForgedLog(.leeds, size: 20)
        try await cosign(try log.body(from: 0, to: 8), at: .stockport)
        try leedsServes(log, upTo: 13)
        let calls = try network.calls(of: .bradford)
        network.federation.clock.advance(seconds: 5)

        let response = await calls.post(
            PostPath.addCheckpoint, try log.body(from: 8, to: 13, proof: [log.leaves[1]]),
            to: SyntheticCouncil.stockport.authority)

        #expect(response?.status == 422)
        #expect(try await network.gossip(.stockport) == [])
        #expect(try await status(of: .stockport) == 200)
    }

    // clause: FCP-WIT-23-
    @Test("a note of another key is nobody's story")
    func strangerNote() async throws {
        let log = try ForgedLog(.leeds, size: 20)
        try await cosign(try log.body(from: 0, to: 8), at: .stockport)
        try leedsServes(try ForgedLog(.leeds, size: 20, fork: 0, key: "a stranger"), upTo: 8)

        #expect(try await network.gossip(.stockport) == [])
    }

    @Test("a witness that was put back takes the largest checkpoint there is before it cosigns again")
    func catchUp() async throws {
        let log = try ForgedLog(.leeds, size: 20)
        try await cosign(try log.body(from: 0, to: 8), at: .stockport)
        try await cosign(try log.body(from: 0, to: 13), at: .bradford)
        let node = try network.node(.stockport)
        try #require(node.context.witness).file.distrust()
        let catching = CatchingUp(node: node.context, calls: try network.calls(of: .stockport))
        network.silence(.leeds)
        let alone = try await catching.round(now: network.federation.now)
        network.silence(.leeds, false)
        try leedsServes(log, upTo: 12)

        let heard = try await catching.round(now: network.federation.now)

        #expect(alone.contains(log.origin))
        #expect(heard == [])
        let file = try #require(node.context.witness).file
        let held = try #require(try file.held(log.origin))
        #expect(try Checkpoint(text: held.text).size == 13)
    }
}
