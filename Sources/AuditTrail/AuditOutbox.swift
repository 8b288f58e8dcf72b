import Foundation
import GRDB
import WireProtocol

extension AuditTrail {
    /// Rows of the outbox after `id`, the oldest first. One that does not open comes without its item.
    package func outbox(after id: Int64, limit: Int) throws(AuditFailure) -> [OutboxRow] {
        let rows = try exchange.read { database in
            let next = try database.cachedStatement(
                sql: """
                    SELECT o.id, o.seq, o.key, o.sealed, s.origin, s.first FROM outbox o
                    JOIN shard s ON s.year = (SELECT max(year) FROM shard WHERE first <= o.seq)
                    WHERE o.id > ? ORDER BY o.id LIMIT ?
                    """)
            return try Row.fetchAll(next, arguments: [id, limit])
        }
        var items: [OutboxRow] = []
        for row in rows {
            let (seq, first): (Int64, Int64) = (row["seq"], row["first"])
            let key = try vault.reader.key(row["key"], .outbox)
            items.append(
                OutboxRow(
                    id: row["id"], origin: row["origin"], index: seq - first,
                    opened: key.flatMap { OutboxFrame.open(row["sealed"], key: $0) }))
        }
        return items
    }

    /// Removes the rows of the outbox up to `id`: all of them were taken over elsewhere.
    package func acknowledge(outboxThrough id: Int64) throws(AuditFailure) {
        try exchange.write { database in
            try database.cachedStatement(sql: "DELETE FROM outbox WHERE id <= ?").execute(arguments: [id])
        }
    }

    /// Takes a row out of the way of later ones and keeps it for whoever looks into it. Record first that it is done.
    package func setAside(outbox id: Int64) throws(AuditFailure) {
        try exchange.write { database in
            try database.execute(
                sql:
                    "INSERT INTO outbox_aside(id, seq, key, sealed) SELECT id, seq, key, sealed FROM outbox WHERE id = ?",
                arguments: [id])
            try database.execute(sql: "DELETE FROM outbox WHERE id = ?", arguments: [id])
        }
    }
}
