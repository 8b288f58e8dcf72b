/// Why the duty desk did not do what it was told.
package enum DutyDeskFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no task of this id.
    case unknownTask(Int64)
    /// It is done, and what was written then stands.
    case alreadyDone(Int64)
    /// A task is done only with a note.
    case emptyNote(DutyKind)
    /// A task is done by somebody.
    case nobodyNamed
    /// Whoever asked cannot be the second person who looks at it.
    case samePerson
    /// The same outbox row came before with another content.
    case changedItem(log: String, outboxID: Int64)
    /// An item whose detail is no object of strict JSON within the limits of a file.
    case unreadableDetail(log: String, outboxID: Int64)
    /// An item without a clock of one minute to a year.
    case impossibleClock(minutes: Int)
    /// The file is of another version, or does not keep what was committed.
    case unusableFile
    /// SQLite's extended result code.
    case storage(code: Int32)

    /// What went wrong and what to do.
    package var description: String {
        switch self {
        case .unknownTask(let id): "there is no task `\(id)`; `fcg tasks list` shows the open ones"
        case .alreadyDone(let id): "task `\(id)` is done already; what was noted then stands"
        case .emptyNote(.compulsoryTask): "say in the note that you rang the duty desk, or why not"
        case .emptyNote(.secondPerson): "say in the note whether the question was right to ask, and what follows if not"
        case .emptyNote: "say in the note what was done"
        case .nobodyNamed: "name who did the task"
        case .samePerson: "this is who asked; somebody else must look at the question and end the task"
        case .changedItem(let log, let id):
            "row `\(id)` of the outbox of `\(log)` came before with another content; check the audit trail"
        case .unreadableDetail(let log, let id):
            "row `\(id)` of the outbox of `\(log)` has a detail that cannot be kept; check what wrote it"
        case .impossibleClock(let minutes): "a task cannot be due in `\(minutes)` minutes; give 1 to 525600"
        case .unusableFile: "the duty desk's file is of another version or not durable; restore it or move it away"
        case .storage(let code): "the duty desk's file failed with sqlite code `\(code)`; check disk and permissions"
        }
    }
}
