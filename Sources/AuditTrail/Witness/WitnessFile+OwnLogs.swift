import Foundation
import GRDB
package import MerkleLog
import WireProtocol

// What witnesses said of our own checkpoints. It stands outside the tree: four kilobytes of a leaf do not hold it.

extension WitnessFile {
    /// Keeps a witness's line for a checkpoint of ours. The caller has verified it.
    package func keep(_ line: NoteSignature, of checkpoint: Checkpoint) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO cosigned(origin, size, witness, line) VALUES (?, ?, ?, ?)",
                arguments: [checkpoint.origin, checkpoint.size, line.name, line.line])
        }
    }

    /// A checkpoint of ours with all that witnesses said of it so far.
    package func cosigned(_ note: SignedNote) throws(AuditFailure) -> SignedNote {
        try read { database in
            let checkpoint = try Checkpoint(text: note.text)
            let lines = try String.fetchAll(
                database, sql: "SELECT line FROM cosigned WHERE origin = ? AND size = ? ORDER BY witness",
                arguments: [checkpoint.origin, checkpoint.size])
            return try SignedNote(octets: note.octets + lines.flatMap { Array($0.utf8) })
        }
    }

    /// The largest size of a log of ours that a witness cosigned; 0 if none.
    package func size(of origin: String, cosignedBy witness: String) throws(AuditFailure) -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT coalesce(max(size), 0) FROM cosigned WHERE origin = ? AND witness = ?",
                arguments: [origin, witness]) ?? 0
        }
    }

    /// Whether a witness cosigned a log of ours at a size.
    package func has(_ checkpoint: Checkpoint, cosignedBy witness: String) throws(AuditFailure) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM cosigned WHERE origin = ? AND size = ? AND witness = ?)",
                arguments: [checkpoint.origin, checkpoint.size, witness]) ?? false
        }
    }
}
