import AuditTrail
package import WireProtocol

/// What a worker must do when an enquiry into serious harm shows nothing: ring the duty desk, or say why not.
///
/// It arises from the question and what is shown, never from why nothing is shown.
package struct CompulsoryTask: Sendable, Equatable {
    /// Minutes until it is due.
    package let dueMinutes: Int64
    /// Whom it is about, as the question calls them.
    package let subjects: [String]
    private let desk: DutyDeskLine
    private let worker: JSONValue

    /// A task where a child, or everybody asked about, shows nothing in an answer to a `s47-enquiry`.
    init?(_ answer: FamilyAnswer, to question: FamilyQuery) {
        guard question.purpose == "s47-enquiry" else { return nil }
        let silent = answer.subjects.filter { !$0.showsSomething }
        let children = question.subjects.filter { $0.about == "child" }.map(\.ref)
        let concerned = silent.count == answer.subjects.count ? silent : silent.filter { children.contains($0.ref) }
        guard !concerned.isEmpty else { return nil }
        subjects = concerned.map(\.ref)
        desk = answer.standing.dutyDesk
        worker = question.worker.payload
        dueMinutes = CompulsoryTask.minutes(of: question.urgency)
    }

    /// One plain sentence.
    package var sentence: String {
        "nothing is shown of \(subjects.joined(separator: ", ")): ring the duty desk on \(desk.phone) (\(desk.hours)), "
            + "or record why not"
    }

    var outboxItem: OutboxItem {
        OutboxItem(
            kind: "compulsory-task",
            payload: [
                "about": .array(subjects.map(JSONValue.string)), "phone": .string(desk.phone),
                "hours": .string(desk.hours), "worker": worker, "dueMinutes": .integer(dueMinutes),
            ])
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
