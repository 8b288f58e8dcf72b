import AuditTrail
import HTTPTypes
import MessageSignatures
import PeerDirectory
import WireProtocol

/// An attempt that stands in our own log as `asked`; only such an attempt is ever sent.
struct RecordedAttempt: Sendable {
    let query: ComposedQuery
    /// The request as it will be sent.
    let head: HTTPRequest
    let requestEvidence: Commitment
    let evidence: SignatureEvidence
    let created: Instant

    fileprivate init(_ signed: SignedAttempt, _ receipt: AuditReceipt) {
        query = signed.query
        head = signed.head
        requestEvidence = signed.requestEvidence
        evidence = signed.evidence
        created = signed.created
    }
}

private struct SignedAttempt: Sendable {
    let query: ComposedQuery
    let head: HTTPRequest
    let evidence: SignatureEvidence
    let created: Instant
    var requestEvidence: Commitment { EvidenceDigest.request(base: evidence.base, signature: evidence.signature) }
}

/// The mirror walk: a practitioner's question out to the councils, and what they signed back.
package struct AskPath: Sendable {
    private let node: NodeContext
    private let carry: Carry
    private let composer: Composer
    private let checker: ReplyChecker
    /// Milliseconds a council has to answer.
    private let deadline: Int64

    package init(node: NodeContext, pseudonymKey: [UInt8], deadline: Int64 = 10_000, carry: @escaping Carry) {
        self.node = node
        self.carry = carry
        self.deadline = deadline
        composer = Composer(node: node, pseudonymKey: Redacted(pseudonymKey))
        checker = ReplyChecker(node: node)
    }

    /// Asks every council the question may go to. A slow council costs its own reply and nobody else's.
    package func ask(_ asked: PractitionerQuestion) async throws(AskFault) -> AskResult {
        let now = node.now()
        try checkReadiness(now)
        let compositions = try compose(asked, now)
        guard !compositions.isEmpty else { throw .noCouncil }
        let composed = compositions.composed
        let secondPerson = composed.first.flatMap {
            SecondPerson(asked, first: $0, councils: composed.count, in: node, now: now)
        }
        let attempts = try await record(try sign(composed, now), asked, secondPerson)
        let replies = await withTaskGroup(of: HolderReply.self) { group in
            for attempt in attempts { group.addTask { await reply(to: attempt) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return AskResult(
            replies: replies + compositions.stopped.map(HolderReply.init), secondPerson: secondPerson)
    }

    /// Whom we would ask and whose signature we would trust stands in the directory: an expired one tells neither.
    private func checkReadiness(_ now: Instant) throws(AskFault) {
        do { try node.audit.checkClock() } catch { throw .clock }
        guard now <= node.directory.current.expires else { throw .directoryStale }
    }

    private func compose(_ asked: PractitionerQuestion, _ now: Instant) throws(AskFault) -> [Composer.Composition] {
        do { return try composer.compose(asked, now: now) } catch { throw .indexUnavailable }
    }

    private func sign(_ queries: [ComposedQuery], _ now: Instant) throws(AskFault) -> [SignedAttempt] {
        var attempts: [SignedAttempt] = []
        for query in queries {
            var head = HTTPRequest(
                method: .post, scheme: "https", authority: query.holder.endpoint.authority, path: "/fcg/v1/query")
            head.headerFields[.contentType] = "application/json"
            do {
                let evidence = try SignatureProfile.sign(
                    request: &head, body: query.octets, key: node.signingKey, keyID: node.keyID, created: now.seconds,
                    expires: now.seconds + 120, nonce: Base64URL.encode(node.random(24)))
                attempts.append(SignedAttempt(query: query, head: head, evidence: evidence, created: now))
            } catch { throw .cannotSign }
        }
        return attempts
    }

    /// Commits `asked` for every holder in one batch, and a second person's task with it; without it nothing leaves.
    private func record(
        _ attempts: [SignedAttempt], _ asked: PractitionerQuestion, _ secondPerson: SecondPerson?
    ) async throws(AskFault) -> [RecordedAttempt] {
        guard !attempts.isEmpty else { return [] }
        let directory = node.directory.current
        let entries = try attempts.enumerated().map { (place, attempt) throws(AskFault) in
            guard let evidence = Evidence(attempt.evidence, in: directory) else { throw .ownKeyUnknown }
            return AskedExchange(
                counterpart: attempt.query.holder.authority, exchange: attempt.query.question.id,
                directory: directory.version, requestEvidence: evidence, queryOctets: attempt.query.octets,
                payloads: attempt.query.askerPayloads,
                outbox: place == 0 ? SecondPerson.outbox(secondPerson, of: attempt.query, asked: asked) : [],
                time: attempt.created)
        }
        do {
            let receipts = try await node.audit.record(asked: entries)
            return zip(attempts, receipts).map(RecordedAttempt.init)
        } catch { throw .notRecorded("\(error)") }
    }

    /// One council: send, verify, record, and only then show.
    private func reply(to attempt: RecordedAttempt) async -> HolderReply {
        do throws(ReplyFault) {
            let response = try await send(attempt)
            let answer = try checker.check(response, to: attempt, now: node.now())
            return await received(answer, to: attempt)
        } catch {
            return await unanswered(attempt, error)
        }
    }

    private func send(_ attempt: RecordedAttempt) async throws(ReplyFault) -> ReadyResponse {
        do {
            return try await carry(attempt.query.holder.authority, attempt.head, attempt.query.octets, deadline)
        } catch { throw .transport(error) }
    }

    private func received(_ answer: VerifiedAnswer, to attempt: RecordedAttempt) async -> HolderReply {
        let now = node.now()
        let task = CompulsoryTask(answer.answer, to: attempt.query, now: now)
        do {
            _ = try await node.audit.record(
                ReceivedExchange(
                    counterpart: attempt.query.holder.authority, exchange: attempt.query.question.id,
                    directory: answer.directory, request: attempt.requestEvidence,
                    responseEvidence: answer.evidence,
                    answerOctets: answer.octets, payloads: answer.payloads(for: attempt.query),
                    outbox: CompulsoryTask.outbox(task, of: attempt.query), time: now))
            return HolderReply(answer, to: attempt, task: task)
        } catch {
            if Mutant.shownUnrecorded.isOn { return HolderReply(answer, to: attempt, task: task) }
            return HolderReply(notRecorded: attempt)
        }
    }

    private func unanswered(_ attempt: RecordedAttempt, _ fault: ReplyFault) async -> HolderReply {
        let now = node.now()
        let task = CompulsoryTask(unanswered: attempt.query, now: now)
        let entry = UnansweredExchange(
            counterpart: attempt.query.holder.authority, exchange: attempt.query.question.id,
            directory: node.directory.current.version, request: attempt.requestEvidence,
            payloads: attempt.query.unansweredPayloads(fault), outbox: CompulsoryTask.outbox(task, of: attempt.query),
            time: now)
        do {
            _ = try await node.audit.record(entry)
            return HolderReply(attempt, fault, task: task)
        } catch {
            return HolderReply(notRecorded: attempt)
        }
    }
}

extension [Composer.Composition] {
    fileprivate var composed: [ComposedQuery] {
        compactMap { if case .composed(let query) = $0 { query } else { nil } }
    }
    fileprivate var stopped: [StoppedQuery] {
        compactMap { if case .stopped(let query) = $0 { query } else { nil } }
    }
}

extension Evidence {
    /// Evidence beside the hash of the key that made it, so that it can be judged when the key is long gone; `nil` where
    /// the directory does not have the key, and so nothing would be proven.
    init?(_ signature: SignatureEvidence, in directory: Directory) {
        guard let key = directory.key(id: signature.keyID)?.rawKey else { return nil }
        self.init(
            base: signature.base, signature: signature.signature, keyID: signature.keyID,
            keyHash: EvidenceDigest.body(key).octets)
    }
}

/// Why a question did not leave at all.
package enum AskFault: Error, Equatable, Sendable, CustomStringConvertible {
    case clock
    case directoryStale
    case noCouncil
    case indexUnavailable
    case cannotSign
    case ownKeyUnknown
    case notRecorded(String)

    /// One plain sentence.
    package var description: String {
        switch self {
        case .clock:
            "our own clock cannot be trusted, so nothing was sent: set it right; if it is right, run `fcg clock accept`"
        case .directoryStale: "the directory has expired, so nobody can be asked or believed; nothing was sent"
        case .noCouncil: "no council is to be asked: name one in `councils`, or take another `route`; nothing was sent"
        case .indexUnavailable: "our own index cannot be read, so marks could not be checked; nothing was sent"
        case .cannotSign: "the request could not be signed; nothing was sent"
        case .ownKeyUnknown:
            "our own signing key is not in the directory, so nobody could verify the question; nothing was sent: give "
                + "`fcg peer card` to whoever keeps the directory"
        case .notRecorded(let failure): "the question could not be recorded, so nothing was sent: \(failure)"
        }
    }
}
