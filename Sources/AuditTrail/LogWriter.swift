import Dispatch
import GRDB
import MerkleLog
import Synchronization
import WireProtocol

/// The append path of one log: a queue, one Dispatch thread, one durable commit for all that queued meanwhile.
///
/// No timer forms the batches: while one commit syncs, the next one gathers.
final class LogWriter: Sendable {
    private struct Append {
        let leaves: [PreparedLeaf]
        let done: CheckedContinuation<Result<[AuditReceipt], AuditFailure>, Never>
    }

    private struct Queue {
        var waiting: [Append] = []
        var draining = false
        /// Set once, when nothing may be appended any more.
        var refusal: AuditFailure?
    }

    private static let mostInOneCommit = 512
    private let queue = Mutex(Queue())
    private let committed: Mutex<LogState>
    private let thread: DispatchQueue
    private let pool: DatabasePool
    private let shards: ShardOpener

    init(_ pool: DatabasePool, label: String, state: LogState, shards: ShardOpener) {
        self.pool = pool
        self.shards = shards
        committed = Mutex(state)
        thread = DispatchQueue(label: "audit.\(label)", qos: .userInitiated)
    }

    /// The newest shard as of the last commit.
    var state: LogState { committed.withLock { $0 } }

    /// Returns only once the leaves would survive a power cut; all of them stand in one commit.
    func append(_ leaves: [PreparedLeaf]) async -> Result<[AuditReceipt], AuditFailure> {
        await withCheckedContinuation { done in
            let refusal = queue.withLock { queue -> AuditFailure? in
                if let refusal = queue.refusal { return refusal }
                queue.waiting.append(Append(leaves: leaves, done: done))
                if !queue.draining {
                    queue.draining = true
                    thread.async { self.drain() }
                }
                return nil
            }
            if let refusal { done.resume(returning: .failure(refusal)) }
        }
    }

    /// Takes no more leaves; the first reason given stays. What is queued already is still written.
    func refuse(_ reason: AuditFailure) {
        queue.withLock { queue in queue.refusal = queue.refusal ?? reason }
    }

    /// Returns when everything queued before has been committed or has failed.
    func finish() { thread.sync {} }

    private func drain() {
        while let batch = take() {
            let results = commit(batch.map(\.leaves))
            for (append, result) in zip(batch, results) { append.done.resume(returning: result) }
        }
    }

    private func take() -> [Append]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.draining = false
                return nil
            }
            guard queue.waiting.count > LogWriter.mostInOneCommit else {
                defer { queue.waiting = [] }
                return queue.waiting
            }
            let batch = Array(queue.waiting.prefix(LogWriter.mostInOneCommit))
            queue.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: [[PreparedLeaf]]) -> [Result<[AuditReceipt], AuditFailure>] {
        let before = state
        do {
            let (results, after) = try pool.writeWithoutTransaction { database in
                try write(batch, after: before, in: database)
            }
            committed.withLock { $0 = after }
            return results
        } catch {
            let failure = AuditFailure.notDurable(error.auditText)
            if error.leavesDoubt { refuse(failure) }
            guard !Mutant.releasedUnrecorded.isOn else {
                return batch.map { leaves in
                    .success(leaves.map { AuditReceipt(origin: before.origin, index: before.size, leaf: $0.octets) })
                }
            }
            return batch.map { _ in .failure(failure) }
        }
    }

    private func write(
        _ batch: [[PreparedLeaf]], after before: LogState, in database: Database
    ) throws -> ([Result<[AuditReceipt], AuditFailure>], LogState) {
        let opening = try shards.opening(after: before, directory: batch.first?.first?.directory ?? 0, in: database)
        var results: [Result<[AuditReceipt], AuditFailure>] = []
        var after = before
        try database.inKeptTransaction {
            if let opening { try ShardOpener.insert(opening.state, in: database) }
            var rows = try LogBatch(database, after: opening?.state ?? before)
            if let opening { _ = try rows.append([opening.leaf]) }
            for leaves in batch { results.append(try rows.append(leaves)) }
            try rows.finish()
            after = rows.state
        }
        return (results, after)
    }
}

extension Error {
    /// Whether it is unknown what reached the disk: then nothing more is appended until the next start has looked.
    fileprivate var leavesDoubt: Bool {
        guard let error = self as? DatabaseError else { return false }
        return [.SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
    }
}
