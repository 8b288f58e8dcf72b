import Dispatch
import GRDB
import Synchronization

/// Copies the write-ahead log into the database on a thread and a connection of its own.
///
/// A commit that had to do it would take 5 to 20 ms; SQLite's own trigger stays as a far limit.
final class WriteAheadTrimmer: Sendable {
    private struct State {
        var leaves = 0
        var running = false
    }

    /// About 8 MiB of rows.
    private static let leavesBetween = 1_000
    private let thread: DispatchQueue
    private let connection: DatabaseQueue
    private let state = Mutex(State())

    init(path: String, label: String) throws {
        var settings = Configuration()
        settings.busyMode = .timeout(1)
        connection = try DatabaseQueue(path: path, configuration: settings)
        thread = DispatchQueue(label: "audit.\(label).trim", qos: .utility)
    }

    func note(_ leaves: Int) {
        let due = state.withLock { state in
            state.leaves += leaves
            guard !state.running, state.leaves >= WriteAheadTrimmer.leavesBetween else { return false }
            (state.leaves, state.running) = (0, true)
            return true
        }
        guard due else { return }
        thread.async {
            // A failure costs nothing but time: the next run, or SQLite's own, does the work.
            try? self.connection.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
            self.state.withLock { $0.running = false }
        }
    }

    /// Called when all other connections are closed: leaves one whole database file and no write-ahead log.
    func finish() {
        thread.sync {
            try? connection.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try? connection.close()
        }
    }
}
