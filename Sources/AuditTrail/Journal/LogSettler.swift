import Dispatch
import Foundation
import GRDB
import MerkleLog
import Synchronization
import WireProtocol

/// Moves what is durable in a log's journal into its tables, on a thread of its own: in still moments, when much has
/// come, and before anybody reads.
///
/// The tables are the log. What waits for them is some milliseconds old, and is moved at the next start if the process ends.
final class LogSettler: Sendable {
    private struct Schedule {
        /// Leaves that ever came.
        var all = 0
        var isDue = false
        /// Why the tables could not take what waits; nothing more is taken on meanwhile.
        var failure: AuditFailure?
        /// Whether it is unknown what reached the disk: then nothing is moved before the next start has looked.
        var isDoubtful = false
    }

    /// Leaves moved in one commit.
    private static let mostInOneCommit = 512
    /// So many are moved although more are coming.
    private static let mostWaiting = 1_024
    private static let stillness: Int64 = 10
    private static let longestWait: Int64 = 250
    private static let pauseAfterFailure = DispatchTimeInterval.seconds(1)

    private let pool: DatabasePool
    private let thread: DispatchQueue
    private let settled: Mutex<LogState>
    private let waiting: Mutex<UnsettledLeaves>
    private let schedule = Mutex(Schedule())
    private let moved = Mutex<@Sendable (Int) -> Void>({ _ in })

    init(_ pool: DatabasePool, label: String, state: LogState) {
        self.pool = pool
        settled = Mutex(state)
        waiting = Mutex(UnsettledLeaves(next: state.next))
        thread = DispatchQueue(label: "audit.\(label).settle", qos: .utility)
    }

    /// Called after each commit with the number of leaves it moved.
    func afterEachCommit(_ body: @escaping @Sendable (Int) -> Void) { moved.withLock { $0 = body } }

    /// The newest shard as of the last commit to the tables.
    var state: LogState { settled.withLock { $0 } }

    /// Whether everything stands in the tables.
    var isSettled: Bool { waiting.withLock { $0.isEmpty } }

    /// Whether so much waits that it is moved although more is coming.
    var isBehind: Bool { waiting.withLock { $0.count >= LogSettler.mostWaiting } }

    /// Why nothing may be added at present, if so.
    var failure: AuditFailure? { schedule.withLock { $0.failure } }

    /// Looks into what waits, and at its next `seq`.
    func look<Value>(_ body: (UnsettledLeaves) -> Value) -> Value { waiting.withLock { body($0) } }

    /// Takes on leaves that are durable in the journal.
    func add(_ appends: [[PreparedLeaf]]) {
        waiting.withLock { waiting in for leaves in appends { waiting.add(leaves) } }
        let seen = schedule.withLock { schedule -> Int? in
            schedule.all += appends.count
            guard !schedule.isDue else { return nil }
            schedule.isDue = true
            return schedule.all
        }
        if let seen { wait(since: seen, for: 0) }
    }

    /// Moves what another process left durable. Frames that stand in the tables are passed over; a gap is refused.
    func recover(_ content: JournalContent, named name: String) throws(AuditFailure) {
        let settled = state.next
        for frame in content.frames where frame.next > settled {
            let next = look { $0.next }
            guard frame.first <= next else {
                throw .rollbackDetected(
                    "the tables beside `\(name)` end at leaf row \(next), it goes on at \(frame.first)")
            }
            guard frame.first == next else { throw .damaged("`\(name)` does not fit its tables at leaf row \(next)") }
            waiting.withLock { $0.add(frame.leaves) }
        }
        let next = look { $0.next }
        guard content.beyond <= next else { throw .damaged("`\(name)` cannot be read from leaf row \(next) on") }
        try settle()
    }

    /// Returns when everything added before stands in the tables.
    func settle() throws(AuditFailure) { try exclusively { () throws(AuditFailure) in } }

    /// Runs `body` on the settler's thread when everything stands in the tables.
    func exclusively<Value>(_ body: () throws(AuditFailure) -> Value) throws(AuditFailure) -> Value {
        let result = thread.sync { () -> Result<Value, AuditFailure> in
            do throws(AuditFailure) {
                try moveAll()
                return .success(try body())
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Commits straight to the tables, past the journal; only within ``exclusively(_:)``.
    func commit(_ body: (Database, LogState) throws -> LogState) throws {
        let before = state
        let after = try pool.writeWithoutTransaction { try body($0, before) }
        settled.withLock { $0 = after }
        waiting.withLock { $0 = UnsettledLeaves(next: after.next) }
        let count = Int(clamping: after.next - before.next)
        moved.withLock { $0 }(count)
    }

    /// Moves what waits a little later: when nothing came meanwhile, when much waits, or when it has waited long.
    private func wait(since seen: Int, for waited: Int64) {
        thread.asyncAfter(deadline: .now() + .milliseconds(Int(LogSettler.stillness))) {
            let all = self.schedule.withLock { $0.all }
            guard all == seen || self.isBehind || waited >= LogSettler.longestWait else {
                return self.wait(since: all, for: waited + LogSettler.stillness)
            }
            self.schedule.withLock { $0.isDue = false }
            do throws(AuditFailure) { try self.moveAll() } catch { self.tryLater() }
        }
    }

    private func tryLater() {
        guard !schedule.withLock({ $0.isDoubtful }) else { return }
        thread.asyncAfter(deadline: .now() + LogSettler.pauseAfterFailure) {
            do throws(AuditFailure) { try self.moveAll() } catch { self.tryLater() }
        }
    }

    private func moveAll() throws(AuditFailure) {
        if let failure = schedule.withLock({ $0.isDoubtful ? $0.failure : nil }) { throw failure }
        do {
            while let oldest = look({ $0.isEmpty ? nil : $0.oldest(about: LogSettler.mostInOneCommit) }) {
                try move(oldest)
            }
            schedule.withLock { $0.failure = nil }
        } catch { throw failure(error) }
    }

    /// Remembers that the tables cannot be written, and whether they ever can before the next start.
    func failure(_ error: any Error) -> AuditFailure {
        let failure = error as? AuditFailure ?? .notDurable(error.auditText)
        schedule.withLock { schedule in
            schedule.failure = failure
            schedule.isDoubtful = schedule.isDoubtful || error.leavesDoubt
        }
        return failure
    }

    private func move(_ appends: [[PreparedLeaf]]) throws {
        let before = state
        let after = try pool.writeWithoutTransaction { database in
            var after = before
            try database.inKeptTransaction { after = try LogBatch.write(appends, after: before, in: database) }
            return after
        }
        settled.withLock { $0 = after }
        waiting.withLock { $0.remove(oldest: appends.count) }
        let count = Int(clamping: after.next - before.next)
        moved.withLock { $0 }(count)
    }
}

extension LogBatch {
    /// Writes leaves whose nonces and exchange ids were found free when they became durable.
    static func write(_ appends: [[PreparedLeaf]], after state: LogState, in database: Database) throws -> LogState {
        var rows = try LogBatch(database, after: state)
        for leaves in appends {
            if case .failure(let failure) = try rows.append(leaves) {
                throw AuditFailure.damaged("a durable record contradicts the tables: \(failure)")
            }
        }
        try rows.finish()
        return rows.state
    }
}

extension Error {
    /// Whether it is unknown what reached the disk.
    var leavesDoubt: Bool {
        guard let error = self as? DatabaseError else { return false }
        return [.SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
    }
}
