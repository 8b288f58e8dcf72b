package import AuditTrail
package import DutyDesk
import Logging
import WireProtocol

/// Brings what the audit trail put in its outbox to the duty desk, in order, each once.
///
/// The desk takes an item by its outbox id, so a crash between taking and acknowledging repeats nothing.
package struct OutboxCourier: Sendable {
    private let audit: AuditTrail
    private let desk: DutyDesk

    package init(audit: AuditTrail, desk: DutyDesk) {
        self.audit = audit
        self.desk = desk
    }

    /// Delivers until nothing is left; returns how many tasks were new.
    @discardableResult
    package func deliver() throws -> Int {
        var delivered = 0
        while true {
            let rows = try audit.outbox(limit: 256)
            guard !rows.isEmpty else { return delivered }
            for row in rows {
                guard let item = DutyItem(row) else { continue }
                if try desk.take(item) { delivered += 1 }
            }
            try audit.acknowledge(outbox: rows.map(\.id))
        }
    }
}

extension DutyItem {
    /// A task from an outbox row; `nil` for rows that only make commits alike.
    fileprivate init?(_ row: OutboxRow) {
        guard let kind = DutyKind(rawValue: row.kind), case .object(let detail) = row.payload else { return nil }
        var minutes = 1_440
        if case .integer(let given)? = detail["dueMinutes"] { minutes = Int(given) }
        self.init(
            outboxID: row.id, log: "exchange", kind: kind, exchange: row.exchange, counterpart: row.counterpart,
            raised: row.time, dueMinutes: minutes, detail: row.payload)
    }
}
