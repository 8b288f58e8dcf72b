import AuditTrail
import HTTPTypes
import MessageSignatures
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What failed is counted, and nothing else")
struct SecurityTests {
    // clause: FCP-AUD-18+ FCP-AUD-18- FCP-AUD-19+
    @Test("the hourly summary counts what was refused, by peer and code, and then begins anew")
    func summary() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let request = try federation.request([federation.story.child])
        for _ in 0..<3 { _ = await stockport.answering.answer(request) }
        _ = await stockport.answering.answer(
            try federation.request(try federation.query([federation.story.child])) { $0.signer = .bradford })
        let bradford = try federation.request(try federation.query([federation.story.child])) { attempt in
            attempt.connection = .bradford
            attempt.octets = Array("{}".utf8)
            attempt.signer = .bradford
        }
        _ = await stockport.answering.answer(bradford)

        await stockport.answering.summarise()
        await stockport.answering.summarise()

        let entries = try stockport.internalEntries("security.summary")
        #expect(entries.count == 1)
        let expected: JSONValue = [
            "E08000032": ["schema": 1], "E08000035": ["identity-mismatch": 1, "replayed": 2],
        ]
        #expect(try entries.first?.payload(.decision)["counts"] == expected)
        #expect(try stockport.leaves().count == 1)
    }

    // clause: FCP-AUD-19+
    @Test(
        "the lines behind the counts can be checked against the summary's leaf, and name the first example's evidence")
    func boundSegment() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let spoilt = try (0..<2).map { _ in
            try federation.request(try federation.query([federation.story.child])) { $0.octets = Array("{}".utf8) }
        }
        for request in spoilt + [spoilt[0]] { _ = await stockport.answering.answer(request) }

        await stockport.answering.summarise()

        let entry = try #require(try stockport.internalEntries("security.summary").first)
        guard case .array(let members)? = try entry.payload(.decision)["lines"] else {
            throw AuditFailure.damaged("no lines")
        }
        let lines = members.map { if case .string(let line) = $0 { line } else { "" } }
        let text = (["fcg-security/v1"] + lines).map { $0 + "\n" }.joined()
        #expect(entry.binding == Hex.encode(EvidenceDigest.body(Array(text.utf8)).octets))
        let evidence = try SignatureProfile.verify(
            request: spoilt[0].head, body: spoilt[0].body, now: federation.now.seconds,
            authorities: [SyntheticCouncil.stockport.host], expectedOwner: SyntheticCouncil.leeds.authority.code,
            keys: stockport.context.directory.current.profileKey
        ).evidence
        let rq = EvidenceDigest.request(base: evidence.base, signature: evidence.signature)
        #expect(lines.map { $0.split(separator: " ").dropFirst().first } == ["E08000035", "E08000035", "E08000035"])
        #expect(lines.map { $0.split(separator: " ")[2] } == ["schema", "schema", "replayed"])
        #expect(lines.map { $0.split(separator: " ")[4] } == [Substring(Base64URL.encode(rq.octets)), "-", "-"])
    }

    @Test("a flood drops the oldest lines, never the first example of a peer and code, and counts all")
    func bounded() throws {
        var segment = SecuritySegment()
        func line(_ code: ProblemCode, _ number: Int) -> SecuritySegment.Line {
            SecuritySegment.Line(
                peer: SyntheticCouncil.leeds.authority, code: code, time: HandClock.start, reference: "\(number)")
        }

        segment.add(line(.schema, 0))
        for number in 1...1_000 { segment.add(line(.replayed, number)) }
        let restored = segment.followed(by: segment)

        #expect(segment.lines.count == 400)
        #expect(segment.lines.prefix(3).map(\.reference) == ["0", "1", "603"])
        #expect(segment.counts[SyntheticCouncil.leeds.authority] == [.schema: 1, .replayed: 1_000])
        #expect(restored.lines.count == 400)
        #expect(restored.lines.prefix(2).map(\.reference) == ["0", "1"])
        #expect(restored.counts[SyntheticCouncil.leeds.authority] == [.schema: 2, .replayed: 2_000])
        #expect(LeafPayloads.octets(restored.payload) < LeafPayloads.mostLength)
    }

    // clause: FCP-AUD-3-
    @Test("an outsider cannot grow the log: a thousand refused requests make no leaf")
    func noGrowth() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let request = try federation.request([federation.story.child])
        _ = await stockport.answering.answer(request)
        let before = try stockport.context.audit.entries(.exchange, limit: 10_000).count

        for _ in 0..<1_000 { _ = await stockport.answering.answer(request) }

        #expect(try stockport.context.audit.entries(.exchange, limit: 10_000).count == before)
        #expect(stockport.answering.security.lines.count <= 400)
        #expect(stockport.answering.security.take()?.counts.values.first?[.replayed] == 1_000)
    }

    // clause: FCP-AUD-19-
    @Test("counts that could not be recorded are kept for the next summary")
    func keptCounts() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let request = try federation.request([federation.story.child])
        for _ in 0..<2 { _ = await stockport.answering.answer(request) }
        try stockport.stop()

        await stockport.answering.summarise()

        #expect(stockport.answering.security.take()?.counts.values.first?[.replayed] == 1)
    }
}

@Suite("The record comes first")
struct RecordFailureTests {
    // clause: FCP-ERR-15-
    @Test("what cannot be recorded is not released: 503, signed, without receipt, and nothing of it in the log")
    func notRecorded() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let spoiler = try LogSpoiler(folder: stockport.auditFolder)
        _ = await stockport.answering.answer(try federation.request([federation.story.child]))
        try spoiler.breakWrites()

        let response = await stockport.answering.answer(try federation.request([federation.story.hiddenChild]))

        #expect(response.status == 503)
        #expect(response.code == .unavailable)
        #expect(response.head.headerFields[.receipt] == nil)
        #expect(response.head.headerFields[.signatureField] != nil)
        #expect(try stockport.leaves().count == 1)
        #expect(try await stockport.tasks().isEmpty)
    }

    // clause: FCP-TIM-14+ FCP-TIM-14-
    @Test("a nonce whose record failed is given back, and so is the question's id")
    func released() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let spoiler = try LogSpoiler(folder: stockport.auditFolder)
        _ = await stockport.answering.answer(try federation.request([federation.story.mother], ["housing"]))
        let request = try federation.request([federation.story.child])
        try spoiler.breakWrites()
        let failed = await stockport.answering.answer(request)
        try spoiler.mendWrites()

        let answered = await stockport.answering.answer(request)

        #expect(failed.status == 503)
        #expect(answered.status == 200)
        #expect(try stockport.leaves().count == 2)
        #expect(try #require(try stockport.leaves().last).payload(.decision)["repeatOf"] == nil)
    }

    // clause: FCP-TIM-14+
    @Test("a question the index could not answer may be asked again with the very same octets")
    func indexUnreadable() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let spoiler = try IndexSpoiler(path: federation.path(.stockport, "index.db"))
        let request = try federation.request([federation.story.child])
        try spoiler.breakReads()
        let failed = await stockport.answering.answer(request)
        try spoiler.mendReads()

        let answered = await stockport.answering.answer(request)

        #expect(failed.status == 503)
        #expect(failed.code == .unavailable)
        #expect(answered.status == 200)
        #expect(try stockport.leaves().count == 1)
    }

    @Test("a trail that was stopped answers nobody")
    func stopped() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        try stockport.stop()

        let response = await stockport.answering.answer(try federation.request([federation.story.child]))

        #expect(response.status == 503)
    }
}
