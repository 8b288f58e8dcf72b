import Foundation
import GRDB
import MerkleLog

/// What witnesses and timestamp authorities said of our own checkpoints: `witness.db`, where a folder has one.
///
/// Nothing of it is believed here. Who reads a note checks its cosignatures against a policy of their own.
struct CheckpointVoices: Sendable {
    /// A timestamp of a checkpoint (RFC 3161), octet by octet.
    struct Stamp: Sendable, Equatable {
        let size: Int64
        let response: [UInt8]
    }

    private let path: String?

    init(folder: String) {
        let path = folder + "/witness.db"
        self.path = FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// A note with the cosignature lines that were stored for it.
    func cosigned(_ note: SignedNote, _ checkpoint: Checkpoint) throws -> SignedNote {
        let lines = try rows("cosigned") { database in
            try String.fetchAll(
                database, sql: "SELECT line FROM cosigned WHERE origin = ? AND size = ? ORDER BY witness",
                arguments: [checkpoint.origin, checkpoint.size])
        }
        return lines.isEmpty ? note : try SignedNote(octets: note.octets + lines.flatMap { Array($0.utf8) })
    }

    /// The timestamps of a log's checkpoints, up to a size. One of a later checkpoint vouches for those before it.
    func stamps(of checkpoint: Checkpoint) throws -> [Stamp] {
        try rows("stamp") { database in
            try Row.fetchAll(
                database, sql: "SELECT size, response FROM stamp WHERE origin = ? AND size = ? ORDER BY seconds",
                arguments: [checkpoint.origin, checkpoint.size]
            ).map { Stamp(size: $0["size"], response: Array($0["response"] as Data)) }
        }
    }

    private func rows<Value>(_ table: String, _ body: (Database) throws -> [Value]) throws -> [Value] {
        guard let path else { return [] }
        var settings = Configuration()
        settings.readonly = true
        settings.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: settings).read { database in
            try database.tableExists(table) ? try body(database) : []
        }
    }
}
