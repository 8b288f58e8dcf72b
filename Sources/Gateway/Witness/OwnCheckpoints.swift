package import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
package import WireProtocol

/// Publishes our checkpoints and takes them to their witnesses.
package struct OwnCheckpoints: Sendable {
    private let node: NodeContext
    private let calls: PeerCalls
    private let views: OwnViews

    package init(node: NodeContext, calls: PeerCalls) {
        self.node = node
        self.calls = calls
        views = OwnViews(node: node, calls: calls)
    }

    /// Makes the checkpoints that are due, and offers the newest of each log to every witness that has not cosigned it.
    ///
    /// `isLast` makes one of the exchange log at once, for the end of the process: a start then finds a witness that
    /// holds just what the log holds.
    package func publish(now: Instant, isLast: Bool = false) async throws(AuditFailure) {
        for (shard, log) in views.logs() {
            guard let note = try note(of: shard, now: now, isLast: isLast) else { continue }
            for failure in await offer(note, of: shard, to: log.witnesses) { throw failure }
        }
    }

    /// Offers to all at once: one that is slow keeps nobody waiting.
    private func offer(_ note: SignedNote, of shard: OwnShard, to witnesses: [AuthorityID]) async -> [AuditFailure] {
        await withTaskGroup(of: AuditFailure?.self) { group in
            for witness in witnesses {
                group.addTask {
                    do throws(AuditFailure) { try await offer(note, of: shard, to: witness) } catch { return error }
                    return nil
                }
            }
            return await group.reduce(into: []) { failures, failure in if let failure { failures.append(failure) } }
        }
    }

    /// The newest note of the shard in use, or the last one of an earlier shard.
    private func note(of shard: OwnShard, now: Instant, isLast: Bool) throws(AuditFailure) -> SignedNote? {
        let isInUse = node.audit.shards.contains(shard)
        if isInUse, node.audit.awaitsWitness { return nil }
        let octets =
            try isInUse
            ? node.audit.checkpoint(shard.log, at: now, isLast: isLast)
            : node.audit.storedCheckpoint(shard.log, year: shard.year)
        return octets.flatMap { try? SignedNote(octets: $0) }
    }

    private func offer(_ note: SignedNote, of shard: OwnShard, to witness: AuthorityID) async throws(AuditFailure) {
        guard let file = node.witness?.file, let key = node.directory.current.witnessKey(of: witness),
            let checkpoint = try? Checkpoint(text: note.text), !(try file.has(checkpoint, cosignedBy: key.name))
        else { return }
        var size = try file.size(of: checkpoint.origin, cosignedBy: key.name)
        for _ in 0..<2 {
            guard let proof = try node.audit.consistency(of: shard, from: size, to: checkpoint.size),
                let request = AddCheckpointRequest(oldSize: size, hashes: proof.hashes, note: note)
            else { return try await look(at: witness, shard) }
            guard let response = await calls.post(PostPath.addCheckpoint, request.octets, to: witness) else { return }
            switch response.head.status.code {
            case 200: return try keep(response.body, of: note, checkpoint, by: key, in: file)
            case 409:
                guard let held = WitnessRuling.size(inConflict: response.body), held != size else { return }
                size = held
            case 422: return try await look(at: witness, shard)
            default: return
            }
        }
    }

    /// Keeps only what this witness said of this very text.
    private func keep(
        _ body: [UInt8], of note: SignedNote, _ checkpoint: Checkpoint, by key: WitnessVerifierKey, in file: WitnessFile
    ) throws(AuditFailure) {
        for line in (try? NoteSignature.lines(body)) ?? [] {
            guard let found = try? note.adding(line).cosignatures(of: [key]), !found.isEmpty else { continue }
            try file.keep(line, of: checkpoint)
        }
    }

    /// A witness that holds another size than we can prove may hold more than we have.
    private func look(at witness: AuthorityID, _ shard: OwnShard) async throws(AuditFailure) {
        if case .contradicts(let note) = try await views.view(of: shard, at: witness) {
            try views.refuse(because: note)
        }
    }
}
