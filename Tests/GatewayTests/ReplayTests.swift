import AuditTrail
import HTTPTypes
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Replays and retries")
struct ReplayTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    // clause: FCP-TIM-7- FCP-AUD-3-
    @Test("the same octets again are refused and make no leaf")
    func sameOctets() async throws {
        let request = try federation.request([story.child])

        let first = await stockport.answering.answer(request)
        let second = await stockport.answering.answer(request)

        #expect(first.status == 200)
        #expect(second.status == 401)
        #expect(second.code == .replayed)
        #expect(second.head.headerFields[.wwwAuthenticate] == "FCG-Signature profile=\"fcg-sig-v1\"")
        #expect(try stockport.leaves().count == 1)
    }

    // clause: FCP-TIM-7-
    @Test("a nonce used before is refused under a fresh signature of another question too")
    func sameNonce() async throws {
        let first = try federation.attempt(try federation.query([story.child]))
        let second = try federation.attempt(try federation.query([story.mother])) { $0.nonce = first.nonce }

        let answered = await stockport.answering.answer(try first.signed())
        let refused = await stockport.answering.answer(try second.signed())

        #expect(answered.status == 200)
        #expect(refused.code == .replayed)
    }

    // clause: FCP-TIM-9+ FCP-TIM-9-
    @Test("a nonce that came with a forged signature is still free")
    func forgedNonce() async throws {
        let sound = try federation.attempt(try federation.query([story.child]))
        var forged = sound
        forged.signer = .bradford
        forged.keyID = SyntheticCouncil.leeds.keyID

        let refused = await stockport.answering.answer(try forged.signed())
        let answered = await stockport.answering.answer(try sound.signed())

        #expect(refused.code == .signatureInvalid)
        #expect(answered.status == 200)
    }

    // clause: FCP-TIM-12- FCP-TIM-11-
    @Test("after a restart the log remembers what memory forgot")
    func afterRestart() async throws {
        let request = try federation.request([story.child])
        let first = await stockport.answering.answer(request)
        try stockport.stop()
        let again = try federation.node(.stockport)

        let second = await again.answering.answer(request)

        #expect(first.status == 200)
        #expect(again.context.audit.acceptsCreatedFrom == nil)
        #expect(second.code == .replayed)
        #expect(try again.leaves().count == 1)
    }

    // clause: FCP-TIM-8+ FCP-TIM-8-
    @Test("of 32 copies at once exactly one is answered")
    func manyAtOnce() async throws {
        let request = try federation.request([story.child])
        let answering = stockport.answering

        let codes = await withTaskGroup(of: ProblemCode?.self) { group in
            for _ in 0..<32 { group.addTask { await answering.answer(request).code } }
            return await group.reduce(into: [ProblemCode?]()) { $0.append($1) }
        }

        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.filter { $0 == .replayed }.count == 31)
        #expect(try stockport.leaves().count == 1)
    }

    // clause: FCP-TIM-22+ FCP-AUD-17+
    @Test("of 32 retries of one question at once all get one answer, and each has a leaf of its own")
    func manyRetries() async throws {
        let query = try federation.query([story.child])
        let requests = try (0..<32).map { _ in try federation.request(query) }
        let answering = stockport.answering

        let bodies = await withTaskGroup(of: [UInt8].self) { group in
            for request in requests { group.addTask { await answering.answer(request).body } }
            return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }

        #expect(bodies.count == 1)
        #expect(try stockport.leaves(.answered).count == 32)
        #expect(try await stockport.tasks().isEmpty)
    }

    // clause: FCP-TIM-7+ FCP-TIM-20+ FCP-AUD-17+ FCP-TIM-21+
    @Test("a retry with a fresh nonce gets the same octets and a leaf of its own")
    func retry() async throws {
        let query = try federation.query([story.hiddenChild])

        let first = await stockport.answering.answer(try federation.request(query))
        federation.clock.advance(seconds: 30)
        let second = await stockport.answering.answer(try federation.request(query))

        #expect(first.body == second.body)
        #expect(try first.leaf().answerDigest == second.leaf().answerDigest)
        #expect(try first.leaf().requestEvidence != second.leaf().requestEvidence)
        #expect(try second.receipt().index == first.receipt().index + 1)
        let decisions = try stockport.leaves().map { try $0.payload(.decision) }
        #expect(decisions[0]["repeatOf"] == nil)
        #expect(decisions[1]["repeatOf"] == .integer(try first.receipt().index))
        #expect(try await stockport.tasks().count == 1)
    }

    // clause: FCP-TIM-21- FCP-AUD-3-
    @Test("one id for two questions is a conflict, and the second makes no leaf", arguments: [false, true])
    func conflictingID(restarted: Bool) async throws {
        let query = try federation.query([story.child])
        let other = try federation.query([story.mother], ["housing"]) { $0.id = query.id }
        _ = await stockport.answering.answer(try federation.request(query))
        if restarted { try stockport.stop() }
        let node = restarted ? try federation.node(.stockport) : stockport

        let refused = await node.answering.answer(try federation.request(other))

        #expect(refused.status == 409)
        #expect(refused.code == .queryIDConflict)
        #expect(try node.leaves().count == 1)
    }

    // clause: FCP-TIM-23+
    @Test("a retry after a restart is evaluated anew and says what it repeats")
    func retryAfterRestart() async throws {
        let query = try federation.query([story.hiddenChild])
        let first = await stockport.answering.answer(try federation.request(query))
        _ = try await stockport.tasks()
        try stockport.stop()
        let again = try federation.node(.stockport)

        let second = await again.answering.answer(try federation.request(query))

        #expect(first.body != second.body)
        #expect(try first.answer().said == second.answer().said)
        let decision = try #require(try again.leaves().last).payload(.decision)
        #expect(decision["repeatOf"] == .integer(try first.receipt().index))
        #expect(try await again.tasks().count == 1)
    }

    // clause: FCP-TIM-5-
    @Test("a kept answer is forgotten a minute after the question's end, and no attempt is taken by then")
    func expired() async throws {
        let query = try federation.query([story.child])
        _ = await stockport.answering.answer(try federation.request(query))
        federation.clock.advance(seconds: 301)

        let late = await stockport.answering.answer(try federation.request(query))

        #expect(late.code == .schema)
    }

    // clause: FCP-TIM-23+ FCP-LIM-13+ FCP-LIM-13-
    @Test("past its room an authority's oldest answer goes: a retry of it is evaluated anew and says so")
    func keptRoom() async throws {
        try stockport.stop()
        var allowance = PeerAllowance()
        allowance.keptOctets = 17_000
        let small = try federation.node(.stockport, allowance: allowance)
        let queries = try (0..<3).map { _ in try federation.query([story.hiddenChild]) }
        var answers: [ReadyResponse] = []
        for query in queries { answers.append(await small.answering.answer(try federation.request(query))) }
        let other = try federation.query([story.mother]) { $0.id = queries[0].id }

        let kept = await small.answering.answer(try federation.request(queries[2]))
        let gone = await small.answering.answer(try federation.request(queries[0]))
        let conflict = await small.answering.answer(try federation.request(other))

        #expect(kept.body == answers[2].body)
        #expect(gone.body != answers[0].body)
        #expect(try gone.answer().said == answers[0].answer().said)
        let decision = try #require(try small.leaves().last).payload(.decision)
        #expect(decision["repeatOf"] == .integer(try answers[0].receipt().index))
        #expect(conflict.code == .queryIDConflict)
        #expect(try await small.tasks().count == 3)
        #expect(await small.answering.kept.octets(of: SyntheticCouncil.leeds.authority) <= 17_000)
    }

    @Test("one authority's answers put out none of another's")
    func keptApart() async throws {
        try stockport.stop()
        var allowance = PeerAllowance()
        allowance.keptOctets = 9_000
        let small = try federation.node(.stockport, allowance: allowance)
        let theirs = try federation.query([story.child]) { $0.from = SyntheticCouncil.bradford.authority }
        func attempt() throws -> SignedRequest {
            try federation.request(theirs) {
                $0.signer = .bradford
                $0.keyID = SyntheticCouncil.bradford.keyID
                $0.connection = .bradford
            }
        }
        let first = await small.answering.answer(try attempt())
        for _ in 0..<4 { _ = await small.answering.answer(try federation.request([story.child])) }

        let retried = await small.answering.answer(try attempt())

        #expect(first.status == 200)
        #expect(retried.body == first.body)
    }

    // clause: FCP-TIM-19+ FCP-TIM-19-
    @Test("live nonces are never put out: an authority at its cap waits")
    func nonceCap() async throws {
        try stockport.stop()
        let small = try federation.node(.stockport, allowance: PeerAllowance(rate: 0.002))

        let first = await small.answering.answer(try federation.request([story.child]))
        let second = await small.answering.answer(try federation.request([story.child]))

        #expect(first.status == 200)
        #expect(second.status == 429)
    }
}
