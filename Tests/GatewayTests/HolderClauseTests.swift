import AuditTrail
import HTTPTypes
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What a holder makes of a question's form and claims")
struct HolderClauseTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    // clause: FCP-QRY-21+ FCP-QRY-23+ FCP-QRY-23- FCP-ANS-2+
    @Test("a question with white space, its members in another order, is answered and hashed as it came")
    func otherForm() async throws {
        let query = try federation.query([story.child])
        let canonical = query.encoded()
        let text = String(decoding: canonical, as: UTF8.self)
            .replacing("\"type\":\"fcg.query/1\",", with: "")
            .replacing(/^\{/, with: "{ \"type\" : \"fcg.query/1\",")
            .replacing("\"pad\":\"000", with: "\"pad\":\"")
        let octets = Array(text.utf8)
        try #require(octets.count == canonical.count)

        let answer = try await stockport.answering.answer(try federation.request(query) { $0.octets = octets }).answer()

        #expect(answer.subjects.map(\.outcome) == [.matched])
        #expect(answer.queryDigest == EvidenceDigest.body(octets).octets)
        #expect(answer.queryDigest != EvidenceDigest.body(canonical).octets)
        #expect(answer.inReplyTo == query.id)
    }

    // clause: FCP-POL-10+ FCP-POL-11+
    @Test("an agreement that is named, and another law that is claimed, change nothing of the answer")
    func claims() async throws {
        let plain = try await answer { _ in }
        let named = try await answer { $0.agreement = "stockport-to-leeds" }
        let unknown = try await answer { $0.agreement = "an agreement nobody made" }
        let otherLaw = try await answer {
            $0.law = LawClaim(article6: "6-1-c", under: ["ca1989-s17"], article9: "9-2-h", schedule1: "sch1-2")
        }

        #expect(plain.outcome == .answered)
        for other in [named, unknown, otherLaw] { #expect(other.said == plain.said) }
    }

    // clause: FCP-POL-10- FCP-POL-11-
    @Test("neither opens what the policies keep shut")
    func claimsOpenNothing() async throws {
        let refused = try await answer { $0.categories = ["police"] }
        let claimed = try await answer {
            $0.categories = ["police"]
            $0.agreement = "stockport-to-leeds"
            $0.law = LawClaim(article6: "6-1-d", under: ["ca1989-s47-9"], article9: "9-2-c", schedule1: "sch1-18")
        }

        #expect(refused.outcome == .refused)
        #expect(claimed.said == refused.said)
    }

    // clause: FCP-POL-17+ FCP-POL-17-
    @Test("an age is whole years on the decision day: a fourth birthday counts, the day before it does not")
    func birthday() async throws {
        let today = federation.now.londonDay
        func told(born: CalendarDay) async throws -> FamilyAnswer {
            try await answer(about: story.unknownChild) { $0.subjects[0].dateOfBirth = Redacted(born) }
        }
        let fourth = try #require(CalendarDay(year: today.year - 4, month: today.month, day: today.day))

        let on = try await told(born: fourth)
        let before = try await told(born: fourth.adding(days: 1))

        #expect(on.refusal("s1", "school") == nil)
        #expect(before.refusal("s1", "school")?.reason == "outside-age-rule")
    }

    // clause: FCP-ERR-12+ FCP-ERR-12-
    @Test("each problem has a reference of its own")
    func instances() async throws {
        let request = try federation.request([story.child])
        _ = await stockport.answering.answer(request)

        var references: Set<String> = []
        for _ in 0..<20 {
            references.insert(
                try #require(ProblemDocument(octets: await stockport.answering.answer(request).body)).instance)
        }

        #expect(references.count == 20)
        #expect(references.allSatisfy { $0.utf8.count == 16 })
    }

    // clause: FCP-ANS-6+ FCP-ANS-6-
    @Test("answers to two questions that are alike have salts of their own, and so do not look alike")
    func salts() async throws {
        let first = try await answer { _ in }
        let second = try await answer { _ in }

        #expect(first.said == second.said)
        #expect(first.salt.count == 32)
        #expect(first.salt != second.salt)
        #expect(first.encoded() != second.encoded())
    }

    // clause: FCP-ANS-9+
    @Test("the sources of a category stand there whether or not anybody was found, and nowhere beside a refusal")
    func sources() async throws {
        let found = try await answer { $0.categories = ["school", "police"] }
        let nobody = try await answer(about: story.unknownChild) { $0.categories = ["school", "police"] }

        let sources = try #require(found.shown("s1", "school")).sources
        #expect(sources.isEmpty == false)
        #expect(nobody.shown("s1", "school")?.sources == sources)
        #expect(found.refusal("s1", "police") != nil)
    }

    // clause: FCP-TIM-26+ FCP-TIM-26-
    @Test("a nonce that came with a question serves no list, and one of its own does")
    func oneNonce() async throws {
        federation.clock.advance(seconds: 120)
        let question = try federation.request([story.child])
        let nonce = try federation.attempt(try federation.query([story.child])).nonce
        let asked = try federation.request(try federation.query([story.child])) { $0.nonce = nonce }
        _ = await stockport.answering.answer(question)
        _ = await stockport.answering.answer(asked)
        let day = CalendarDay(daysSinceEpoch: Int(federation.now.seconds / 86_400))
        let list = ReconcileRequest(
            from: SyntheticCouncil.leeds.authority, to: SyntheticCouncil.stockport.authority, day: day, items: [])
        func send(_ change: (inout Attempt) -> Void) async throws -> ReadyResponse {
            let request = try federation.request(try federation.query([story.child])) { attempt in
                attempt.path = PostPath.reconcile
                attempt.octets = list.octets
                change(&attempt)
            }
            return await stockport.answering.peerService.post(request)
        }

        let again = try await send { $0.nonce = nonce }
        let fresh = try await send { _ in }

        #expect(again.code == .replayed)
        #expect(fresh.status == 200)
    }

    // clause: FCP-LIM-12+ FCP-LIM-12- FCP-LIM-14+ FCP-QRY-34+
    @Test("a list of a thousand items is answered item for item, and one of more is refused")
    func longLists() async throws {
        let digest = EvidenceDigest.body([])
        let day = CalendarDay(daysSinceEpoch: Int(federation.now.seconds / 86_400))
        func send(items count: Int) async throws -> (ReconcileRequest, ReadyResponse) {
            federation.clock.advance(seconds: 120)
            let items = try (0..<count).map { number in
                ReconciledItem(
                    exchange: try #require(ExchangeID(Hex.encode(federation.random(16)))), request: digest, answer: nil,
                    index: Int64(number))
            }
            let list = ReconcileRequest(
                from: SyntheticCouncil.leeds.authority, to: SyntheticCouncil.stockport.authority, day: day, items: items
            )
            let request = try federation.request(try federation.query([story.child])) { attempt in
                attempt.path = PostPath.reconcile
                attempt.octets = list.octets
            }
            return (list, await stockport.answering.peerService.post(request))
        }

        let (list, whole) = try await send(items: 1_000)
        let reply = try ReconciliationReply(try StrictJSON.parse(whole.body, limits: .list), to: list)
        let (_, more) = try await send(items: 1_001)

        #expect(whole.status == 200)
        #expect(reply.items.count == 1_000)
        #expect(more.code == .schema)
    }

    private func answer(
        about person: StoryPerson? = nil, _ change: (inout FamilyQuery) throws -> Void
    ) async throws -> FamilyAnswer {
        let query = try federation.query([person ?? story.child], ["school"], change)
        return try await stockport.answering.answer(try federation.request(query)).answer()
    }
}

@Suite("Whom an asker sends nothing")
struct AskerClauseTests {
    private let asking: Asking
    private var stockport: AuthorityID { SyntheticCouncil.stockport.authority }

    init() throws { asking = try Asking() }

    private func change(_ member: (inout MemberDraft) -> Void) throws {
        let next = try asking.federation.directory(version: 2) { draft in
            for place in draft.members.indices where draft.members[place].authority == stockport {
                member(&draft.members[place])
            }
        }
        try asking.leeds.context.directory.replace(octets: next, now: asking.federation.now)
    }

    // clause: FCP-QRY-31+ FCP-QRY-31-
    @Test("a test authority is asked nothing about a real family, and a council is")
    func testAuthority() async throws {
        let before = try await asking.path().ask(asking.question([asking.story.child]))
        let sent = asking.wire.all.count
        try change { $0.isTest = true }

        let after = try await asking.path().ask(asking.question([asking.story.child]))

        #expect(before.replies.map(\.state) == [.answered])
        #expect(sent == 1)
        #expect(after.replies.map(\.state) == [.stopped])
        #expect(asking.wire.all.count == sent)
    }

    // clause: FCP-VER-3+ FCP-VER-3-
    @Test("an extension goes to a holder that lists it, and to no other")
    func extensions() async throws {
        let first = try await asking.path().ask(asking.question([asking.story.child]))
        let earlier = try #require(first.replies.first?.exchange)
        let followUp = asking.question([asking.story.child]) {
            $0.regarding = FollowUp(kind: .callBack, exchange: earlier)
        }
        let listed = try await asking.path().ask(followUp)
        let sent = asking.wire.all.count
        try change { $0.extensions = ["wrong-answer"] }

        let unlisted = try await asking.path().ask(followUp)

        #expect(listed.replies.map(\.state) == [.answered])
        #expect(try asking.wire.queries().last?.ext?.keys.sorted() == ["call-back"])
        #expect(unlisted.replies.map(\.state) == [.stopped])
        #expect(asking.wire.all.count == sent)
    }

    // clause: FCP-VER-6+ FCP-VER-6- FCP-VER-9+ FCP-VER-9-
    @Test(
        "whatever a holder says, it gets one request and no second one of another kind",
        arguments: [401, 404, 415, 503])
    func oneRequest(status: Int) async throws {
        let path = asking.path { (_, _) async throws(TransportFault) in .text(status, Array("no".utf8)) }

        let result = try await path.ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [.refusedMessage])
        #expect(asking.wire.all.map(\.head.path) == ["/fcg/v1/query"])
    }
}
