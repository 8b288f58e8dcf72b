import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import WireProtocol

/// Endpoint 2: the proof that an exchange stands in our log, under a checkpoint that enough witnesses have cosigned. For
/// the council that asked, and for nobody else.
struct ReceiptDoor: Sendable {
    let node: NodeContext

    /// The id in `/fcg/v1/exchanges/<id>/receipt`.
    static func exchange(in path: String) -> ExchangeID? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[1] == "fcg", parts[2] == "v1", parts[3] == "exchanges", parts[5] == "receipt"
        else { return nil }
        return ExchangeID(String(parts[4]))
    }

    /// A `.tlog-proof` with the leaf, or `receipt-pending` until a checkpoint reaches it and its quorum is met.
    func proof(of id: ExchangeID, for peer: AuthorityID, now: Instant) throws(Rejection) -> ReadyResponse {
        do {
            guard let placed = try node.audit.answered(id, to: peer) else { throw Rejection.transport(.notFound) }
            guard let proof = try proof(of: placed, now: now) else { throw Rejection.transport(.receiptPending) }
            return .text(200, proof.octets)
        } catch let rejection as Rejection {
            throw rejection
        } catch let failure as AuditFailure {
            throw .notRecorded(failure)
        } catch { throw .transport(.unavailable) }
    }

    /// The proof under the newest checkpoint that our own policy accepts.
    private func proof(of placed: PlacedLeaf, now: Instant) throws -> LogProof? {
        let origin = node.audit.configuration.origin(placed.shard.log, year: placed.shard.year)
        guard let policy = node.directory.current.policy(of: origin) else { return nil }
        for stored in try node.audit.storedCheckpoints(placed.shard, beyond: placed.index) {
            let note = try node.witness?.file.cosigned(stored) ?? stored
            guard let accepted = try? policy.accept(note, now: now.seconds),
                let inclusion = try node.audit.inclusion(
                    of: placed.index, in: placed.shard, size: accepted.checkpoint.size)
            else { continue }
            return LogProof(inclusion, note: note, extra: ProofExtra(leaf: placed.octets).octets)
        }
        return nil
    }
}
