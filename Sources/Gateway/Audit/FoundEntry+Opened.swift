import AuditTrail
import WireProtocol

extension FoundEntry {
    /// What an officer's command reads of an entry. That it reads, and who, was recorded before.
    func opened(_ slot: PayloadSlot) -> JSONValue? { self[slot]?.reveal() }

    /// The people of a question, in its order.
    var subjects: [RecordedSubject] { (opened(.subject)?.elements ?? []).compactMap(RecordedSubject.init) }
}
