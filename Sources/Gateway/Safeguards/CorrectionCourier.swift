import AuditTrail
package import CaseIndex
package import DutyDesk
import PeerDirectory
import WireProtocol

/// Brings corrections to those who received a wrong answer: recorded first, then a task with a clock to tell them.
///
/// Each step is noted in the book once it is done, so that a crash between two of them repeats at most a record. What is
/// told is that and when, never what would have been right.
package struct CorrectionCourier: Sendable {
    private let node: NodeContext
    private let book: StaffBook
    private let desk: DutyDesk

    package init(node: NodeContext, book: StaffBook, desk: DutyDesk) {
        self.node = node
        self.book = book
        self.desk = desk
    }

    /// Delivers what waits; says how many that was. Whom the directory does not know waits on.
    @discardableResult
    package func deliver() async throws -> Int {
        var delivered = 0
        for waiting in try book.undelivered() {
            guard let member = node.directory.current.members[waiting.correction.counterpart] else { continue }
            if !waiting.isRecorded {
                try await record(waiting.correction)
                try book.noteRecorded(waiting.id)
            }
            do { _ = try desk.take(task(waiting.correction, waiting.id, member)) } catch DutyDeskFault.changedItem {
                // It was taken before, when the directory named another line to ring.
            }
            try book.noteDelivered(waiting.id)
            delivered += 1
        }
        return delivered
    }

    private func record(_ correction: Correction) async throws {
        _ = try await node.audit.record(
            InternalEvent(
                event: "correction.sent", binding: correction.exchange.text,
                directory: node.directory.current.version,
                payloads: LeafPayloads(
                    actor: ["by": .string(correction.by.reveal())],
                    decision: [
                        "to": .string(correction.counterpart.code), "received": .string(correction.received.text),
                    ], reason: ["why": .string(correction.why.reveal())], subject: [:]), time: node.now()))
    }

    /// The same octets at every try: the desk takes an item once.
    private func task(_ correction: Correction, _ id: Int64, _ member: Member) -> DutyItem {
        DutyItem(
            outboxID: id, log: "\(node.authority)/corrections", kind: .correction, exchange: correction.exchange,
            counterpart: correction.counterpart, raised: correction.foundAt, dueMinutes: 1_440,
            detail: [
                "received": .string(correction.received.londonDay.description),
                "ring": [
                    "name": "duty desk", "organisation": .string(member.organisation ?? member.name),
                    "phone": .string(member.dutyDesk.phone),
                ],
            ])
    }
}
