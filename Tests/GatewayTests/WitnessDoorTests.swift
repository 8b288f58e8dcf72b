import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("The witness's door")
struct WitnessDoorTests {
    private let federation: Federation
    private let stockport: TestNode
    private let directory: [UInt8]
    private let log: ForgedLog

    init() throws {
        federation = try Federation()
        directory = try federation.witnessedDirectory()
        stockport = try federation.witness(.stockport, directory: directory)
        log = try ForgedLog(.leeds, size: 12)
    }

    private func add(_ body: [UInt8], at node: TestNode? = nil) async throws -> ReadyResponse {
        let head = HTTPRequest(
            method: .post, scheme: "https", authority: SyntheticCouncil.stockport.host, path: "/witness/add-checkpoint")
        let request = SignedRequest(head: head, body: body, peer: SyntheticCouncil.leeds.tls)
        return await (node ?? stockport).answering.peerService.post(request)
    }

    private func view(_ origin: String, at node: TestNode? = nil) async -> ReadyResponse {
        await (node ?? stockport).fetch(WitnessedName.path(of: origin), as: .leeds)
    }

    private func later() { federation.clock.advance(seconds: 5) }

    // clause: FCP-WIT-18+ FCP-WIT-20+ FCP-WIT-19+ FCP-WIT-6+ FCP-WIT-7+ FCP-WIT-8+
    @Test("a checkpoint that joins what was cosigned is cosigned, and shown with the cosignature")
    func cosigns() async throws {
        let first = try await add(try log.body(from: 0, to: 3))
        later()
        let second = try await add(try log.body(from: 3, to: 12))

        #expect([first.status, second.status] == [200, 200])
        let policy = try #require(stockport.context.directory.current.policy(of: log.origin))
        let line = try #require(try NoteSignature.lines(second.body).first)
        let accepted = try policy.cosigners(of: try log.note(12).adding(line))
        #expect(accepted == ["\(SyntheticCouncil.stockport.host)/witness"])
        let shown = await view(log.origin)
        #expect(shown.status == 200)
        #expect(shown.body == (try log.note(12)).octets + second.body)
    }

