import PeerDirectory
import AuditTrail
import HTTPTypes
import WireProtocol

extension AnswerPath {
    /// What the listener for peers calls.
    package var peerService: PeerService {
        let published = Published(node: node)
        return PeerService(
            admit: { request, peer in admit(request, peer) },
            done: { peer in limits.done(peer.authority) },
            query: { request in await answer(request) },
            resource: { request, peer in
                let now = node.now()
                do throws(Rejection) {
                    return try published.resource(request, now: now)
                } catch {
                    return problem(error, request, peer.authority, now)
                }
            },
            isHealthy: { isHealthy },
            problem: { code, request, peer in problem(.transport(code), request, peer.authority, node.now()) })
    }

    /// Suspension and limits, before a body is read.
    private func admit(_ request: HTTPRequest, _ peer: TLSPeer) -> ReadyResponse? {
        let now = node.now()
        do throws(Rejection) {
            guard let member = node.directory.current.members[peer.authority], !member.isSuspended else {
                throw .suspended
            }
            try limits.admit(peer.authority, isQuery: request.method == .post, now: now)
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
