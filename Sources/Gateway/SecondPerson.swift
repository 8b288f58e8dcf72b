import AuditTrail
import DutyDesk
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// What a question in an emergency leaves behind: somebody else of our own council must look at it, in the hours that our
/// vocabulary gives for its purpose.
///
/// One task a question, however many councils it went to, recorded with the question and before it leaves.
package struct SecondPerson: Sendable {
    /// Minutes until it is due.
    package let dueMinutes: Int
    private let note: DutyNote

    /// A task where our vocabulary wants a second person for this purpose; `query` is the question to the first council.
    init?(
        _ asked: PractitionerQuestion, first query: ComposedQuery, councils: Int, in node: NodeContext, now: Instant
    ) {
        let purposes = node.policies.current.vocabulary.purposes
        guard let hours = purposes.first(where: { $0.code == asked.purpose })?.secondPersonWithinHours else {
            return nil
        }
        dueMinutes = hours * 60
        note = DutyNote(
            kind: .secondPerson, exchange: query.question.id, counterpart: query.holder.authority, raised: now,
            dueMinutes: dueMinutes, ring: query.holder,
            detail: ["askedBy": .array(SecondPerson.asker(asked)), "councils": .integer(Int64(councils))])
    }

    /// One plain sentence for the worker.
    package var sentence: String {
        "a second person of your council must look at this question within \(dueMinutes / 60) hours and say so with "
            + "`fcg duty done`"
    }

    /// One row a question, of a length that the question gives, whether a second person is wanted or not.
    static func outbox(_ task: SecondPerson?, of query: ComposedQuery, asked: PractitionerQuestion) -> [OutboxItem] {
        let asker = LeafPayloads.octets(.array(SecondPerson.asker(asked)))
        let length = LeafPayloads.inSteps(DutyNote.length(about: query.question) + asker)
        return [task?.note.item(length: length) ?? .nothing(length: length)]
    }

    /// What the worker who asks may be called by: whoever ends the task must be called by none of it.
    private static func asker(_ asked: PractitionerQuestion) -> [JSONValue] {
        [.string(asked.worker.staffID.reveal()), .string(asked.worker.name.reveal())]
    }
}
