import AuditTrail
import Foundation
import GRDB
import Gateway
import HTTPTypes
import MerkleLog
import NodeIdentity
import PeerClient
import PeerDirectory
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

/// Endpoints 2 to 8 of the protocol between real nodes, over real TLS.
extension ProcessTests {
    private var stockport: AuthorityID { SyntheticCouncil.stockport.authority }

    /// A directory in which the first test authority is an auditor, put in force at Stockport while it runs.
    private func appointAuditor() async throws {
        let plan = sandbox.plan
        let signer = try NodeIdentity.SigningKey(pem: try NodeFolder(path: plan.folder).text(of: plan.directorySigner))
        let now = wallClock()
        let folder = plan.council(.stockport).folder
        let before = try Directory.open(
            octets: try folder.octets(of: folder.directory), signers: [signer.publicOctets], now: now)
        var draft = DirectoryDraft(after: before, issued: now, expires: now.adding(seconds: 86_400))
        let place = try #require(draft.members.firstIndex { $0.authority == plan.testAuthorities[0] })
        draft.members[place].isAuditor = true
        let octets = try draft.signed(by: signer)
        for council in plan.councils { try NodeFolder.write(octets, to: council.folder.directory) }
        kill(try #require(sandbox.process(.stockport).pid), SIGHUP)
        try await eventually { try sandbox.log(.stockport).contains("version=\(draft.version)") }
    }

    /// Leeds's own node, in this process and on no port, while its real one stands still.
    private func withLeeds(_ body: (NodeAssembly) async throws -> Void) async throws {
        try await sandbox.stop(.leeds)
        let leeds = try NodeAssembly(config: sandbox.plan.council(.leeds).folder.config)
        let result: Result<Void, any Error>
        do { result = .success(try await body(leeds)) } catch { result = .failure(error) }
        await leeds.carrier.shutdown()
        try leeds.context.witness?.file.close()
        try leeds.disputes.close()
        try leeds.context.audit.stop()
        try result.get()
    }

    private func get(_ path: String, by leeds: NodeAssembly) async throws -> ReadyResponse {
        let host = sandbox.plan.council(.stockport).publicName
        let head = HTTPRequest(method: .get, scheme: "https", authority: host, path: path)
        return try await leeds.carrier.carry(stockport, head, [], 5_000)
    }

    private func fetch(_ path: String, by stranger: Stranger) async throws -> TestPeer.Reply {
        let host = sandbox.plan.council(.stockport).publicName
        let head = HTTPRequest(method: .get, scheme: "https", authority: host, path: path)
        return try await stranger.send(TestPeer.Request(head: head, body: []))
    }

    // clause: FCP-AUD-20- FCP-AUD-22+ FCP-AUD-25+ FCP-TIM-27+ FCP-WIT-20+ FCP-WIT-18+
    @Test("a checkpoint is cosigned and shown, a receipt and a nightly list come back, each from another node over TLS")
    func witnessEndpoints() async throws {
        for council in SyntheticCouncil.allCases { try await sandbox.running(council) }
        try await withLeeds { leeds in
            let node = leeds.context
            try await leeds.confirmation.ask()
            let people = sandbox.people
            let question = StoryQuestion(
                worker: people.worker, subjects: [people.child.subject(ref: "s1")], categories: ["school"],
                councils: [.stockport], day: sandbox.plan.today)
            let path = AskPath(node: node, pseudonymKey: systemRandom(32), carry: leeds.carrier.carry)
            let answer = try await path.ask(try PractitionerQuestion(question.json))
            #expect(answer.replies.map(\.state) == [.answered])

            // 5: both witnesses cosign what has grown, at most one checkpoint in five seconds.
            let shard = try #require(node.audit.shards.first { $0.log == .exchange })
            for _ in 0..<40 {
                try await OwnCheckpoints(node: node, calls: leeds.calls).publish(now: wallClock(), isLast: true)
                if try node.standing(of: shard)?.cosigned == 2 { break }
                try await Task.sleep(for: .milliseconds(500))
            }
            #expect(try node.standing(of: shard)?.cosigned == 2)

            // 6: the witness shows what it cosigned, and it is ours.
            let origin = node.audit.configuration.origin(.exchange, year: shard.year)
            let shown = try await get(WitnessedName.path(of: origin), by: leeds)
            let held = try Checkpoint(
                note: shown.body, signedBy: node.audit.configuration.verifierKey(.exchange, year: shard.year))
            #expect(try node.audit.containment(of: held, in: shard) == .contained)
            #expect(held.size == node.audit.head(.exchange).size)

            try await expectReceiptAndList(of: leeds)
        }
    }

    /// 2 and 3, about exchanges of the story, whose checkpoints were cosigned long since.
    private func expectReceiptAndList(of leeds: NodeAssembly) async throws {
        let node = leeds.context
        let now = wallClock()
        let placed = try #require(
            try node.audit.exchanges(with: stockport, from: now.adding(seconds: -86_400), to: now)
                .first { $0.leaf.event == .received })
        let path = "/fcg/v1/exchanges/\(placed.leaf.exchange.text)/receipt"
        let receipt = try await get(path, by: leeds)
        let proof = try LogProof(octets: receipt.body)
        let origin = try Checkpoint(text: proof.note.text).origin
        let policy = try #require(node.directory.current.policy(of: origin))
        let leaf = try ProofExtra(octets: try #require(proof.extra)).leaf
        try proof.verify(.leaf(leaf), policy: policy)
        #expect(try ExchangeLeaf(octets: leaf).requestEvidence == placed.leaf.requestEvidence)
        try await sandbox.withStranger { stranger in
            let status = try await fetch(path, by: stranger).status
            #expect(status == 404)
        }

        // A list signed before its holder began is refused; the skew lets one through that is signed ahead.
        let ahead = wallClock().adding(seconds: 59)
        let day = try #require(CalendarDay(String(now.text.prefix(10))))
        let step = try await Reconciliation(node: node, calls: leeds.calls, file: leeds.disputes)
            .step(day, with: stockport, now: ahead)
        #expect(step.disputes.isEmpty)
        #expect(try leeds.disputes.isReconciled(day, with: stockport))
    }

    // clause: FCP-AUD-30+ FCP-AUD-30- FCP-AUD-31+
    @Test("entries go to a registered auditor alone, and each bundle that leaves is recorded")
    func entriesEndpoint() async throws {
        for council in SyntheticCouncil.allCases { try await sandbox.running(council) }
        let year = wallClock().utcYear
        try await sandbox.withStranger { peer in
            let checkpoint = try await fetch("/audit/\(year)/checkpoint", by: peer)
            let size = try Checkpoint(text: SignedNote(octets: checkpoint.body).text).size
            let bundle = try #require(TilePath.all(ofSize: size).first { $0.kind == .entries })
            let path = "/audit/\(year)/\(bundle)"
            #expect(try await fetch(path, by: peer).status == 404)
            let before = try exportedCount()

            try await appointAuditor()
            let auditor = try await fetch(path, by: peer)

            #expect(auditor.status == 200)
            let entries = try #require(EntryBundle.decode(auditor.body))
            #expect(entries.count == bundle.width)
            #expect(try ExchangeLeaf(octets: try #require(entries.first)).node == stockport)
            #expect(try exportedCount() == before + 1)
        }
    }

    private func exportedCount() throws -> Int {
        try AuditVerifier.waitForTables(folder: sandbox.plan.council(.stockport).folder.audit)
        var settings = Configuration()
        settings.readonly = true
        let queue = try DatabaseQueue(
            path: sandbox.plan.council(.stockport).folder.audit + "/internal.db", configuration: settings)
        return try queue.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM leaf WHERE instr(octets, CAST('\"e\":\"audit.exported\"' AS BLOB))") ?? 0
        }
    }
}
