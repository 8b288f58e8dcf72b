import Synchronization

/// The tasks somebody is ending at this moment: a second hand waits its turn, so that each end has one record.
///
/// Memory is enough, since one process holds the data folder.
final class TasksInHand: Sendable {
    private let tasks = Mutex<Set<Int64>>([])

    /// Runs `end` unless the task is in another hand.
    func end(_ task: Int64, _ end: () async throws -> Void) async throws {
        guard tasks.withLock({ $0.insert(task).inserted }) else { throw TaskInHand(task: task) }
        defer { tasks.withLock { _ = $0.remove(task) } }
        try await end()
    }
}

/// Somebody else is ending this very task.
struct TaskInHand: Error, Equatable, CustomStringConvertible {
    let task: Int64
    var description: String { "task `\(task)` is being ended by somebody else; look again with `fcg duty list`" }
}
