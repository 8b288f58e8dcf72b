package import AuditTrail
package import DutyDesk
import WireProtocol

/// Puts disputes that somebody has to look into on the duty desk, each once and with a clock.
package struct DisputeTasks: Sendable {
    /// Minutes until a dispute is due: three days. A body with the other side's words is kept for 90.
    package static let dueMinutes = 4_320
    private let file: DisputeFile
    private let desk: DutyDesk

    package init(file: DisputeFile, desk: DutyDesk) {
        self.file = file
        self.desk = desk
    }

    /// Takes in what is not there yet; how many were new. Whatever crashes in between, a dispute is one task.
    @discardableResult
    package func deliver() throws -> Int {
        var new = 0
        for dispute in try file.disputes() where dispute.kind.isRaised {
            if try desk.take(DutyItem(dispute)) { new += 1 }
        }
        return new
    }
}

extension DutyItem {
    /// The attempt's evidence names the task: 63 bits of it, as good as an outbox row's number.
    fileprivate init(_ dispute: Dispute) {
        let number = dispute.request.octets.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
        self.init(
            outboxID: Int64(number), log: "disputes/\(dispute.kind.rawValue)", kind: .dispute,
            exchange: dispute.exchange, counterpart: dispute.counterpart, raised: dispute.found,
            dueMinutes: DisputeTasks.dueMinutes,
            detail: [
                "ring": ["name": "the other council's information governance officer"],
                "dispute": .string(dispute.kind.rawValue), "entry": .integer(dispute.index),
            ])
    }
}
