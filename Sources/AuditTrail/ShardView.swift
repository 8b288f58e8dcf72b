import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// One shard as a checkpoint has it: what is exported, and what proofs are made of.
struct ShardView {
    let database: Database
    let log: LogName
    let shard: ShardRow
    let note: SignedNote
    let checkpoint: Checkpoint
    /// A timestamp of the checkpoint, if one is kept.
    let stamp: [UInt8]?

    /// A shard of a database, the newest unless told, at the newest checkpoint that `policy` accepts with what witnesses
    /// said of it; where none is witnessed by enough yet, at the newest there is.
    ///
    /// - Parameter least: a checkpoint of so many entries is needed.
    init(
        _ database: Database, log: LogName, year: Int?, keys: [NoteVerifierKey], voices: CheckpointVoices,
        policy: (NoteVerifierKey) throws -> LogPolicy, least: Int64 = 0
    ) throws {
        let shards = try ShardRow.all(in: database)
        guard let shard = shards.last(where: { $0.year == year ?? $0.year }) else {
            throw AuditFileFault(
                log.fileName, "has no shard of that year",
                help: "years: \(shards.map { String($0.year) }.joined(separator: ", "))")
        }
        guard let key = keys.first(where: { $0.name == shard.origin }) else {
            throw AuditFileFault(
                log.fileName, "no key was given for `\(shard.origin)`", help: "name the node with `--config`")
        }
        let notes = try ShardView.notes(of: shard, least: least, in: database).map { octets in
            let checkpoint = try ShardView.checkpoint(octets, key, log)
            return (checkpoint, try voices.cosigned(SignedNote(octets: octets), checkpoint))
        }
        let policy = try policy(key)
        guard let (checkpoint, note) = notes.first(where: { (try? policy.accept($0.1)) != nil }) ?? notes.first else {
            throw AuditFileFault(
                log.fileName, "has no checkpoint that reaches so far",
                help: "check the number; a node makes a checkpoint when it is asked for one, at most every ten seconds")
        }
        (self.database, self.log, self.shard) = (database, log, shard)
        (self.checkpoint, self.note) = (checkpoint, note)
        stamp = try voices.stamps(of: checkpoint).first?.response
    }

    /// So many of the newest are looked through for one that is witnessed.
    private static let mostNotes = 64

    private static func notes(of shard: ShardRow, least: Int64, in database: Database) throws -> [[UInt8]] {
        try Data.fetchAll(
            database.cachedStatement(
                sql: "SELECT note FROM checkpoint WHERE year = ? AND size >= ? ORDER BY size DESC LIMIT ?"),
            arguments: [shard.year, least, mostNotes]
        ).map(Array.init)
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
