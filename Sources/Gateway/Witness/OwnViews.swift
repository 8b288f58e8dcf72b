import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import WireProtocol

/// What a witness holds of a log of ours.
enum OwnView: Sendable, Equatable {
    /// It did not answer, or not with a note of ours.
    case unheard
    /// It never cosigned the log.
    case nothing
    /// Our log had this head.
    case contained(Checkpoint)
    /// Signed with our own key, and our log does not contain it: an older state was put back.
    case contradicts(SignedNote)
}

/// Asks witnesses what they hold of our own logs.
struct OwnViews: Sendable {
    let node: NodeContext
    let calls: PeerCalls

    /// The shards of ours that the directory has, each with its witnesses.
    func logs() -> [(shard: OwnShard, log: MemberLog)] {
        let own = node.directory.current.members[node.authority]?.logs ?? []
        return own.compactMap { log in node.audit.shard(of: log.origin).map { ($0, log) } }
    }

    func view(of shard: OwnShard, at witness: AuthorityID) async throws(AuditFailure) -> OwnView {
        let origin = node.audit.configuration.origin(shard.log, year: shard.year)
        guard let response = await calls.get(WitnessedName.path(of: origin), from: witness) else { return .unheard }
        if response.head.status == .notFound { return .nothing }
        let key = try node.audit.configuration.verifierKey(shard.log, year: shard.year)
        guard response.head.status == .ok, let note = try? SignedNote(octets: response.body),
            let checkpoint = try? Checkpoint(note: note.octets, signedBy: key)
        else { return .unheard }
        return try node.audit.containment(of: checkpoint, in: shard) == .contained
            ? .contained(checkpoint) : .contradicts(note)
    }

    /// Records nothing any more, and vouches for nobody, until the newest folder is back: the note proves that ours is
    /// an older one.
    func refuse(because note: SignedNote) throws(AuditFailure) {
        guard !node.audit.isRolledBack else { return }
        try node.audit.refuse(because: note)
        try node.witness?.file.distrust()
    }
}
