import AuditTrail
import DutyDesk
import PeerDirectory
import WireProtocol

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

    func item(length: Int) -> OutboxItem {
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
            ], length: length)
    }

    /// Octets that cover every note this question can raise, whoever is found: 2,048 for whom to ring (the directory
    /// keeps names and numbers short) and when, and 512 for each person and the keys of up to 16 candidates.
    static func length(about question: FamilyQuery) -> Int {
        let refs = LeafPayloads.octets(.array(question.subjects.map { .string($0.ref) }))
        let words = LeafPayloads.octets(.array([.string(question.purpose.text), .string(question.urgency.text)]))
        let worker = LeafPayloads.octets(question.worker.payload)
        return LeafPayloads.inSteps(2_048 + worker + words + refs + 512 * question.subjects.count)
    }
}

extension OutboxItem {
    /// A row that nobody has to act on, to be told from another only by who opens it.
    static func nothing(length: Int) -> OutboxItem { OutboxItem(kind: nothing, payload: [:], length: length) }

    /// The kind of such a row.
    static let nothing = "nothing"
}
