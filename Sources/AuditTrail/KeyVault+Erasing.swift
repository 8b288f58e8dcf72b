import Foundation
import GRDB

/// An erasure whose rows may be gone and whose keys may not: noted in `keys.db` before the rows go.
struct PendingErasure: Sendable {
    let id: Int64
    let payloads: ErasedRows
    /// Numbers of the keys of residues that an earlier erasure left and this one removes.
    let residues: [Int64]

    static func all(in database: Database) throws -> [PendingErasure] {
        try Row.fetchAll(database, sql: "SELECT id, payloads, residues FROM erasing ORDER BY id").map { row in
            guard let payloads = ErasedRows(row["payloads"]) else {
                throw AuditFailure.damaged("an erasure noted in `keys.db` is not in its one form")
            }
            let residues: String = row["residues"]
            return PendingErasure(
                id: row["id"], payloads: payloads, residues: residues.split(separator: ",").compactMap { Int64($0) })
        }
    }
}

extension KeyVault {
    /// So many rows change in one commit, so that records made meanwhile need not wait long for keys.
    private static let mostInOneCommit = 4_096

    /// What erasures have still to destroy.
    func pendingErasures() throws(AuditFailure) -> [PendingErasure] {
        try file.read { try PendingErasure.all(in: $0) }
    }

    /// Notes what is about to be erased, durably.
    func note(_ erasures: [(payloads: ErasedRows, residues: [Int64])]) throws(AuditFailure) {
        try file.write { database in
            for erasure in erasures {
                let residues = erasure.residues.map(String.init).joined(separator: ",")
                try database.execute(
                    sql: "INSERT INTO erasing(payloads, residues) VALUES (?, ?)",
                    arguments: [erasure.payloads.text, residues])
            }
        }
    }

    /// Ends the note of an erasure of which nothing is left to do.
    func forget(_ erasure: PendingErasure) throws(AuditFailure) {
        try file.write { try $0.execute(sql: "DELETE FROM erasing WHERE id = ?", arguments: [erasure.id]) }
    }

    /// Destroys what could open some payloads of records, their bodies and, unless it still waits, their outbox rows.
    func destroy(_ slots: Set<PayloadSlot>, of records: [ErasedRecord]) throws(AuditFailure) {
        try change(records.filter { $0.key >= RecordKey.firstNumber }) { record, wrapped in
            // A row that does not open protects nobody's payloads any more.
            guard let row = RecordKeyRow(wrapped, id: record.key, master: self.file.master),
                let rest = row.without(slots, keepingOutbox: record.waitsInOutbox)
            else { return RecordKeyRow.destroyed }
            if case .part(let before) = row, case .part(let after) = rest, before.count == after.count { return nil }
            return Data(
                try rest.wrapped(
                    record.key, master: self.file.master, nonce: self.file.random(12)[...],
                    with: try OctetCipher()))
        }
    }

    /// Destroys whole keys.
    func destroy(_ numbers: [Int64]) throws(AuditFailure) {
        let records = numbers.filter { $0 >= RecordKey.firstNumber }
        try change(records.map { ErasedRecord(key: $0, waitsInOutbox: false) }) { _, _ in RecordKeyRow.destroyed }
    }

    /// Destroys the days' keys of bodies that are too old to be kept, once there are none of those days.
    func destroyBodyKeys(before day: Int) throws(AuditFailure) {
        if try days.destroyBodyKeys(before: day) > 0 { reader.forget() }
        // Each time, so that what a reader kept last time goes now.
        try file.forgetOldPages()
    }

    /// Overwrites rows where they lie. A record without a row, or whose row is destroyed already, is passed over.
    private func change(
        _ records: [ErasedRecord], _ body: (ErasedRecord, Data) throws -> Data?
    ) throws(AuditFailure) {
        defer { reader.forget() }
        for start in stride(from: 0, to: records.count, by: KeyVault.mostInOneCommit) {
            try file.write { database in
                let find = try database.cachedStatement(sql: "SELECT wrapped FROM record_key WHERE id = ?")
                let update = try BoundStatement(database, "UPDATE record_key SET wrapped = ? WHERE id = ?")
                for record in records[start..<min(start + KeyVault.mostInOneCommit, records.count)] {
                    guard let wrapped = try Data.fetchOne(find, arguments: [record.key]),
                        wrapped != RecordKeyRow.destroyed, let changed = try body(record, wrapped)
                    else { continue }
                    try update.run(.octets(changed), .number(record.key))
                }
            }
        }
    }
}
