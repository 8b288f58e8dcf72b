import AuditTrail
package import DutyDesk
import PeerDirectory
import WireProtocol

/// Brings what the audit trail put in its outbox to the duty desk, in order, each once.
///
/// The desk takes an item by its outbox id, so a crash between taking and acknowledging repeats nothing. A row that
/// can never be taken is set aside, so that later ones are.
package struct OutboxCourier: Sendable {
    /// What one round brought.
    package struct Delivery: Sendable, Equatable {
        /// Tasks that were new.
        package var tasks = 0
        /// Rows set aside, each by the leaf it follows from: `<origin> <index> row <id>`.
        package var aside: [String] = []
    }

    private let node: NodeContext
    private let desk: DutyDesk

    package init(node: NodeContext, desk: DutyDesk) {
        self.node = node
        self.desk = desk
    }

    /// Delivers until nothing is left.
    @discardableResult
    package func deliver() async throws -> Delivery {
        var delivery = Delivery()
        while true {
            let rows = try node.audit.outbox(after: 0, limit: 256)
            guard let last = rows.last else { return delivery }
            let taken = try take(rows)
            delivery.tasks += taken.tasks
            for row in taken.impossible {
                try await setAside(row)
                delivery.aside.append(row.name)
            }
            try node.audit.acknowledge(outboxThrough: last.id)
        }
    }

    /// A row that is itself wrong is impossible; a desk that cannot write now is an error, and all rows stay. The desk is
    /// written to once, whether or not anything is for it.
    private func take(_ rows: [OutboxRow]) throws -> (tasks: Int, impossible: [OutboxRow]) {
        var impossible: [OutboxRow] = []
        var due: [(row: OutboxRow, item: DutyItem)] = []
        for row in rows where !row.isOf(kind: OutboxItem.nothing) {
            guard let content = row.item else {
                impossible.append(row)
                continue
            }
            do { due.append((row, try DutyItem(content, in: row))) } catch { impossible.append(row) }
        }
        var tasks = 0
        for (found, result) in zip(due, try desk.take(due.map(\.item))) {
            switch result {
            case .success(let isNew): tasks += isNew ? 1 : 0
            case .failure(let fault) where fault.isOfTheItem: impossible.append(found.row)
            case .failure(let fault): throw fault
            }
        }
        return (tasks, impossible)
    }

    /// The record comes first: a crash in between records it twice, and loses no row unsaid.
    private func setAside(_ row: OutboxRow) async throws {
        _ = try await node.audit.record(
            InternalEvent(
                event: "outbox.set-aside", binding: row.name, directory: node.directory.current.version,
                payloads: LeafPayloads(), time: node.now()))
        try node.audit.setAside(outbox: row.id)
    }
}

extension OutboxRow {
    /// The leaf it follows from and its number: nothing of what it holds.
    fileprivate var name: String { "\(origin) \(index) row \(id)" }
}

extension DutyDeskFault {
    /// Whether the item, and not the desk, is at fault: then no later try will do better.
    fileprivate var isOfTheItem: Bool {
        switch self {
        case .changedItem, .unreadableDetail, .impossibleClock: true
        case .unknownTask, .alreadyDone, .emptyNote, .nobodyNamed, .samePerson, .unusableFile, .storage: false
        }
    }
}

extension DutyItem {
    fileprivate init(_ item: OutboxItem, in row: OutboxRow) throws(SchemaFault) {
        guard let kind = DutyKind(rawValue: item.kind) else { throw SchemaFault("kind", "is no kind of task") }
        var reader = try ObjectReader(item.payload.reveal(), at: "outbox")
        self.init(
            outboxID: row.id, log: row.origin, kind: kind,
            exchange: try reader.parsed("exchange", as: "an exchange id", ExchangeID.init),
            counterpart: try reader.parsed("counterpart", as: "a GSS code", AuthorityID.init),
            raised: try reader.parsed("raised", as: "a time in UTC", Instant.init),
            dueMinutes: Int(try reader.integer("dueMinutes", in: 1...525_600)), detail: try reader.take("detail"))
        try reader.finish()
    }
}
