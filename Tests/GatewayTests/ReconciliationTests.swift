import AuditTrail
import DutyDesk
import HTTPTypes
import MessageSignatures
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Two councils' logs beside each other")
struct ReconciliationTests {
    private let network: WitnessNetwork
    private var day: CalendarDay { CalendarDay(daysSinceEpoch: Int(network.federation.now.seconds / 86_400)) }
    private var stockport: AuthorityID { SyntheticCouncil.stockport.authority }
    private var leeds: AuthorityID { SyntheticCouncil.leeds.authority }

    init() throws { network = try WitnessNetwork() }

    /// Leeds asks Stockport; `spoil` is what happens to the answer on its way.
    private func ask(
        _ spoil: @escaping @Sendable (ReadyResponse) throws(TransportFault) -> ReadyResponse = { $0 },
        arriving: Bool = true
    ) async throws {
        let holder = try network.node(.stockport)
        let path = AskPath(node: try network.node(.leeds).context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, head, body, _) async throws(TransportFault) in
            guard arriving else { throw .unreachable }
            let request = SignedRequest(head: head, body: body, peer: SyntheticCouncil.leeds.tls)
            return try spoil(await holder.answering.answer(request))
        }
        _ = try await path.ask(
            PractitionerQuestion(
                purpose: "s47-enquiry", urgency: "same-day",
                law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
                harmThreshold: "explained", caseReference: Redacted("LCS-000017"),
                caseOpenedOn: network.federation.now.londonDay.adding(days: -1),
                justification: Redacted("marks on the child's arm, seen today"),
                worker: AskingWorker(
                    role: "social-worker", staffID: Redacted("worker-17"), name: Redacted("T. Worker"),
                    team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000")),
                subjects: [network.federation.story.child.subject(ref: "s1")], categories: ["school"],
                upTo: "contact", route: "named-by-worker", councils: [stockport]))
    }

    private func disputes(_ council: SyntheticCouncil) throws -> DisputeFile {
        try network.node(council).context.audit.openDisputeFile()
    }

    private func reconcile(
        _ council: SyntheticCouncil, with peer: AuthorityID, in file: DisputeFile
    ) async throws -> [DisputeKind] {
        network.federation.clock.advance(seconds: 60)
        let nightly = Reconciliation(
            node: try network.node(council).context, calls: try network.calls(of: council), file: file)
        return try await nightly.step(day, with: peer, now: network.federation.now).disputes.map(\.kind)
    }

    // clause: FCP-AUD-25+ FCP-AUD-28+ FCP-AUD-29-
    @Test("what stands in both with equal values is no dispute, and each side records the day once")
    func equal() async throws {
        try await ask()
        try await ask()
        let (ours, theirs) = (try disputes(.leeds), try disputes(.stockport))

        #expect(try await reconcile(.leeds, with: stockport, in: ours) == [])
        #expect(try await reconcile(.stockport, with: leeds, in: theirs) == [])

        #expect(try ours.isReconciled(day, with: stockport))
        #expect(try ours.disputes() == [])
        let recorded = try network.node(.stockport).internalEntries("exchange.reconciled")
        #expect(recorded.count == 1)
        #expect(recorded.first?.binding?.hasPrefix("\(day) \(leeds) ") == true)
    }

    // clause: FCP-AUD-25+ FCP-AUD-29+
    @Test("an answer that did not arrive is a dispute on both sides, and a question that did not is nobody's fault")
    func oneSided() async throws {
        try await ask { _ throws(TransportFault) in throw .timedOut }
        try await ask(arriving: false)
        let (ours, theirs) = (try disputes(.leeds), try disputes(.stockport))

        #expect(Set(try await reconcile(.leeds, with: stockport, in: ours)) == [.differs, .neverAnswered])
        #expect(try await reconcile(.stockport, with: leeds, in: theirs) == [.differs])

        let raised = try network.node(.leeds).internalEntries("exchange.disputed")
        #expect(raised.count == 1)
        let reply = try #require(try ours.disputes().first?.reply)
        #expect(String(decoding: reply, as: UTF8.self).contains("fcg.reconciliation/1"))
    }

    // clause: FCP-AUD-29+ FCP-AUD-1-
    @Test("a holder whose log lost what it answered is found out, and finding it again raises nothing new")
    func lost() async throws {
        try await ask()
        try network.node(.stockport).stop()
        try network.emptyLogs(of: .stockport)
        try network.start(.stockport)
        let ours = try disputes(.leeds)

        #expect(try await reconcile(.leeds, with: stockport, in: ours) == [.unknownThere])
        #expect(try await reconcile(.leeds, with: stockport, in: ours) == [])
        #expect(try network.node(.leeds).internalEntries("exchange.disputed").count == 1)
    }

