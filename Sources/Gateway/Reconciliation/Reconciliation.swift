package import AuditTrail
import HTTPTypes
import MessageSignatures
import PeerDirectory
package import WireProtocol

/// Lays our log of a day beside another council's: each attempt must stand in both, with equal `rq` and `rs`.
///
/// A step sends one list, and a council takes one a minute. Whatever does not agree is a dispute with both sides' word,
/// ours as a leaf and the other's as a signed reply.
package struct Reconciliation: Sendable {
    /// Items of one list: the reply, which is longer, must fit as well.
    private static let page = 500

    private let node: NodeContext
    private let calls: PeerCalls
    private let file: DisputeFile

    package init(node: NodeContext, calls: PeerCalls, file: DisputeFile) {
        self.node = node
        self.calls = calls
        self.file = file
    }

    /// Councils with which a day is not gone through yet.
    package func outstanding(_ day: CalendarDay) throws(AuditFailure) -> [AuthorityID] {
        var peers: [AuthorityID] = []
        for peer in try node.audit.counterparts(from: day.start, to: day.end).sorted() {
            if try !file.isReconciled(day, with: peer) { peers.append(peer) }
        }
        return peers
    }

    /// One list to a council; where it begins, or `nil` when the day is done or the council was not heard.
    package func step(
        _ day: CalendarDay, with peer: AuthorityID, from start: Int = 0, now: Instant
    ) async throws(AuditFailure) -> (next: Int?, disputes: [Dispute]) {
        let items = try node.audit.attempts(with: peer, around: day).items(from: day.start, to: day.end)
        let page = Array(items.dropFirst(start).prefix(Reconciliation.page))
        let request = ReconcileRequest(from: node.authority, to: peer, day: day, items: page)
        guard let (reply, octets) = await ask(request, now: now) else { return (nil, []) }
        let found = try await keep(
            reply.items.compactMap { dispute($0.item, $0.standing, day, peer, octets, now) }, now: now)
        let next = start + page.count
        guard next >= items.count else { return (next, found) }
        try file.reconciled(day, with: peer)
        return (nil, found)
    }

    private func dispute(
        _ item: ReconciledItem, _ standing: ReconciledItem.Standing, _ day: CalendarDay, _ peer: AuthorityID,
        _ reply: [UInt8], _ now: Instant
    ) -> Dispute? {
        let kind: DisputeKind
        switch standing {
        case .equal: return nil
        case .differs:
            if Mutant.disputeUnseen.isOn { return nil }
            kind = .differs
        case .unknown: kind = item.answer == nil ? .neverAnswered : .unknownThere
        }
        return Dispute(
            kind: kind, day: day, counterpart: peer, exchange: item.exchange, request: item.request,
            index: item.index, reply: reply, found: now)
    }

    /// Keeps what is new, and records that there is something to look into.
    private func keep(_ disputes: [Dispute], now: Instant) async throws(AuditFailure) -> [Dispute] {
        var new: [Dispute] = []
        for dispute in disputes where try file.keep(dispute) { new.append(dispute) }
        try await DisputeRecord(node: node).raise(new, now: now)
        return new
    }

    private func ask(_ request: ReconcileRequest, now: Instant) async -> (ReconciliationReply, [UInt8])? {
        guard let member = node.directory.current.members[request.to] else { return nil }
        var head = HTTPRequest(
            method: .post, scheme: "https", authority: member.endpoint.authority, path: PostPath.reconcile)
        head.headerFields[.contentType] = "application/json"
        let octets = request.octets
        let evidence = try? SignatureProfile.sign(
            request: &head, body: octets, key: node.signingKey, keyID: node.keyID, created: now.seconds,
            expires: now.seconds + 120, nonce: Base64URL.encode(node.random(24)))
        guard evidence != nil, let response = await calls.send(head, octets, to: request.to),
            response.head.status == .ok,
            (try? SignatureProfile.verify(
                response: response.head, body: response.body, answering: head, now: node.now().seconds,
                expectedOwner: request.to.code, requiresReceipt: false, keys: node.directory.current.profileKey))
                != nil,
            let value = try? StrictJSON.parse(response.body, limits: .list),
            let reply = try? ReconciliationReply(value, to: request)
        else { return nil }
        return (reply, response.body)
    }
}

/// The leaf that says that two logs do not agree, one for all disputes that were found together.
struct DisputeRecord: Sendable {
    let node: NodeContext

    func raise(_ disputes: [Dispute], now: Instant) async throws(AuditFailure) {
        let raised = disputes.filter(\.kind.isRaised)
        guard !raised.isEmpty else { return }
        let lines = raised.map { "\($0.kind.rawValue) \($0.counterpart) \($0.exchange) \($0.index)" }
        let digest = EvidenceDigest.body(Array(lines.joined(separator: "\n").utf8))
        _ = try await node.audit.record(
            InternalEvent(
                event: "exchange.disputed", binding: Base64URL.encode(digest.octets),
                directory: node.directory.current.version,
                payloads: LeafPayloads(decision: ["disputes": .array(lines.map(JSONValue.string))]), time: now))
    }
}
