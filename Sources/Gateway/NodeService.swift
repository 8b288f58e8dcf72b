import PeerDirectory
import AuditTrail
import HTTPTypes
import MerkleLog
import MessageSignatures
package import WireProtocol

extension AnswerPath {
    /// What the listener for peers calls.
    package var peerService: PeerService {
        return PeerService(
            admit: { request, peer in admit(request, peer) },
            done: { peer in limits.done(peer.authority) },
            post: { request in await post(request) },
            resource: { request, peer in await resource(request, peer) },
            isHealthy: { isHealthy },
            problem: { code, request, peer in problem(.transport(code), request, peer.authority, node.now()) })
    }

    /// Whatever may be posted.
    private func post(_ request: SignedRequest) async -> ReadyResponse {
        let now = node.now()
        do throws(Rejection) {
            switch request.head.path {
            case PostPath.reconcile: return try await reconciling.answer(request, now: now)
            case PostPath.addCheckpoint:
                try checkName(in: request.head)
                return try WitnessDoor(node: node).add(request.body, now: now)
            default: return await answer(request)
            }
        } catch {
            return problem(error, request.head, request.peer.authority, now)
        }
    }

    /// Whatever may be fetched.
    private func resource(_ request: HTTPRequest, _ peer: TLSPeer) async -> ReadyResponse {
        let now = node.now()
        do throws(Rejection) {
            try checkName(in: request)
            let path = request.path ?? ""
            if let id = ReceiptDoor.exchange(in: path) {
                return try ReceiptDoor(node: node).proof(of: id, for: peer.authority, now: now)
            }
            if path.hasPrefix("/witness/") { return try WitnessDoor(node: node).witnessed(path) }
            let published = Published(node: node)
            if let (shard, tile) = Published.tile(path), tile.kind == .entries {
                return try await EntriesDoor(node: node).bundle(tile, of: shard, for: peer.authority, now: now)
            }
            return try published.resource(request, now: now)
        } catch {
            return problem(error, request, peer.authority, now)
        }
    }

    /// What carries no signature is meant for this node all the same. Of what is signed, the signature profile asks it.
    private func checkName(in request: HTTPRequest) throws(Rejection) {
        do { try SignatureProfile.checkAuthority(of: request, authorities: node.publicNames) } catch {
            throw .signature(error)
        }
    }

    /// Suspension and limits, before a body is read.
    private func admit(_ request: HTTPRequest, _ peer: TLSPeer) -> ReadyResponse? {
        let now = node.now()
        do throws(Rejection) {
            guard let member = node.directory.current.members[peer.authority], !node.isSuspended(member) else {
                throw .suspended
            }
            try limits.admit(peer.authority, isQuery: request.path?.hasPrefix("/fcg/v1/query") == true, now: now)
            return nil
        } catch {
            return problem(error, request, peer.authority, now)
        }
    }

    /// Whether a query could be answered now.
    private var isHealthy: Bool {
        guard (try? node.audit.checkClock()) != nil else { return false }
        return node.now() <= node.directory.current.expires
    }

    /// The peers that have made half of their attempts of today, each told once a day (FCP-LIM-15).
    package func peersHalfway() -> [(peer: AuthorityID, attempts: Int)] { limits.halfway(now: node.now()) }

    /// Writes the hourly `security.summary`, if anything failed since the last: its leaf is bound to the digest of the
    /// lines that its payload holds beside the counts.
    package func summarise() async {
        guard let segment = security.take() else { return }
        let now = node.now()
        do {
            _ = try await node.audit.record(
                InternalEvent(
                    event: "security.summary", binding: segment.digest, directory: node.directory.current.version,
                    payloads: LeafPayloads(actor: [:], decision: segment.payload, reason: [:], subject: [:]),
                    time: now))
        } catch {
            security.restore(segment)
        }
    }
}
