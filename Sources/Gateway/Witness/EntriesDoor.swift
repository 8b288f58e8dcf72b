import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import WireProtocol

/// Endpoint 8: the entries of a log, for registered auditors and never for peers. What a leaf says in clear is who spoke
/// with whom and when, and that concerns third councils.
struct EntriesDoor: Sendable {
    let node: NodeContext

    /// A bundle of entries. It leaves only when it is recorded that it does; to a peer it does not exist.
    func bundle(
        _ path: TilePath, of shard: OwnShard, for peer: AuthorityID, now: Instant
    ) async throws(Rejection) -> ReadyResponse {
        guard node.directory.current.members[peer]?.isAuditor == true || Mutant.entriesToAll.isOn else {
            throw .transport(.notFound)
        }
        do {
            guard let octets = try node.audit.tile(shard.log, path: path, year: shard.year) else {
                throw Rejection.transport(.notFound)
            }
            if Mutant.exportUnrecorded.isOn { return .text(200, octets, type: "application/octet-stream") }
            _ = try await node.audit.record(
                InternalEvent(
                    event: "audit.exported",
                    binding: "\(node.audit.configuration.origin(shard.log, year: shard.year))/\(path)",
                    directory: node.directory.current.version,
                    payloads: LeafPayloads(actor: ["auditor": .string(peer.code)]), time: now))
            return .text(200, octets, type: "application/octet-stream")
        } catch let rejection as Rejection {
            throw rejection
        } catch let failure as AuditFailure {
            throw .notRecorded(failure)
        } catch { throw .transport(.unavailable) }
    }
}
