import GRDB
package import WireProtocol

extension AuditTrail {
    /// Erases payloads of one leaf for good, and its bodies whole, because a body names several people.
    ///
    /// First a `payload.erased` leaf for each payload stands durably in the internal log, then the rows go: roots,
    /// proofs and evidence stay valid. `payloads` say who erased and on what legal basis.
    @discardableResult
    package func erase(
        _ slots: Set<PayloadSlot>, ofLeaf index: Int64, in log: LogName, year: Int, directory: Int64,
        payloads: LeafPayloads, time: Instant
    ) async throws(AuditFailure) -> [AuditReceipt] {
        guard let seq = try seq(ofLeaf: index, in: log, year: year) else {
            throw .unacceptable("there is no leaf \(index) in shard \(year) of the \(log.rawValue) log")
        }
        var receipts: [AuditReceipt] = []
        for slot in PayloadSlot.allCases where slots.contains(slot) {
            let binding = Tombstones.binding(log, year: year, index: index, slot: slot)
            receipts.append(
                try await record(
                    InternalEvent(
                        event: Tombstones.event, binding: binding, directory: directory, payloads: payloads, time: time)
                ))
        }
        try store(log).write { database in
            for slot in slots {
                try database.execute(
                    sql: "UPDATE payload SET \(slot) = NULL WHERE seq = ?", arguments: [seq])
            }
            try database.execute(sql: "DELETE FROM body WHERE seq = ?", arguments: [seq])
        }
        return receipts
    }

    private func seq(ofLeaf index: Int64, in log: LogName, year: Int) throws(AuditFailure) -> Int64? {
        try store(log).read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT l.seq FROM shard s JOIN leaf l ON l.seq = s.first + ?
                    WHERE s.year = ? AND ? >= 0 AND NOT EXISTS
                        (SELECT 1 FROM shard later WHERE later.year > s.year AND later.first <= l.seq)
                    """, arguments: [index, year, index])
        }
    }
}