    // clause: FCP-AUD-28- FCP-AUD-28+
    @Test(
        "a list is answered only once its day is recorded, and one whose record failed is recorded when it comes again")
    func unrecorded() async throws {
        try await ask()
        let holder = try network.node(.stockport)
        let calls = try network.calls(of: .leeds)
        let request = ReconcileRequest(from: leeds, to: stockport, day: day, items: [])
        func send() async throws -> Int? {
            network.federation.clock.advance(seconds: 60)
            let context = try network.node(.leeds).context
            var head = HTTPRequest(
                method: .post, scheme: "https", authority: SyntheticCouncil.stockport.host, path: PostPath.reconcile)
            head.headerFields[.contentType] = "application/json"
            let created = network.federation.now.seconds
            _ = try SignatureProfile.sign(
                request: &head, body: request.octets, key: context.signingKey, keyID: context.keyID, created: created,
                expires: created + 120, nonce: Base64URL.encode(context.random(24)))
            return await calls.send(head, request.octets, to: stockport)?.status
        }
        let spoiler = try LogSpoiler(folder: holder.auditFolder, log: .internal)

        try spoiler.breakWrites()
        let refused = try await send()
        try spoiler.mendWrites()
        let taken = try await send()
        let again = try await send()

        #expect([refused, taken, again] == [503, 200, 200])
        #expect(try holder.internalEntries("exchange.reconciled").count == 1)
    }

    // clause: FCP-AUD-26- FCP-AUD-27- FCP-AUD-27+
    @Test(
        "a list that is not signed, not of its sender, or comes too soon is refused, and a changed reply is not believed"
    )
    func door() async throws {
        try await ask()
        let ours = try disputes(.leeds)
        let calls = try network.calls(of: .leeds)
        let request = ReconcileRequest(from: leeds, to: stockport, day: day, items: [])

        let unsigned = await calls.post(PostPath.reconcile, request.octets, to: stockport)
        #expect(unsigned?.status == 415)
        network.speak(as: .stockport) { head in
            head.path == PostPath.reconcile ? .text(200, request.octets, type: "application/json") : nil
        }
        #expect(try await reconcile(.leeds, with: stockport, in: ours) == [])
        #expect(try !ours.isReconciled(day, with: stockport))
        network.speak(as: .stockport, nil)
        let nightly = Reconciliation(node: try network.node(.leeds).context, calls: calls, file: ours)
        let first = try await nightly.step(day, with: stockport, now: network.federation.now)
        try await ask()
        let tooSoon = try await nightly.step(day.adding(days: -1), with: stockport, now: network.federation.now)

        #expect(first.next == nil)
        #expect(try ours.isReconciled(day, with: stockport))
        #expect(tooSoon.disputes == [])
        #expect(try !ours.isReconciled(day.adding(days: -1), with: stockport))
    }

    // clause: FCP-TIM-7- FCP-TIM-27+ FCP-TIM-27-
    @Test("a list that is sent again is refused, by the process that took it and by the one after it")
    func replayed() async throws {
        try await ask()
        let calls = try network.calls(of: .leeds)
        network.federation.clock.advance(seconds: 60)
        let context = try network.node(.leeds).context
        let request = ReconcileRequest(from: leeds, to: stockport, day: day, items: [])
        var head = HTTPRequest(
            method: .post, scheme: "https", authority: SyntheticCouncil.stockport.host, path: PostPath.reconcile)
        head.headerFields[.contentType] = "application/json"
        let created = network.federation.now.seconds
        _ = try SignatureProfile.sign(
            request: &head, body: request.octets, key: context.signingKey, keyID: context.keyID, created: created,
            expires: created + 120, nonce: Base64URL.encode(context.random(24)))

        #expect(await calls.send(head, request.octets, to: stockport)?.status == 200)
        let again = await calls.send(head, request.octets, to: stockport)
        network.federation.clock.advance(seconds: 61)
        let later = await calls.send(head, request.octets, to: stockport)
        try network.node(.stockport).stop()
        try network.start(.stockport)
        let afterwards = await calls.send(head, request.octets, to: stockport)

        #expect([again, later].map { $0?.code?.rawValue } == ["replayed", "replayed"])
        #expect(afterwards?.code?.rawValue == "signature-time")
    }

