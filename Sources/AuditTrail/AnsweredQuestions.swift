import Foundation
import GRDB
package import WireProtocol

/// One question this node answered, as far as its limits need to know it.
package struct AnsweredQuestion: Sendable, Equatable {
    package let asker: AuthorityID
    package let exchange: ExchangeID
    package let time: Instant
    /// The asker's pseudonym of that day for its worker; `nil` once the payload is erased.
    package let staff: Redacted<String>?
}

extension AuditTrail {
    /// Attempts answered from a moment on, oldest first, so that what is counted in memory outlives the process.
    package func answered(since start: Instant) throws(AuditFailure) -> [AnsweredQuestion] {
        var found: [AnsweredQuestion] = []
        var end = Int64.max
        while true {
            let rows = try exchange.read { try Self.page(before: end, in: $0) }
            for row in rows {
                let octets = Array(row["octets"] as Data)
                guard let leaf = ReadLeaf(octets, in: .exchange) else {
                    throw .damaged("leaf \(row["seq"] as Int64) is not in its one form")
                }
                guard leaf.time >= start else { return found.reversed() }
                if let question = try question(leaf, row) { found.append(question) }
            }
            guard let last = rows.last else { return found.reversed() }
            end = last["seq"]
        }
    }

    private static func page(before end: Int64, in database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT l.octets, l.seq, p.key, p.actor FROM leaf l JOIN payload p USING(seq)
                WHERE l.seq < ? ORDER BY l.seq DESC LIMIT 500
                """, arguments: [end])
    }

    private func question(_ leaf: ReadLeaf, _ row: Row) throws(AuditFailure) -> AnsweredQuestion? {
        guard let exchange = leaf.exchange, exchange.event == .answered else { return nil }
        return AnsweredQuestion(
            asker: exchange.counterpart, exchange: exchange.exchange, time: leaf.time, staff: try staff(leaf, row))
    }

    private func staff(_ leaf: ReadLeaf, _ row: Row) throws(AuditFailure) -> Redacted<String>? {
        guard let sealed = row["actor"] as Data?, let key = try vault.reader.key(row["key"], .actor) else { return nil }
        guard
            let opened = SealedFrame.open(sealed, slot: .actor, commitment: leaf.commitments.actor, key: key),
            case .object(let members) = try? StrictJSON.parse(opened.payload, limits: .file),
            case .string(let staff) = members["staff"]
        else { throw .damaged("payload actor of leaf \(row["seq"] as Int64) does not open") }
        return Redacted(staff)
    }
}
