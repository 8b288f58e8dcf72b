import Dispatch
import GRDB
import Synchronization

/// Copies the write-ahead log into the database on a thread and a connection of its own.
///
/// Copying keeps the disk busy, so that a commit beside it would take 10 to 100 ms: it waits for a moment in which nothing is
/// appended, but not for ever. Only a log that was copied whole is begun anew. SQLite's own trigger stays as a far limit.
final class WriteAheadTrimmer: Sendable {
    private struct State {
        /// Leaves since the last copying.
        var leaves = 0
        /// Leaves since the trimmer was made.
        var all = 0
        var isDue = false
        var isClosed = false
    }

    /// About 8 to 40 MiB of rows.
    private static let leavesBetween = 1_000
    /// So many are copied although more are coming.
    private static let mostLeavesBetween = 4_000
    private static let stillness = DispatchTimeInterval.milliseconds(20)
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
        let seen = state.withLock { state -> Int? in
            state.leaves += leaves
            state.all += leaves
            guard !state.isDue, state.leaves >= WriteAheadTrimmer.leavesBetween else { return nil }
            state.isDue = true
            return state.all
        }
        if let seen { look(since: seen) }
    }

    /// Copies a little later, if nothing was appended meanwhile; otherwise looks again.
    private func look(since seen: Int) {
        thread.asyncAfter(deadline: .now() + WriteAheadTrimmer.stillness) {
            let (all, isTime) = self.state.withLock { state in
                (state.all, state.all == seen || state.leaves >= WriteAheadTrimmer.mostLeavesBetween || state.isClosed)
            }
            if isTime { self.trim() } else { self.look(since: all) }
        }
    }

    private func trim() {
        let isClosed = state.withLock { state in
            state.leaves = 0
            return state.isClosed
        }
        // A failure costs nothing but time: the next run, or SQLite's own, does the work.
        if !isClosed {
            try? connection.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
        }
        state.withLock { $0.isDue = false }
    }

    /// Called when all other connections are closed: leaves one whole database file and no write-ahead log.
    func finish() {
        state.withLock { $0.isClosed = true }
        thread.sync {
            try? connection.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try? connection.close()
        }
    }
}
