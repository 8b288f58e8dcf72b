import Foundation
import GRDB
package import MerkleLog
import WireProtocol

/// What a log of ours says to a checkpoint of it that somebody else holds.
package enum Containment: Sendable, Equatable {
    /// The log had exactly this root at this size.
    case contained
    /// The log never was so large: it has been put back to an older state.
    case newer
    /// The log has another history.
    case otherRoot
}

/// A shard of a log of ours.
package struct OwnShard: Sendable, Hashable {
    package let log: LogName
    package let year: Int

    package init(log: LogName, year: Int) {
        self.log = log
        self.year = year
    }
}

extension AuditTrail {
    /// The newest shards of both logs.
    package var shards: [OwnShard] { LogName.allCases.map { OwnShard(log: $0, year: store($0).state.year) } }

    /// The head of a log's newest shard, unsigned, as its tables show it once they have all that is durable, if they can.
    package func head(_ log: LogName) -> Checkpoint {
        try? store(log).settle()
        let state = store(log).state
        return Checkpoint(origin: state.origin, size: state.size, root: state.edge.root)
    }

    /// Whether a log of ours is one whose beginning the checkpoint describes.
    package func containment(of checkpoint: Checkpoint, in shard: OwnShard) throws(AuditFailure) -> Containment {
        guard checkpoint.size <= size(of: shard) else { return .newer }
        let root = try store(shard.log).read { database in
            try AuditTrail.root(at: checkpoint.size, in: TileRows(database, year: shard.year))
        }
        return root == checkpoint.root ? .contained : .otherRoot
    }

    /// The hashes that join two sizes of a shard, or `nil` if it never had them.
    package func consistency(
        of shard: OwnShard, from old: Int64, to new: Int64
    ) throws(AuditFailure) -> ConsistencyProof? {
        guard new <= size(of: shard) else { return nil }
        return try store(shard.log).read { database in
            try ConsistencyProof.make(from: old, to: new, tiles: TileRows(database, year: shard.year).octets)
        }
    }

    /// The hashes that lead from a leaf to a root of its shard.
    package func inclusion(
        of index: Int64, in shard: OwnShard, size: Int64
    ) throws(AuditFailure) -> InclusionProof? {
        guard size <= self.size(of: shard) else { return nil }
        return try store(shard.log).read { database in
            try InclusionProof.make(index: index, size: size, tiles: TileRows(database, year: shard.year).octets)
        }
    }

    /// Stored checkpoints of a shard that reach beyond an index, the newest first.
    package func storedCheckpoints(
        _ shard: OwnShard, beyond index: Int64, limit: Int = 64
    ) throws(AuditFailure) -> [SignedNote] {
        try store(shard.log).readSettled { database in
            let notes = try Data.fetchAll(
                database, sql: "SELECT note FROM checkpoint WHERE year = ? AND size > ? ORDER BY size DESC LIMIT ?",
                arguments: [shard.year, index, limit])
            return try notes.map { try SignedNote(octets: Array($0)) }
        }
    }

    private func size(of shard: OwnShard) -> Int64 {
        let state = store(shard.log).state
        if state.year == shard.year { return state.size }
        guard let final = try? storedCheckpoint(shard.log, year: shard.year), let note = try? SignedNote(octets: final)
        else { return 0 }
        return (try? Checkpoint(text: note.text))?.size ?? 0
    }

    private static func root(at size: Int64, in rows: TileRows) throws -> MerkleHash {
        var tiles = TileReader(size: size, fetch: rows.octets)
        return try RightEdge(size: size) { position throws(TileFault) in try tiles.hash(at: position) }.root
    }
}

// MARK: - A state put back

extension AuditTrail {
    /// Whether nothing may be recorded any more because somebody holds a newer checkpoint of ours.
    package var isRolledBack: Bool { FileManager.default.fileExists(atPath: folder.newerCheckpoint) }

    /// Takes no more records, now and at every later start, until the log contains this note of its own again.
    ///
    /// The note is signed with our own key, so nobody else can have made it up: whoever calls this has checked that.
    package func refuse(because note: SignedNote) throws(AuditFailure) {
        if !isRolledBack { try DurableFile.create(folder.newerCheckpoint, with: note.octets) }
        refuseAll(AuditTrail.rollback(note))
    }

    /// At a start: goes on refusing, unless the newest folder was put back meanwhile.
    func recallNewerCheckpoint() throws(AuditFailure) {
        guard let octets = try DurableFile.read(folder.newerCheckpoint) else { return }
        guard let note = try? SignedNote(octets: octets), let checkpoint = try? Checkpoint(text: note.text),
            let shard = shard(of: checkpoint.origin)
        else { return refuseAll(.damaged("`\(folder.newerCheckpoint)` is not a checkpoint of ours")) }
        guard try containment(of: checkpoint, in: shard) == .contained else {
            return refuseAll(AuditTrail.rollback(note))
        }
        try DurableFile.remove(folder.newerCheckpoint)
    }

    /// The shard of ours with an origin.
    package func shard(of origin: String) -> OwnShard? {
        guard let year = origin.split(separator: "/").last.flatMap({ Int($0) }) else { return nil }
        return LogName.allCases.map { OwnShard(log: $0, year: year) }
            .first { configuration.origin($0.log, year: year) == origin }
    }

    private static func rollback(_ note: SignedNote) -> AuditFailure {
        let head = (try? Checkpoint(text: note.text)).map { "size \($0.size) of `\($0.origin)`" } ?? "a size"
        return .rollbackDetected("a witness holds \(head), signed with our own key, and this log does not contain it")
    }

    /// From now on a witness has to be heard before checkpoints are signed and before the fence can fall. To be called
    /// before anything is served or recorded; a log without leaves needs nobody.
    package func awaitWitness() {
        if exchange.state.size > 0 || internalLog.state.size > 0 { fence.awaitWitness() }
    }

    /// Whether a witness has still to be heard.
    package var awaitsWitness: Bool { fence.awaitsWitness }

    /// A witness was heard, and what it holds is contained in our logs; `isUpToDate` if
    /// it is one of the exchange log's newest checkpoints.
    package func heardWitness(isUpToDate: Bool) { fence.heard(isUpToDate: isUpToDate) }
}
