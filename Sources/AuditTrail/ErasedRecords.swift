import GRDB

/// A record of which something is erased: the number of its key, and whether a row of it is still in the outbox.
struct ErasedRecord: Sendable {
    let key: Int64
    let waitsInOutbox: Bool
}

/// What stands now where a tombstone says that payloads were erased.
struct ErasedRecords {
    private(set) var records: [ErasedRecord] = []
    /// Whether a payload is still there.
    private(set) var isHeld = false
    /// Numbers of the keys of residues.
    private(set) var residues: [Int64] = []

    init(_ rows: ErasedRows, in database: Database) throws {
        let shards = try ShardRow.all(in: database)
        guard let position = shards.firstIndex(where: { $0.year == rows.year }) else { return }
        let first = shards[position].first
        let end = position + 1 < shards.count ? shards[position + 1].first : Int64.max
        let waiting = Set(
            try Int64.fetchAll(
                database, sql: "SELECT seq FROM outbox WHERE seq >= ? AND seq < ?", arguments: [first, end]))
        let held = rows.slots.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
        let find = try database.cachedStatement(
            sql: "SELECT seq, key, (\(held)) AS held FROM payload WHERE seq BETWEEN ? AND ?")
        let left = try database.cachedStatement(sql: "SELECT key FROM residue WHERE seq BETWEEN ? AND ?")
        for part in rows.indexes.map({ $0.map { first + $0...first + $0 } }) ?? [first...end - 1] {
            let arguments: StatementArguments = [part.lowerBound, part.upperBound]
            let found = try Row.fetchCursor(find, arguments: arguments)
            while let row = try found.next() {
                records.append(ErasedRecord(key: row["key"], waitsInOutbox: waiting.contains(row["seq"])))
                if row["held"] as Bool { isHeld = true }
            }
            residues += try Int64.fetchAll(left, arguments: arguments)
        }
    }
}

extension AuditTrail {
    /// Destroys the keys of erased payloads, where that was interrupted, or where an outbox row still needed one.
    ///
    /// An erasure whose rows are still there is left alone: whoever ordered it orders it again.
    package func finishErasures() throws(AuditFailure) {
        var done: [PendingErasure] = []
        var logs: Set<LogName> = []
        for erasure in try vault.pendingErasures() {
            let found = try store(erasure.payloads.log).read { try ErasedRecords(erasure.payloads, in: $0) }
            guard !found.isHeld, Set(found.residues).isDisjoint(with: erasure.residues) else { continue }
            try vault.destroy(Set(erasure.payloads.slots), of: found.records)
            try vault.destroy(erasure.residues)
            logs.insert(erasure.payloads.log)
            if !found.records.contains(where: \.waitsInOutbox) { done.append(erasure) }
        }
        guard !logs.isEmpty else { return }
        try vault.file.forgetOldPages()
        for log in LogName.allCases where logs.contains(log) { try store(log).forgetOldPages() }
        for erasure in done { try vault.forget(erasure) }
    }
}

extension AuditTrail {
    /// Refuses a `keys.db` that is older than the logs: it would give numbers again that records have, and holds keys
    /// that were destroyed since.
    func checkKeys() throws(AuditFailure) {
        for log in LogName.allCases {
            let newest = try store(log).read {
                try Int64.fetchOne($0, sql: "SELECT key FROM payload ORDER BY seq DESC LIMIT 1")
            }
            guard newest ?? 0 <= vault.lastBefore else {
                throw .damaged(
                    "`keys.db` is older than `\(log.fileName)`, whose newest record names a key it never made; put "
                        + "the newest whole audit folder back")
            }
        }
    }
}
