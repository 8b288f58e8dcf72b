import Foundation
import GRDB
package import WireProtocol

/// An entry with the shard it stands in, and what is left of payloads that were erased for one person.
package struct FoundEntry: Sendable, Equatable {
    package let log: LogName
    /// Year of the shard.
    package let year: Int
    package let entry: AuditEntryView
    /// By payload, the others' part of what was erased.
    package let residues: [PayloadSlot: Redacted<JSONValue>]

    /// `exchange/2026/17`: how reports and commands name it.
    package var place: String { "\(log.rawValue)/\(year)/\(entry.index)" }

    /// What is there of a payload: as it was committed to, or what an erasure left of it.
    package subscript(slot: PayloadSlot) -> Redacted<JSONValue>? { entry.payloads[slot] ?? residues[slot] }
}

extension AuditReader {
    /// Hands over the entries of some days in the order of the log, with some of their payloads opened, and residues.
    ///
    /// - Parameter isWanted: looks at the leaf before anything of it is opened.
    package func forEach(
        in log: LogName, days: ClosedRange<CalendarDay>? = nil, opening slots: Set<PayloadSlot>,
        where isWanted: (AuditEntryView) -> Bool = { _ in true }, _ body: (FoundEntry) throws -> Void
    ) throws {
        do {
            try AuditVerifier.inSnapshot(of: log, folder) { database in
                let keys = try KeyReader(folder: folder, masterKey: masterKey)
                try forEach(in: log, days, slots, isWanted, body, database, keys)
            }
        } catch let error as DatabaseError {
            throw AuditFailure.damaged("`\(log.fileName)` cannot be read: \(error.auditText)")
        }
    }

    private func forEach(
        in log: LogName, _ days: ClosedRange<CalendarDay>?, _ slots: Set<PayloadSlot>,
        _ isWanted: (AuditEntryView) -> Bool, _ body: (FoundEntry) throws -> Void, _ database: Database,
        _ keys: KeyReader
    ) throws {
        let shards = try ShardRow.all(in: database)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT l.octets, l.seq, p.key, p.actor, p.decision, p.reason, p.subject
                FROM leaf l JOIN payload p USING(seq) ORDER BY l.seq
                """)
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            guard let shard = shards.last(where: { $0.first <= seq }) else { continue }
            let index = seq - shard.first
            let closed = try AuditEntryView(row, log: log, index: index, opening: [], with: nil)
            guard days?.contains(closed.time.londonDay) != false, isWanted(closed) else { continue }
            let entry = try AuditEntryView(row, log: log, index: index, opening: slots, with: keys)
            let left = try residues(of: seq, shard, index, log, slots, database, keys)
            try body(FoundEntry(log: log, year: shard.year, entry: entry, residues: left))
        }
    }

    private func residues(
        of seq: Int64, _ shard: ShardRow, _ index: Int64, _ log: LogName, _ slots: Set<PayloadSlot>,
        _ database: Database, _ keys: KeyReader
    ) throws -> [PayloadSlot: Redacted<JSONValue>] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT slot, key, sealed FROM residue WHERE seq = ?"), arguments: [seq])
        var found: [PayloadSlot: Redacted<JSONValue>] = [:]
        for row in rows {
            guard let slot = PayloadSlot.allCases.first(where: { $0.description == row["slot"] as String }),
                slots.contains(slot)
            else { continue }
            let word = ResidueRow.word(log, year: shard.year, index: index, slot: slot)
            // Erased again since this was read.
            guard let key = try keys.key(row["key"], .residue) else { continue }
            guard let octets = SealedOctets.open(row["sealed"], as: word, key: key),
                let value = try? StrictJSON.parse(octets, limits: .file)
            else { throw AuditFailure.damaged("residue \(slot) of leaf \(index) does not open") }
            found[slot] = Redacted(value)
        }
        return found
    }

    /// The exact octets of an entry's messages, while they are kept: the question and the answer.
    package func bodies(
        of found: FoundEntry
    ) throws -> (query: Redacted<[UInt8]>?, answer: Redacted<[UInt8]>?) {
        try AuditVerifier.inSnapshot(of: found.log, folder) { database in
            let keys = try KeyReader(folder: folder, masterKey: masterKey)
            guard let shard = try ShardRow.all(in: database).first(where: { $0.year == found.year }),
                let row = try Row.fetchOne(
                    database, sql: "SELECT key, day, query, answer FROM body WHERE seq = ?",
                    arguments: [shard.first + found.entry.index]),
                case .key(let key) = try keys.findBody(row["key"], day: row["day"])
            else { return (nil, nil) }
            func open(_ column: String, _ word: String) -> Redacted<[UInt8]>? {
                (row[column] as Data?).flatMap { SealedOctets.open($0, as: word, key: key) }.map { Redacted($0) }
            }
            return (open("query", BodyRow.queryWord), open("answer", BodyRow.answerWord))
        }
    }
}
