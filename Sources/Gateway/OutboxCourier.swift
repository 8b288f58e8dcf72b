package import AuditTrail
package import DutyDesk
import PeerDirectory
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
            let rows = try audit.outbox(after: 0, limit: 256)
            guard !rows.isEmpty else { return delivered }
            for row in rows {
                guard let item = try DutyItem(row) else { continue }
                if try desk.take(item) { delivered += 1 }
            }
            try audit.acknowledge(outbox: rows.map { $0.id })
        }
    }
}

extension DutyItem {
    /// A task from an outbox row; `nil` for rows that only make commits alike.
    fileprivate init?(_ row: OutboxRow) throws(SchemaFault) {
        guard let kind = DutyKind(rawValue: row.kind) else { return nil }
        var reader = try ObjectReader(row.payload.reveal(), at: "outbox")
        self.init(
            outboxID: row.id, log: row.origin, kind: kind,
            exchange: try reader.parsed("exchange", as: "an exchange id", ExchangeID.init),
            counterpart: try reader.parsed("counterpart", as: "a GSS code", AuthorityID.init),
            raised: try reader.parsed("raised", as: "a time in UTC", Instant.init),
            dueMinutes: Int(try reader.integer("dueMinutes", in: 1...525_600)), detail: try reader.take("detail"))
        try reader.finish()
    }
}

/// What the paths put into the outbox for the duty desk.
struct DutyNote {
    let kind: DutyKind
    let exchange: ExchangeID
    let counterpart: AuthorityID
    let raised: Instant
    let dueMinutes: Int
    /// Whom to ring: always a line of the directory, never a number that came in a message.
    let ring: Member
    let detail: [String: JSONValue]

    var item: OutboxItem {
        var detail = self.detail
        detail["ring"] = [
            "name": "duty desk", "organisation": .string(ring.organisation ?? ring.name),
            "phone": .string(ring.dutyDesk.phone),
        ]
        return OutboxItem(
            kind: kind.rawValue,
            payload: [
                "exchange": .string(exchange.text), "counterpart": .string(counterpart.code),
                "raised": .string(raised.preciseText), "dueMinutes": .integer(Int64(dueMinutes)),
                "detail": .object(detail),
            ])
    }

    /// A row of the same form that nobody has to act on: commits do the same work whatever was found.
    var blank: OutboxItem { OutboxItem(kind: "nothing", payload: item.payload.reveal()) }
}
