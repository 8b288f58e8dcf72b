import AuditTrail
import Foundation
import MerkleLog
import Testing
import WireProtocol

@Suite("recording")
struct RecordTests {
    // clause: FCP-AUD-10+ FCP-AUD-11+
    @Test("a receipt names origin, index and the leaf that was committed")
    func receipts() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()

        let first = try await trail.record(sandbox.answered("one"))
        let second = try await trail.record(sandbox.answered("two"))
        let inner = try await trail.record(sandbox.event("policy.activated"))

        #expect(first.origin == "gateway.stockport.example/audit/2026")
        #expect([first.index, second.index] == [0, 1])
        #expect((inner.origin, inner.index) == ("gateway.stockport.example/internal/2026", 0))
        let leaf = try ExchangeLeaf(octets: second.leaf)
        #expect(leaf.event == .answered)
        #expect(leaf.exchange == (try sandbox.exchange("two")))
        #expect(leaf.time == sandbox.now)
        #expect(leaf.answerDigest == EvidenceDigest.body(Array("answer to two".utf8)))
        #expect(try trail.entries(.exchange).map(\.leaf) == [first.leaf, second.leaf])
    }

    // clause: FCP-AUD-7+ FCP-AUD-8+
    @Test("rq and rs are those of the protocol's example form")
    func evidenceDigest() {
        let digest = EvidenceDigest.request(base: [1, 2], signature: [3])

        let spelledOut = Array("fcg-evidence/v1\n".utf8) + [0, 0, 0, 2, 1, 2, 3]
        #expect(digest == EvidenceDigest.body(spelledOut))
        #expect(
            Hex.encode(EvidenceDigest.body([]).octets)
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    // clause: FCP-AUD-9+
    @Test("payloads that are alike have commitments that are not: each has a key of its own")
    func commitmentKeys() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()

        var commitments: [LeafCommitments] = []
        for name in ["one", "two"] {
            let receipt = try await trail.record(sandbox.answered(name, payloads: LeafPayloads()))
            commitments.append(try ExchangeLeaf(octets: receipt.leaf).commitments)
        }

        let all = commitments.flatMap { [$0.actor, $0.decision, $0.reason, $0.subject].map(\.octets) }
        #expect(all.count == 8 && Set(all).count == 8)
    }

    @Test("many callers at once get one index each, and the log is sound")
    func manyCallers() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open(bodyDays: 0)

        let receipts = try await withThrowingTaskGroup(of: AuditReceipt.self) { group in
            for number in 0..<300 { group.addTask { try await trail.record(sandbox.answered("n\(number)")) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(receipts.map(\.index).sorted() == Array(0..<300))
        let entries = try trail.entries(.exchange, limit: 300)
        for receipt in receipts { #expect(entries[Int(receipt.index)].leaf == receipt.leaf) }
        let checkpoint = try trail.checkpoint(.exchange, at: sandbox.now)
        let key = try sandbox.configuration().verifierKey(.exchange, year: 2026)
        #expect(
            try Checkpoint(note: checkpoint, signedBy: key).root
                == MerkleHash.root(of: entries.map { MerkleHash.leaf($0.leaf) }))
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
    }

    @Test("a fan-out is one batch of leaves, each with its own index")
    func fanOut() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()

        let receipts = try await trail.record(asked: [
            sandbox.asked("one"), sandbox.asked("two"), sandbox.asked("three"),
        ])
        let received = try await trail.record(sandbox.received("one"))
        let unanswered = try await trail.record(sandbox.unanswered("two"))

        #expect(receipts.map(\.index) == [0, 1, 2])
        let asked = try ExchangeLeaf(octets: receipts[0].leaf)
        #expect(asked.answerDigest == nil)
        #expect(try ExchangeLeaf(octets: received.leaf).requestEvidence == asked.requestEvidence)
        #expect(try ExchangeLeaf(octets: unanswered.leaf).answerDigest == nil)
        #expect(try await trail.record(asked: []).isEmpty)
    }

    // clause: FCP-TIM-10- FCP-TIM-11+ FCP-TIM-11-
    @Test("a nonce that was recorded fails its caller alone, and leaves no leaf")
    func replay() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one", nonce: "n"))

        await #expect(throws: AuditFailure.replayed) { try await trail.record(sandbox.answered("two", nonce: "n")) }

        let next = try await trail.record(sandbox.answered("three"))
        #expect(next.index == 1)
        #expect(try sandbox.verify().allSatisfy(\.isSound))
    }

    // clause: FCP-TIM-10+ FCP-TIM-11-
    @Test("of many callers with one nonce exactly one is recorded, whatever batch they fall into")
    func replayWithinABatch() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open(bodyDays: 0)

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let nonce = number.isMultiple(of: 2) ? "same" : nil
                    let record = try? await trail.record(sandbox.answered("n\(number)", nonce: nonce))
                    return record != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(outcomes == 21)
        #expect(try sandbox.verify().first?.size == 21)
        #expect(try sandbox.verify().allSatisfy(\.isSound))
    }

    // clause: FCP-TIM-12+ FCP-TIM-12-
    @Test("a nonce survives a restart")
    func replayAfterRestart() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one", nonce: "n"))
        try first.stop()

        let second = try sandbox.open()

        await #expect(throws: AuditFailure.replayed) { try await second.record(sandbox.answered("two", nonce: "n")) }
    }

    // clause: FCP-AUD-17+ FCP-AUD-17- FCP-TIM-21-
    @Test("a retry gets a leaf of its own; the same id with another body does not")
    func retry() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let first = try await trail.record(sandbox.answered("one", nonce: "a"))
        let retry = try await trail.record(sandbox.answered("one", nonce: "b"))

        await #expect(throws: AuditFailure.exchangeConflict) {
            try await trail.record(sandbox.answered("one", nonce: "c", query: "other"))
        }

        let peer = try #require(Sandbox.peer)
        let prior = try #require(try trail.priorAttempt(authority: peer, exchange: sandbox.exchange("one")))
        #expect((first.index, retry.index, prior.firstIndex) == (0, 1, 0))
        #expect(prior.bodyDigest == EvidenceDigest.body(Array("query".utf8)))
        #expect(prior.origin == first.origin)
        #expect(try trail.priorAttempt(authority: peer, exchange: sandbox.exchange("never")) == nil)
        // The conflict must not have burnt its nonce.
        #expect(try await trail.record(sandbox.answered("two", nonce: "c")).index == 2)
    }

    // clause: FCP-AUD-35+
    @Test("what is sealed has one length whatever was decided, and opens again")
    func payloadLength() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let decision: JSONValue = ["outcome": "matched", "rules": ["share-school", "share-health"]]
        let found = LeafPayloads(
            actor: "worker 7", decision: decision,
            reason: ["purpose": "s47-enquiry"], subject: ["family": "Example"])
        _ = try await trail.record(sandbox.answered("one", payloads: found))
        _ = try await trail.record(sandbox.answered("two", payloads: LeafPayloads()))

        let lengths = try Raw(sandbox, .exchange).values(
            "SELECT length(actor) || ' ' || length(decision) || ' ' || length(reason) || ' ' || length(subject) FROM payload"
        )
        let entries = try trail.entries(.exchange, openingPayloads: true)

        #expect(Set(lengths).count == 1)
        #expect(entries[0].payloads[.decision]?.reveal() == decision)
        #expect(entries[1].payloads[.decision]?.reveal() == JSONValue.null)
        #expect(entries[0].leaf.count == entries[1].leaf.count)
    }

    @Test("no payload stands in clear in any file")
    func nothingInClear() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let secret = "Zebedee-Quartz"
        let item = OutboxItem(kind: "hand-off", payload: ["name": .string(secret)], length: 1_024)
        _ = try await trail.record(
            sandbox.answered("one", query: secret, payloads: LeafPayloads(subject: .string(secret)), outbox: [item]))

        for file in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder) {
            let octets = try #require(FileManager.default.contents(atPath: sandbox.folder + "/" + file))
            #expect(octets.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
    }

    // clause: FCP-AUD-35-
    @Test("what is too long is refused before anything is written")
    func tooLong() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let long = JSONValue.string(String(repeating: "x", count: 70))

        await #expect(throws: AuditFailure.self) {
            try await trail.record(sandbox.answered("one", payloads: LeafPayloads(reason: long, length: 64)))
        }
        await #expect(throws: AuditFailure.self) {
            try await trail.record(sandbox.event("x", binding: String(repeating: "x", count: 4_096)))
        }

        #expect(try trail.entries(.exchange).isEmpty)
        #expect(try trail.entries(.internal).isEmpty)
    }

    // clause: FCP-AUD-35+
    @Test("payloads grow by 1,024 octets with what is recorded, and a lookup's with its question alone")
    func payloadLengths() {
        let long = JSONValue.string(String(repeating: "x", count: 2_000))

        #expect(LeafPayloads().length == 1_024)
        #expect(LeafPayloads(reason: long).length == 2_048)
        #expect(LeafPayloads.length(actor: 300, subjects: [200], categories: 2) == 2_048)
        #expect(LeafPayloads.length(actor: 300, subjects: [2_200], categories: 2) == 4_096)
        #expect(LeafPayloads.length(actor: 5_000, subjects: [200], categories: 2) == 5_120)
    }

    @Test("outbox items come in order, name their leaf, and go when acknowledged")
    func outbox() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: ["case": "A-1"], length: 1_024)
        let quota = OutboxItem(kind: "quota", payload: 1, length: 1_024)
        _ = try await trail.record(sandbox.answered("one"))
        _ = try await trail.record(sandbox.answered("two", outbox: [item, quota]))

        let rows = try trail.outbox(after: 0, limit: 10)
        try trail.acknowledge(outboxThrough: rows[0].id)

        #expect(rows.map(\.item) == [item, quota])
        #expect(rows.map(\.index) == [1, 1])
        #expect(try trail.outbox(after: 0, limit: 10).map(\.item) == [quota])
        #expect(try trail.outbox(after: rows[1].id, limit: 10).isEmpty)
    }

    @Test("rows of the outbox that were asked for in one length differ in nothing but sealed octets")
    func equalOutboxRows() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let long = OutboxItem(kind: "hand-off", payload: .string(String(repeating: "x", count: 900)), length: 1_024)
        let short = OutboxItem(kind: "nothing", payload: [:], length: 1_024)

        _ = try await trail.record(sandbox.answered("one", outbox: [long, short]))

        let raw = try Raw(sandbox, .exchange)
        #expect(try raw.values("SELECT DISTINCT seq || ' ' || key || ' ' || length(sealed) FROM outbox").count == 1)
        #expect(try raw.values("SELECT name FROM pragma_table_info('outbox')") == ["id", "seq", "key", "sealed"])
        #expect(try raw.values("SELECT hex(sealed) FROM outbox GROUP BY sealed").count == 2)
    }

    // clause: FCP-RES-9-
    @Test("an outbox item longer than was asked for is refused, and nothing is written")
    func longOutboxItem() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: .string(String(repeating: "x", count: 100)), length: 64)

        await #expect(throws: AuditFailure.self) {
            try await trail.record(sandbox.answered("one", outbox: [item]))
        }

        #expect(try trail.entries(.exchange).isEmpty)
    }

    @Test("a row of the outbox that does not open comes without its item, and can be set aside")
    func brokenOutboxRow() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: ["case": "A-1"], length: 64)
        _ = try await trail.record(sandbox.answered("one", outbox: [item, item]))
        let raw = try Raw(sandbox, .exchange)
        try raw.change("UPDATE outbox SET sealed = zeroblob(96) WHERE id = 1")

        let rows = try trail.outbox(after: 0, limit: 10)
        try trail.setAside(outbox: 1)

        #expect(rows.map(\.item) == [nil, item])
        #expect(try trail.outbox(after: 0, limit: 10).map(\.id) == [2])
        #expect(try raw.values("SELECT id FROM outbox_aside") == ["1"])
    }

    @Test("a record has up to 64 outbox items, and no more: a journal with more could not be read back")
    func mostItems() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: [:], length: 64)
        let items = [OutboxItem](repeating: item, count: 64)

        _ = try await trail.record(sandbox.answered("one", outbox: items))
        await #expect(throws: AuditFailure.self) {
            try await trail.record(sandbox.answered("two", outbox: items + [item]))
        }
        for length in [0, Int.min, LeafPayloads.mostLength + 1, Int.max] {
            let other = OutboxItem(kind: "hand-off", payload: [:], length: length)
            await #expect(throws: AuditFailure.self) {
                try await trail.record(sandbox.answered("two", outbox: [other, other]))
            }
        }

        #expect(try trail.outbox(after: 0, limit: 100).compactMap(\.item) == items)
        #expect(try trail.entries(.exchange).count == 1)
    }

    @Test("payloads of up to 65,536 octets are recorded, and no longer ones")
    func longestPayload() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()

        _ = try await trail.record(sandbox.answered("one", payloads: LeafPayloads(length: LeafPayloads.mostLength)))

        await #expect(throws: AuditFailure.self) {
            try await trail.record(
                sandbox.answered("two", payloads: LeafPayloads(length: LeafPayloads.mostLength + 1)))
        }
    }
}
