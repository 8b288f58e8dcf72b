import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// One shard as its newest checkpoint has it: what is exported, and what proofs are made of.
struct ShardView {
    let database: Database
    let log: LogName
    let shard: ShardRow
    let note: SignedNote
    let checkpoint: Checkpoint

    /// A shard of a database, the newest unless told, with the newest checkpoint that `key` signed.
    init(_ database: Database, log: LogName, year: Int?, keys: [NoteVerifierKey]) throws {
        let shards = try ShardRow.all(in: database)
        guard let shard = shards.last(where: { $0.year == year ?? $0.year }) else {
            throw AuditFileFault(
                log.fileName, "has no shard of that year",
                help: "years: \(shards.map { String($0.year) }.joined(separator: ", "))")
        }
        guard let octets = try CheckpointStore.newest(year: shard.year, in: database) else {
            throw AuditFileFault(
                log.fileName, "has no checkpoint yet, so there is nothing that could be checked",
                help: "a running node makes one within the hour")
        }
        guard let key = keys.first(where: { $0.name == shard.origin }) else {
            throw AuditFileFault(
                log.fileName, "no key was given for `\(shard.origin)`", help: "name the node with `--config`")
        }
        checkpoint = try ShardView.checkpoint(octets, key, log)
        note = try SignedNote(octets: octets)
        (self.database, self.log, self.shard) = (database, log, shard)
    }

    private static func checkpoint(
        _ octets: [UInt8], _ key: NoteVerifierKey, _ log: LogName
    ) throws(AuditFileFault) -> Checkpoint {
        do { return try Checkpoint(note: octets, signedBy: key) } catch {
            throw AuditFileFault(
                log.fileName, "its newest checkpoint is refused: \(error)", help: "run `fcg audit fsck`")
        }
    }

    /// The octets of a tile of hashes.
    func tile(_ path: TilePath) -> [UInt8]? { TileRows(database, year: shard.year).octets(path) }

    /// A proof that a leaf stands under the checkpoint, if it does.
    func inclusionProof(of index: Int64) throws(TileFault) -> InclusionProof? {
        try InclusionProof.make(index: index, size: checkpoint.size, tiles: tile)
    }
}
