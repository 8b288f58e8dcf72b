import Foundation
import GRDB
package import WireProtocol

/// What is left of a payload after one person was taken out of it: the others' part, which no commitment covers.
package struct Residue: Sendable, Equatable {
    package let index: Int64
    package let slot: PayloadSlot
    package let value: Redacted<JSONValue>

    package init(index: Int64, slot: PayloadSlot, value: JSONValue) {
        self.index = index
        self.slot = slot
        self.value = Redacted(value)
    }
}

/// Payloads of one shard that are to be erased, on whose word and on what legal basis.
package struct Erasure: Sendable {
    package var log: LogName
    package var year: Int
    package var slots: Set<PayloadSlot>
    /// Which leaves; `nil` for a whole shard at the end of its time.
    package var indexes: [Int64]?
    package var residues: [Residue]
    package var directory: Int64
    /// Who erased, and why: what the tombstones commit to.
    package var payloads: LeafPayloads
    package var time: Instant

    package init(
        log: LogName, year: Int, slots: Set<PayloadSlot>, indexes: [Int64]?, residues: [Residue] = [],
        directory: Int64, payloads: LeafPayloads, time: Instant
    ) {
        (self.log, self.year, self.slots, self.indexes) = (log, year, slots, indexes)
        (self.residues, self.directory, self.payloads, self.time) = (residues, directory, payloads, time)
    }
}

extension AuditTrail {
    /// Erases payloads for good, and the bodies of their leaves whole, because a body names several people.
    ///
    /// First `payload.erased` leaves stand durably in the internal log, then the rows go, then the keys that could open
    /// a copy of them: roots, proofs and evidence stay valid. Interrupted in between, `fsck` says so, and erasing the
    /// same again finishes it; where the rows are gone, ``finishErasures()`` does too. A hold refuses.
    @discardableResult
    package func erase(_ erasure: Erasure) async throws(AuditFailure) -> [AuditReceipt] {
        let rows = try store(erasure.log).read { try ErasableRows(erasure, in: $0) }
        try checkHolds(erasure)
        var receipts: [AuditReceipt] = []
        for part in erasure.tombstones {
            receipts.append(
                try await record(
                    InternalEvent(
                        event: Tombstones.event, binding: part.text, directory: erasure.directory,
                        payloads: erasure.payloads, time: erasure.time)))
        }
        let residues = try sealed(erasure, first: rows.first)
        try vault.note(try leaving(erasure))
        try store(erasure.log).write { try rows.remove(keeping: residues, in: $0) }
        try finishErasures()
        return receipts
    }

    /// By tombstone, what goes, with the keys of residues that are removed.
    private func leaving(_ erasure: Erasure) throws(AuditFailure) -> [(payloads: ErasedRows, residues: [Int64])] {
        try store(erasure.log).read { database in
            try erasure.tombstones.map { ($0, try ErasedRecords($0, in: database).residues) }
        }
    }

    private func sealed(_ erasure: Erasure, first: Int64) throws(AuditFailure) -> [ResidueRow] {
        var rows: [ResidueRow] = []
        for residue in erasure.residues {
            let word = ResidueRow.word(erasure.log, year: erasure.year, index: residue.index, slot: residue.slot)
            let octets = CanonicalJSON.encode(residue.value.reveal())
            let keys = try vault.take()
            let nonce = configuration.random(12)[...]
            rows.append(
                ResidueRow(
                    seq: first + residue.index, slot: residue.slot, key: keys.id,
                    sealed: Data(
                        try SealedOctets.seal(
                            octets, as: word, key: keys[.residue], nonce: nonce, with: try OctetCipher()))))
        }
        return rows
    }
}

extension Erasure {
    /// Tombstones of a length that leaves have room for.
    fileprivate var tombstones: [ErasedRows] {
        guard let indexes else { return [ErasedRows(log, year: year, slots: slots, indexes: nil)] }
        return stride(from: 0, to: indexes.count, by: ErasedRows.mostIndexes).map { start in
            let part = indexes[start..<min(start + ErasedRows.mostIndexes, indexes.count)]
            return ErasedRows(log, year: year, slots: slots, indexes: Array(part))
        }
    }
}

