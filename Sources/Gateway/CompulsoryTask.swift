import AuditTrail
import DutyDesk
import PeerDirectory
import WireProtocol

/// What a worker must do when an enquiry into serious harm shows nothing: ring the duty desk, or say why not.
///
/// It arises from the question and what is shown, never from why nothing is shown.
package struct CompulsoryTask: Sendable {
    /// Minutes until it is due.
    package let dueMinutes: Int64
    /// Whom it is about, as the question calls them.
    package let subjects: [String]
    private let note: DutyNote

    /// A task where a child, or everybody asked about, shows nothing in an answer to a `s47-enquiry`.
    init?(_ answer: FamilyAnswer, to query: ComposedQuery, now: Instant) {
        let question = query.question
        guard question.purpose == "s47-enquiry" else { return nil }
        let silent = answer.subjects.filter { !$0.showsSomething }
        let children = question.subjects.filter { $0.about == "child" }.map(\.ref)
        let concerned = silent.count == answer.subjects.count ? silent : silent.filter { children.contains($0.ref) }
        guard !concerned.isEmpty else { return nil }
        subjects = concerned.map(\.ref)
        dueMinutes = CompulsoryTask.minutes(of: question.urgency)
        note = DutyNote(
            kind: .compulsoryTask, exchange: question.id, counterpart: query.holder.authority, raised: now,
            dueMinutes: Int(dueMinutes), ring: query.holder,
            detail: ["about": .array(subjects.map(JSONValue.string)), "worker": question.worker.payload])
    }

    /// One plain sentence.
    package var sentence: String {
        let desk = note.ring.dutyDesk
        return "ring the duty desk on \(desk.phone) (\(desk.hours)) within \(dueMinutes / 60) hours, or record why not"
    }

    var outboxItem: OutboxItem { note.item }

    private static func minutes(of urgency: Code) -> Int64 {
        switch urgency {
        case "emergency": 60
        case "same-day": 240
        default: 1_440
        }
    }
}

extension SubjectAnswer {
    fileprivate var showsSomething: Bool {
        categories.contains { category in
            if case .shown(let shown) = category.finding { shown.shown != .nothingToShow } else { false }
        }
    }
}
