import AuditTrail
import DutyDesk
import PeerDirectory
import WireProtocol

/// What a worker must do when an enquiry into serious harm shows nothing: ring the duty desk, or say why not.
///
/// It arises from the question and what is shown, never from why nothing is shown: silence shows nothing either.
package struct CompulsoryTask: Sendable {
    /// Minutes until it is due.
    package let dueMinutes: Int64
    /// Whom it is about, as the question calls them.
    package let subjects: [String]
    private let note: DutyNote

    /// A task where a child, or everybody asked about, shows nothing in an answer to a `s47-enquiry`.
    init?(_ answer: FamilyAnswer, to query: ComposedQuery, now: Instant) {
        let question = query.question
        let silent = answer.subjects.filter { !$0.showsSomething }
        let children = question.subjects.filter { $0.about == "child" }.map(\.ref)
        let concerned = silent.count == answer.subjects.count ? silent : silent.filter { children.contains($0.ref) }
        self.init(about: concerned.map(\.ref), in: query, now: now)
    }

    /// A task where no verified answer came to a `s47-enquiry`: nothing is shown of anybody.
    init?(unanswered query: ComposedQuery, now: Instant) {
        self.init(about: query.question.subjects.map(\.ref), in: query, now: now)
    }

    private init?(about concerned: [String], in query: ComposedQuery, now: Instant) {
        let question = query.question
        guard question.purpose == "s47-enquiry", !concerned.isEmpty else { return nil }
        subjects = concerned
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

    /// One row an outcome, of a length that the question gives, whether there is a task or not.
    static func outbox(_ task: CompulsoryTask?, of query: ComposedQuery) -> [OutboxItem] {
        let length = DutyNote.length(about: query.question)
        return [task?.note.item(length: length) ?? .nothing(length: length)]
    }

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