    @Test("a dispute becomes one task with a clock, and what was not answered becomes none")
    func tasks() async throws {
        try await ask { _ throws(TransportFault) in throw .timedOut }
        try await ask(arriving: false)
        let ours = try disputes(.leeds)
        let desk = try network.node(.leeds).desk
        #expect(Set(try await reconcile(.leeds, with: stockport, in: ours)) == [.differs, .neverAnswered])

        let tasks = DisputeTasks(file: ours, desk: desk)
        #expect(try tasks.deliver() == 1)
        #expect(try tasks.deliver() == 0)

        let task = try #require(try desk.list(now: network.federation.now).first { $0.item.kind == .dispute })
        #expect(task.item.counterpart == stockport)
        #expect(task.clock == .dueIn(minutes: DisputeTasks.dueMinutes))
        #expect(try desk.escalate(now: network.federation.now.adding(seconds: 4 * 86_400)).map(\.id) == [task.id])
    }

    // clause: FCP-AUD-25- FCP-AUD-26+
    @Test("a message reads back as it was written, and nothing unknown is ignored")
    func coding() throws {
        let digest = try #require(Commitment(FixedKeys.seed("digest")))
        let id = try #require(ExchangeID("0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12"))
        let items = [
            ReconciledItem(exchange: id, request: digest, answer: nil, index: 3),
            ReconciledItem(exchange: id, request: digest, answer: digest, index: 4),
        ]
        let request = ReconcileRequest(from: leeds, to: stockport, day: day, items: items)
        let reply = ReconciliationReply(
            from: stockport, to: leeds, day: day, items: [(items[0], .unknown), (items[1], .equal(index: 9))])

        #expect(try ReconcileRequest(try StrictJSON.parse(request.octets)) == request)
        #expect(try ReconciliationReply(try StrictJSON.parse(reply.octets), to: request) == reply)
        let other = ReconcileRequest(from: leeds, to: stockport, day: day, items: Array(items.reversed()))
        #expect(throws: SchemaFault.self) { try ReconciliationReply(try StrictJSON.parse(reply.octets), to: other) }
        var members = try #require(try StrictJSON.parse(request.octets).members)
        members["more"] = true
        #expect(throws: SchemaFault.self) { try ReconcileRequest(.object(members)) }
    }

    // clause: FCP-AUD-22+ FCP-AUD-23+ FCP-AUD-24+ FCP-AUD-24-
    @Test("a receipt is fetched and kept; one that does not come within a day is a dispute, once")
    func receipts() async throws {
        try await ask()
        let ours = try disputes(.leeds)
        let collector = ReceiptCollector(
            node: try network.node(.leeds).context, calls: try network.calls(of: .leeds), file: ours)
        let leaf = try ExchangeLeaf(octets: try #require(try network.node(.leeds).leaves(.received).first).leaf)

        #expect(try await collector.round(now: network.federation.now) == [])
        #expect(try ours.receipt(of: leaf.exchange, leaf.requestEvidence) == nil)
        let late = network.federation.now.adding(seconds: 86_400 + 60)
        #expect(try await collector.round(now: late).map(\.kind) == [.noReceipt])
        #expect(try await collector.round(now: late) == [])
        try await network.publish(.stockport)
        #expect(try await collector.round(now: network.federation.now) == [])
        #expect(try ours.receipt(of: leaf.exchange, leaf.requestEvidence) != nil)
    }

    // clause: FCP-AUD-11- FCP-AUD-23-
    @Test("the proof of another exchange, or under too few witnesses, is no receipt")
    func falseReceipts() async throws {
        try await ask()
        try await ask()
        try await network.publish(.stockport)
        let ours = try disputes(.leeds)
        let leaves = try network.node(.leeds).leaves(.received).map { try ExchangeLeaf(octets: $0.leaf) }
        let other = try await network.node(.stockport).fetch(
            "/fcg/v1/exchanges/\(leaves[1].exchange.text)/receipt", as: .leeds)
        try #require(other.status == 200)
        network.speak(as: .stockport) { $0.path?.hasSuffix("/receipt") == true ? other : nil }

        _ = try await ReceiptCollector(
            node: try network.node(.leeds).context, calls: try network.calls(of: .leeds), file: ours
        ).round(now: network.federation.now)

        #expect(try ours.receipt(of: leaves[0].exchange, leaves[0].requestEvidence) == nil)
        #expect(try ours.receipt(of: leaves[1].exchange, leaves[1].requestEvidence) == other.body)
    }
}

extension JSONValue {
    fileprivate var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
}
