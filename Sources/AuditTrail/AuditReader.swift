import Foundation
import GRDB
import WireProtocol

/// Reads the entries of an audit folder, oldest first, whether or not a node is writing to it. It changes nothing, and
/// checks what it opens against the leaves' commitments; ``AuditVerifier`` checks the log itself.
///
/// Reading entries is itself an event that the caller records.
package struct AuditReader: Sendable {
    let folder: String
    let masterKey: [UInt8]

    /// - Parameter masterKey: opens payloads; read from the folder unless given.
    package init(folder: String, masterKey: [UInt8]? = nil) throws(AuditFailure) {
        self.folder = folder
        self.masterKey = if let masterKey { masterKey } else { try AuditFolder(path: folder).readMasterKey() }
    }

    /// Hands over the entries of one event one at a time, with some of their payloads opened. An erased payload is missing.
    package func forEach(
        _ event: String, in log: LogName, opening slots: Set<PayloadSlot>, _ body: (AuditEntryView) throws -> Void
    ) throws {
        do {
            try AuditVerifier.inSnapshot(of: log, folder) { database in
                // Read after the snapshot: keys are on disk before anything is sealed with them.
                let keys = try KeyReader(folder: folder, masterKey: masterKey)
                let shards = try ShardRow.all(in: database)
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT l.octets, l.seq, p.key, p.actor, p.decision, p.reason, p.subject
                        FROM leaf l JOIN payload p USING(seq)
                        WHERE instr(l.octets, CAST(? AS BLOB)) > 0 ORDER BY l.seq
                        """, arguments: ["\"e\":\"\(event)\""])
                while let row = try rows.next() {
                    let seq: Int64 = row["seq"]
                    let first = shards.last { $0.first <= seq }?.first ?? 0
                    let entry = try AuditEntryView(
                        row, log: log, index: seq - first, opening: slots, with: keys)
                    if entry.event == event { try body(entry) }
                }
            }
        } catch let error as DatabaseError {
            throw AuditFailure.damaged("`\(log.fileName)` cannot be read: \(error.auditText)")
        }
    }
}