    // clause: FCP-WIT-6- FCP-WIT-7- FCP-WIT-8- FCP-WIT-9+ FCP-WIT-9- FCP-WIT-10- FCP-WIT-13- FCP-WIT-20-
    @Test("each fault has its own status, and none is cosigned")
    func statuses() async throws {
        #expect(try await add(try log.body(from: 0, to: 5)).status == 200)
        later()
        let forged = try ForgedLog(.leeds, size: 12, fork: 2)
        let unknownKey = try ForgedLog(.leeds, size: 12, key: "a stranger")
        let own = try ForgedLog(.stockport, size: 12)
        let empty = Checkpoint(origin: log.origin, size: 0, root: log.leaves[0])
        let emptyNote = try SignedNote(text: empty.text, signers: [log.signer])

        let badProof = try await add(try log.body(from: 5, to: 12, proof: [log.leaves[0]]))
        let otherRoot = try await add(try forged.body(from: 5, to: 5))
        let otherStory = try await add(try forged.body(from: 5, to: 12))
        let stranger = try await add(try unknownKey.body(from: 5, to: 12))
        let ownLog = try await add(try own.body(from: 0, to: 3))
        let replayed = try await add(try log.body(from: 0, to: 4))
        let shrinking = try await add(
            try #require(AddCheckpointRequest(oldSize: 5, hashes: [], note: try log.note(4))).octets)
        let noise = try await add(Array("old five\n".utf8))
        let emptyRoot = try await add(
            try #require(AddCheckpointRequest(oldSize: 5, hashes: [], note: emptyNote)).octets)

        #expect([badProof, otherRoot, otherStory].map(\.status) == [422, 422, 422])
        #expect([stranger, ownLog].map(\.status) == [403, 404])
        #expect(replayed.status == 409)
        #expect(replayed.head.headerFields[.contentType] == "text/x.tlog.size")
        #expect(replayed.body == Array("5\n".utf8))
        #expect([shrinking, noise, emptyRoot].map(\.status) == [400, 400, 400])
        #expect(await view(log.origin).body.starts(with: try log.note(5).octets))
        #expect(await view(own.origin).status == 404)
    }

    // clause: FCP-WIT-30+ FCP-WIT-30-
    @Test("what was cosigned is recorded by the hour, bound to size and root; where nothing was, nothing is")
    func summary() async throws {
        let summary = WitnessSummary(node: stockport.context)
        try await summary.record(now: federation.now)
        let before = try stockport.internalEntries("witness.summary").count
        #expect(try await add(try log.body(from: 0, to: 5)).status == 200)

        try await summary.record(now: federation.now)

        let checkpoint = try Checkpoint(text: try log.note(5).text)
        let text = "fcg-witnessed/v1\n\(log.origin) 5 \(Base64.encode(checkpoint.root.octets))\n"
        let entries = try stockport.internalEntries("witness.summary")
        #expect(before == 0)
        #expect(entries.map(\.binding) == [Base64URL.encode(EvidenceDigest.body(Array(text.utf8)).octets)])
    }

    // clause: FCP-WIT-14+ FCP-WIT-15+ FCP-WIT-15-
    @Test("once in five seconds an origin, and the same again is a new time")
    func pace() async throws {
        let first = try await add(try log.body(from: 0, to: 3))
        let hurried = try await add(try log.body(from: 3, to: 3))
        later()
        let again = try await add(try log.body(from: 3, to: 3))

        #expect(first.status == 200)
        #expect(hurried.status == 429)
        #expect(hurried.head.headerFields[.retryAfter] == "5")
        #expect(again.status == 200)
        #expect(again.body != first.body)
    }

    // clause: FCP-WIT-16+ FCP-WIT-16-
    @Test("of many at once that grow differently, one is cosigned")
    func race() async throws {
        let (log, forged) = (log, try ForgedLog(.leeds, size: 12, fork: 0))
        let bodies = try (1...12).flatMap { size in
            [try log.body(from: 0, to: size), try forged.body(from: 0, to: size)]
        }

        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for body in bodies { group.addTask { try await add(body).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(statuses.count { $0 == 200 } == 1)
        #expect(Set(statuses) == [200, 409])
    }

    // clause: FCP-WIT-16+ FCP-WIT-25+ FCP-WIT-25-
    @Test(
        "what was cosigned is there after a crash, and a witness that stopped without order is silent until it caught up"
    )
    func crash() async throws {
        #expect(try await add(try log.body(from: 0, to: 5)).status == 200)
        try stockport.crash()
        later()

        let restarted = try federation.witness(.stockport, directory: directory)
        let silent = try await add(try log.body(from: 5, to: 12), at: restarted)
        let shown = await view(log.origin, at: restarted)
        try #require(restarted.context.witness).file.catchUp(log.origin, with: try log.note(8), now: federation.now)
        let behind = try await add(try log.body(from: 5, to: 12), at: restarted)
        let joined = try await add(try log.body(from: 8, to: 12), at: restarted)

        #expect(silent.status == 503)
        #expect(shown.body.starts(with: try log.note(5).octets))
        #expect(behind.body == Array("8\n".utf8))
        #expect(joined.status == 200)
    }

    @Test("a witness that stopped in order goes on where it stopped")
    func cleanStop() async throws {
        #expect(try await add(try log.body(from: 0, to: 5)).status == 200)
        try stockport.stop()
        later()

        let restarted = try federation.witness(.stockport, directory: directory)

        #expect(try await add(try log.body(from: 5, to: 12), at: restarted).status == 200)
    }

    // clause: FCP-WIT-25-
    @Test("an older witness's file, put back into a folder that stopped in order, cannot be overwritten downwards")
    func onlyGrows() async throws {
        let file = try #require(stockport.context.witness).file
        #expect(try await add(try log.body(from: 0, to: 5)).status == 200)

        try file.catchUp(log.origin, with: try log.note(3), now: federation.now)

        #expect(await view(log.origin).body.starts(with: try log.note(5).octets))
    }
}

@Suite("Entries and receipts")
struct ProofDoorTests {
    private let federation: Federation
    private let stockport: TestNode

    init() throws {
        federation = try Federation()
        let octets = try federation.witnessedDirectory(version: 1) { draft in
            for place in draft.members.indices
            where draft.members[place].authority == SyntheticCouncil.bradford.authority {
                draft.members[place].isAuditor = true
            }
        }
        stockport = try federation.witness(.stockport, directory: octets)
    }

    // clause: FCP-AUD-30+ FCP-AUD-30- FCP-AUD-31+
    @Test("entries are an auditor's: to a peer they do not exist, and each bundle that leaves is recorded")
    func entries() async throws {
        _ = await stockport.answering.answer(try federation.request([federation.story.child]))
        _ = await stockport.fetch("/audit/2026/checkpoint", as: .leeds)
        let path = "/audit/2026/tile/entries/000.p/1"

        let peer = await stockport.fetch(path, as: .leeds)
        let auditor = await stockport.fetch(path, as: .bradford)

        #expect(peer.status == 404)
        #expect(auditor.status == 200)
        #expect(try EntryBundle.decode(auditor.body) == stockport.leaves().map(\.leaf))
        #expect(
            try stockport.internalEntries("audit.exported").map(\.binding) == [
                "gateway.stockport.example/audit/2026/tile/entries/000.p/1"
            ])
    }

    // clause: FCP-AUD-31-
    @Test("a bundle of entries that cannot be recorded does not leave")
    func unrecordedEntries() async throws {
        _ = await stockport.answering.answer(try federation.request([federation.story.child]))
        _ = await stockport.fetch("/audit/2026/checkpoint", as: .leeds)
        let path = "/audit/2026/tile/entries/000.p/1"
        let spoiler = try LogSpoiler(folder: stockport.auditFolder, log: .internal)

        try spoiler.breakWrites()
        let refused = await stockport.fetch(path, as: .bradford)
        try spoiler.mendWrites()
        let given = await stockport.fetch(path, as: .bradford)

        #expect(refused.status == 503)
        #expect(refused.code == .unavailable)
        #expect(given.status == 200)
        #expect(try stockport.internalEntries("audit.exported").count == 1)
    }

    private func receiptPath(_ request: SignedRequest) throws -> String {
        let query = try FamilyQuery(try StrictJSON.parse(request.body))
        return "/fcg/v1/exchanges/\(query.id.text)/receipt"
    }

    // clause: FCP-AUD-20+ FCP-AUD-20- FCP-AUD-21+ FCP-AUD-21- FCP-AUD-22+ FCP-ERR-9+
    @Test("a receipt is the asker's alone, and comes when its quorum is met")
    func receipt() async throws {
        let request = try federation.request([federation.story.child])
        let leaf = try await stockport.answering.answer(request).receipt().leaf
        let path = try receiptPath(request)

        let early = await stockport.fetch(path, as: .leeds)
        let note = try SignedNote(octets: await stockport.fetch("/audit/2026/checkpoint", as: .leeds).body)
        let unwitnessed = await stockport.fetch(path, as: .leeds)
        let checkpoint = try Checkpoint(text: note.text)
        for council in [SyntheticCouncil.leeds, .bradford] {
            let signer = try Ed25519WitnessSigner(
                name: "\(council.host)/witness", privateKey: FixedKeys.seed("\(council.rawValue) witness"))
            try #require(stockport.context.witness).file.keep(
                signer.cosign(note.text, at: federation.now.seconds), of: checkpoint)
        }
        let response = await stockport.fetch(path, as: .leeds)
        let stranger = await stockport.fetch(path, as: .bradford)

        #expect([early, unwitnessed].map(\.code) == [.receiptPending, .receiptPending])
        #expect(early.head.headerFields[.retryAfter] != nil)
        #expect(stranger.status == 404)
        let policy = try #require(stockport.context.directory.current.policy(of: checkpoint.origin))
        let proof = try LogProof(octets: response.body)
        let (extra, accepted) = try ProofExtra.verify(proof, policy: policy, commitments: { _ in nil })
        #expect(extra.leaf == leaf)
        #expect(accepted.cosignatures.count == 2)
    }
}

extension LogPolicy {
    /// Names of the witnesses whose lines on a note hold, whatever the quorum.
    fileprivate func cosigners(of note: SignedNote) throws -> [String] {
        try note.cosignatures(of: witnesses.map(\.key)).map(\.witness.name)
    }
}
