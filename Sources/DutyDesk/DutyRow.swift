import Foundation
import GRDB
import WireProtocol

/// A row of the duty desk's table.
struct DutyRow: Equatable {
    let id: Int64
    let item: DutyItem
    let escalated: Instant?
    let completion: DutyCompletion?

    init(_ row: Row) throws(DutyDeskFault) {
        let detail: Data = row["detail"]
        guard let kind = DutyKind(rawValue: row["kind"]), let exchange = ExchangeID(row["exchange"]),
            let counterpart = AuthorityID(row["counterpart"]),
            let detail = try? StrictJSON.parse(Array(detail), limits: .file)
        else { throw .unusableFile }
        id = row["id"]
        item = DutyItem(
            outboxID: row["outbox_id"], log: row["log"], kind: kind, exchange: exchange, counterpart: counterpart,
            raised: Instant(milliseconds: row["raised"]), dueMinutes: row["due_minutes"], detail: detail)
        escalated = DutyRow.instant(row["escalated"])
        completion = DutyRow.completion(row)
    }

    /// The values of a new row, for `log outbox_id kind exchange counterpart raised due_minutes detail`.
    static func arguments(_ item: DutyItem) -> StatementArguments {
        [
            item.log, item.outboxID, item.kind.rawValue, item.exchange.text, item.counterpart.code,
            item.raised.milliseconds, item.dueMinutes, Data(CanonicalJSON.encode(item.detail.reveal())),
        ]
    }

    /// Whether a detail comes back as it was written: one that does not would block every list.
    static func isReadable(_ detail: Redacted<JSONValue>) -> Bool {
        guard case .object = detail.reveal() else { return false }
        return (try? StrictJSON.parse(CanonicalJSON.encode(detail.reveal()), limits: .file)) == detail.reveal()
    }

    func task(now: Instant) -> DutyTask {
        DutyTask(
            id: id, item: item, clock: DutyClock(due: item.due, done: completion?.at, now: now), escalated: escalated,
            completion: completion)
    }

    private static func completion(_ row: Row) -> DutyCompletion? {
        guard let at = instant(row["done_at"]), let by: String = row["done_by"], let note: String = row["done_note"]
        else { return nil }
        return DutyCompletion(by: Redacted(by), note: Redacted(note), at: at)
    }

    private static func instant(_ milliseconds: Int64?) -> Instant? {
        milliseconds.map { Instant(milliseconds: $0) }
    }
}
