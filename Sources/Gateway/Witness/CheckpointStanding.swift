package import AuditTrail
import MerkleLog
import PeerDirectory

/// How well the newest checkpoint of a log of ours is witnessed.
package struct CheckpointStanding: Sendable, Equatable {
    /// Witnesses whose cosignature of it is here.
    package let cosigned: Int
    /// How many are enough.
    package let quorum: Int
    /// How many there are.
    package let witnesses: Int
    /// Whether a timestamp authority has stamped it.
    package let isStamped: Bool
}

extension NodeContext {
    /// The standing of a shard's newest checkpoint; `nil` while there is none.
    package func standing(of shard: OwnShard) throws(AuditFailure) -> CheckpointStanding? {
        let origin = audit.configuration.origin(shard.log, year: shard.year)
        let directory = directory.current
        guard let file = witness?.file, let (_, log) = directory.log(origin),
            let octets = try audit.storedCheckpoint(shard.log, year: shard.year),
            let note = try? SignedNote(octets: octets), let checkpoint = try? Checkpoint(text: note.text)
        else { return nil }
        let cosignatures =
            (try? file.cosigned(note).cosignatures(of: log.witnesses.compactMap(directory.witnessKey))) ?? []
        return CheckpointStanding(
            cosigned: Set(cosignatures.map(\.witness)).count, quorum: log.quorum, witnesses: log.witnesses.count,
            isStamped: try file.newestStamp(of: origin)?.size == checkpoint.size)
    }
}
