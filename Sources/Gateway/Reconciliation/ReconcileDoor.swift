import AuditTrail
import HTTPTypes
import MerkleLog
import MessageSignatures
import PeerDirectory
import Synchronization
import WireProtocol

/// Endpoint 3: says of each of another council's attempts with us what our own log has. It tells nobody anything new: an
/// item is known by the hash of its own signature.
final class ReconcileDoor: Sendable {
    private static let pause: Int64 = 60_000

    private struct Seen {
        var last: [AuthorityID: Instant] = [:]
        var recorded: Set<String> = []
    }

    private let node: NodeContext
    private let seen = Mutex(Seen())
    private let reservations: Reservations
    /// Lists signed before this moment are refused: their nonces may have been seen by the process before this one.
    private let acceptsCreatedFrom: Instant

    /// - Parameter reservations: nonces seen, those of questions too: one nonce serves one request of either kind.
    init(node: NodeContext, reservations: Reservations) {
        self.node = node
        self.reservations = reservations
        acceptsCreatedFrom = node.now().adding(seconds: 60)
    }

    func answer(_ request: SignedRequest, now: Instant) async throws(Rejection) -> ReadyResponse {
        let signature = try verify(request, now: now)
        try reserve(signature, of: request.peer.authority, now: now)
        let question = try read(request, from: request.peer.authority)
        try checkPace(of: question.from, now: now)
        let items: [(ReconciledItem, ReconciledItem.Standing)]
        do {
            let own = try node.audit.attempts(with: question.from, around: question.day)
            items = question.items.map { ($0, own.standing(of: $0)) }
        } catch { throw .notRecorded(error) }
        let reply = ReconciliationReply(from: node.authority, to: question.from, day: question.day, items: items)
        do { try await record(question, reply.octets, now: now) } catch { throw .notRecorded(error) }
        return try signed(reply.octets, answering: request.head, nonce: signature.nonce, now: now)
    }

    private func verify(_ request: SignedRequest, now: Instant) throws(Rejection) -> VerifiedRequestSignature {
        do { try node.audit.checkClock() } catch { throw .clock }
        let directory = node.directory.current
        guard now <= directory.expires else { throw .directoryStale }
        do {
            return try SignatureProfile.verify(
                request: request.head, body: request.body, now: now.seconds, authorities: node.publicNames,
                expectedOwner: request.peer.authority.code, keys: directory.profileKey)
        } catch { throw .signature(error) }
    }

    /// A list leaves no leaf of its own, so its nonce is remembered by this process alone, and what was signed before it
    /// began, skew included, is refused. Lists come at night and again each quarter of an hour, so nobody waits for that.
    private func reserve(
        _ signature: VerifiedRequestSignature, of peer: AuthorityID, now: Instant
    ) throws(Rejection) {
        guard Instant(seconds: signature.created) >= acceptsCreatedFrom else { throw .beforeFence }
        let until = Instant(seconds: signature.expires + 60)
        let nonce = (Mutant.listNonceApart.isOn ? "list-" : "") + signature.nonce
        switch reservations.reserve(nonce, of: peer, until: until, now: now) {
        case .reserved: return
        case .known: throw .replayed
        case .full: throw .tooMany(retryAfter: 60)
        }
    }

    private func read(_ request: SignedRequest, from peer: AuthorityID) throws(Rejection) -> ReconcileRequest {
        let value: JSONValue
        let limits = Mutant.longList.isOn ? JSONLimits(octets: 262_144, members: 100_000) : .list
        do { value = try StrictJSON.parse(request.body, limits: limits) } catch { throw .malformed(error) }
        let question: ReconcileRequest
        do { question = try ReconcileRequest(value) } catch { throw .schema(error) }
        guard question.from == peer else { throw .schema(SchemaFault("from", "is not the authority that signed")) }
        guard question.to == node.authority else { throw .schema(SchemaFault("to", "is not this node")) }
        return question
    }

    private func checkPace(of peer: AuthorityID, now: Instant) throws(Rejection) {
        let isTooSoon = seen.withLock { seen in
            if let last = seen.last[peer], (0..<ReconcileDoor.pause).contains(now.milliseconds - last.milliseconds) {
                return true
            }
            seen.last[peer] = now
            return false
        }
        if isTooSoon, !Mutant.secondList.isOn { throw .tooMany(retryAfter: 60) }
    }

    /// One leaf a day and council, bound to the first list and our answer to it.
    private func record(_ question: ReconcileRequest, _ reply: [UInt8], now: Instant) async throws(AuditFailure) {
        let key = "\(question.day) \(question.from)"
        guard seen.withLock({ $0.recorded.insert(key).inserted }) else { return }
        do throws(AuditFailure) {
            _ = try await node.audit.record(
                InternalEvent(
                    event: "exchange.reconciled",
                    binding: "\(key) \(Base64URL.encode(EvidenceDigest.body(question.octets + reply).octets))",
                    directory: node.directory.current.version,
                    payloads: LeafPayloads(decision: ["items": .integer(Int64(question.items.count))]), time: now))
        } catch {
            seen.withLock { _ = $0.recorded.remove(key) }
            throw error
        }
    }

    private func signed(
        _ body: [UInt8], answering request: HTTPRequest, nonce: String, now: Instant
    ) throws(Rejection) -> ReadyResponse {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = "application/json"
        do {
            _ = try SignatureProfile.sign(
                response: &head, body: body, answering: request, key: node.signingKey, keyID: node.keyID,
                created: now.seconds, expires: now.seconds + 120, nonce: nonce)
        } catch { throw .notSigned }
        return ReadyResponse(head: head, body: body)
    }
}