/// The rows that an erasure is about. Lives for one transaction at a time.
private struct ErasableRows {
    let first: Int64
    private let seqs: ClosedRange<Int64>
    private let chosen: [Int64]?
    private let slots: [PayloadSlot]

    /// Refuses indexes that the shard does not have, and a whole shard that is still written to.
    init(_ erasure: Erasure, in database: Database) throws {
        let shards = try ShardRow.all(in: database)
        guard let position = shards.firstIndex(where: { $0.year == erasure.year }) else {
            throw AuditFailure.unacceptable("the \(erasure.log.rawValue) log has no shard of \(erasure.year)")
        }
        let start = shards[position].first
        let isClosed = position + 1 < shards.count
        let leaves = try Int64.fetchOne(database, sql: "SELECT coalesce(max(seq) + 1, 0) FROM leaf") ?? 0
        let end = isClosed ? shards[position + 1].first : leaves
        guard erasure.indexes != nil || isClosed else {
            throw AuditFailure.unacceptable(
                "the shard of \(erasure.year) is still written to: name leaves, or wait for the year to end")
        }
        guard start < end, !erasure.slots.isEmpty, erasure.indexes?.isEmpty != true,
            erasure.indexes?.allSatisfy({ (0..<end - start).contains($0) }) != false
        else {
            throw AuditFailure.unacceptable(
                "there is no such leaf in shard \(erasure.year) of the \(erasure.log.rawValue) log")
        }
        first = start
        seqs = start...end - 1
        chosen = erasure.indexes?.map { start + $0 }
        slots = Array(erasure.slots)
    }

    func remove(keeping residues: [ResidueRow], in database: Database) throws {
        let cleared = slots.map { "\($0) = NULL" }.joined(separator: ", ")
        let range = "seq BETWEEN ? AND ?"
        for part in chosen.map({ $0.map { $0...$0 } }) ?? [seqs] {
            let arguments: StatementArguments = [part.lowerBound, part.upperBound]
            try database.cachedStatement(sql: "UPDATE payload SET \(cleared) WHERE \(range)").execute(
                arguments: arguments)
            for table in ["body", "outbox_aside", "residue"] {
                try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(range)").execute(arguments: arguments)
            }
        }
        for residue in residues { try residue.insert(in: database) }
    }
}

/// A residue as it is stored.
struct ResidueRow: Sendable {
    let seq: Int64
    let slot: PayloadSlot
    let key: Int64
    let sealed: Data

    /// What the octets are bound to: a residue moved to another leaf does not open.
    static func word(_ log: LogName, year: Int, index: Int64, slot: PayloadSlot) -> String {
        "fcg-audit/residue/v1\n\(log.rawValue)/\(year)/\(index)/\(slot)"
    }

    func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO residue(seq, slot, key, sealed) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [seq, slot.description, key, sealed])
    }

    static let table = """
        CREATE TABLE IF NOT EXISTS residue(
            seq INTEGER NOT NULL, slot TEXT NOT NULL, key INTEGER NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY(seq, slot)) STRICT, WITHOUT ROWID;

        """
}

extension LogStore {
    /// Moves everything into the database file and empties journal and write-ahead log, so that no older page is left in it.
    ///
    /// `secure_delete` has overwritten what was removed from the pages themselves.
    func forgetOldPages() throws(AuditFailure) {
        try clearJournal()
        do { try pool.forgetOldPages(of: log.fileName) } catch { throw log.failure(error) }
    }
}

extension DatabaseWriter {
    /// Moves everything into the database file and empties its write-ahead log, waiting five seconds for readers.
    func forgetOldPages(of file: String) throws {
        for _ in 0..<50 {
            let isBusy = try writeWithoutTransaction { database in
                try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")?[0] as Int64? != 0
            }
            guard isBusy else { return }
            usleep(100_000)
        }
        throw AuditFailure.notDurable(
            "`\(file)-wal` is read by somebody and keeps old pages: end that, and erase the same again")
    }
}
