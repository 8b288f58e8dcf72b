import Dispatch
import GRDB
import Synchronization
import WireProtocol

/// The append path of one log: a queue, one Dispatch thread, one durable frame of the journal for all that queued meanwhile.
///
/// No timer forms the batches: while one frame syncs, the next one gathers. What is durable is moved into the tables by
/// ``LogSettler`` a little later.
final class LogWriter: Sendable {
    private struct Append {
        let leaves: [PreparedLeaf]
        let done: CheckedContinuation<Result<[AuditReceipt], AuditFailure>, Never>
    }

    private struct Queue {
        var waiting: [Append] = []
        var draining = false
        var pace = DiskPace()
        /// Set once, when nothing may be appended any more.
        var refusal: AuditFailure?
    }

    /// Who writes what a caller brought.
    private enum Way {
        case refused(AuditFailure)
        case withOthers
        case onThread
        case atOnce
    }

    private static let mostInOneFrame = 512
    private let queue = Mutex(Queue())
    /// Entered while anybody drains the queue.
    private let drains = DispatchGroup()
    private let thread: DispatchQueue
    private let settler: LogSettler
    private let shards: ShardOpener
    private let book: ReservationBook
    private let journal: Mutex<Journal>

    init(
        _ settler: LogSettler, label: String, shards: ShardOpener, book: ReservationBook, journal: sending Journal
    ) {
        self.settler = settler
        self.shards = shards
        self.book = book
        self.journal = Mutex(journal)
        thread = DispatchQueue(label: "audit.\(label)", qos: .userInitiated)
    }

    /// Returns only once the leaves would survive a power cut; all of them stand in one frame.
    func append(_ leaves: [PreparedLeaf]) async -> Result<[AuditReceipt], AuditFailure> {
        await withCheckedContinuation { done in
            switch enter(Append(leaves: leaves, done: done)) {
            case .refused(let failure): done.resume(returning: .failure(failure))
            case .withOthers: break
            case .onThread: thread.async { self.drain() }
            case .atOnce: lead()
            }
        }
    }

    /// Where nobody writes and the disk is quick, the caller writes: two changes of threads would cost half as much again.
    private func enter(_ append: Append) -> Way {
        let mayLead = !shards.isDue(after: settler.state) && !settler.isBehind
        return queue.withLock { queue in
            if let refusal = queue.refusal { return .refused(refusal) }
            queue.waiting.append(append)
            guard !queue.draining else { return .withOthers }
            queue.draining = true
            drains.enter()
            return mayLead && queue.pace.isQuick ? .atOnce : .onThread
        }
    }

    /// Takes no more leaves; the first reason given stays. What is queued already is still written.
    func refuse(_ reason: AuditFailure) {
        queue.withLock { queue in queue.refusal = queue.refusal ?? reason }
    }

    /// Returns when everything queued before is durable or has failed.
    func finish() { drains.wait() }

    /// Empties the journal, if everything in it stands in the tables.
    func clearJournal() throws(AuditFailure) {
        try journal.withLock { journal throws(AuditFailure) in if settler.isSettled { try journal.clear() } }
    }

    private func drain() { while let batch = take() { release(batch) } }

    /// Writes once on the caller's thread; whoever came meanwhile is the log's thread's to serve.
    private func lead() {
        guard let batch = take() else { return }
        release(batch)
        let isMore = queue.withLock { queue in
            if queue.waiting.isEmpty { stopDraining(&queue) }
            return queue.draining
        }
        if isMore { thread.async { self.drain() } }
    }

    private func release(_ batch: [Append]) {
        for (append, result) in zip(batch, write(batch)) { append.done.resume(returning: result) }
    }

    private func stopDraining(_ queue: inout Queue) {
        queue.draining = false
        drains.leave()
    }

    private func take() -> [Append]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                stopDraining(&queue)
                return nil
            }
            guard queue.waiting.count > LogWriter.mostInOneFrame else {
                defer { queue.waiting = [] }
                return queue.waiting
            }
            let batch = Array(queue.waiting.prefix(LogWriter.mostInOneFrame))
            queue.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func write(_ batch: [Append]) -> [Result<[AuditReceipt], AuditFailure>] {
        do {
            if let failure = settler.failure { throw failure }
            return try journal.withLock { journal in
                if settler.isSettled { journal.restart() }
                if shards.isDue(after: settler.state) || journal.isFull {
                    return try commit(batch.map(\.leaves))
                }
                return try append(batch, to: journal)
            }
        } catch {
            return failed(batch, error)
        }
    }

    /// The usual way: one synchronous write.
    private func append(_ batch: [Append], to journal: Journal) throws -> [Result<[AuditReceipt], AuditFailure>] {
        let reserved = try Reservation(batch.map(\.leaves), book: book, settler: settler)
        guard !reserved.accepted.isEmpty else { return reserved.results }
        let accepted = reserved.accepted.map { batch[$0].leaves }
        let start = ContinuousClock.now
        defer { queue.withLock { $0.pace.note(ContinuousClock.now - start, callers: batch.count) } }
        book.names.add(accepted)
        try journal.append(accepted, first: reserved.first)
        settler.add(accepted)
        return reserved.results
    }

    /// Past the journal: where a year has ended, or the journal is full.
    private func commit(_ batch: [[PreparedLeaf]]) throws(AuditFailure) -> [Result<[AuditReceipt], AuditFailure>] {
        book.names.add(batch)
        return try settler.exclusively { () throws(AuditFailure) in
            do {
                var results: [Result<[AuditReceipt], AuditFailure>] = []
                try settler.commit { database, before in
                    let (written, after) = try commit(batch, after: before, in: database)
                    results = written
                    return after
                }
                return results
            } catch { throw settler.failure(error) }
        }
    }

    private func commit(
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

    private func failed(_ batch: [Append], _ error: any Error) -> [Result<[AuditReceipt], AuditFailure>] {
        let fault = error as? JournalWriteFault
        let failure = fault?.failure ?? error as? AuditFailure ?? .notDurable(error.auditText)
        if fault?.leavesDoubt ?? error.leavesDoubt { refuse(failure) }
        guard !Mutant.releasedUnrecorded.isOn else {
            let state = settler.state
            return batch.map { append in
                .success(append.leaves.map { AuditReceipt(origin: state.origin, index: state.size, leaf: $0.octets) })
            }
        }
        return batch.map { _ in .failure(failure) }
    }
}

/// How quick the disk has been of late, and how many callers came at once.
private struct DiskPace {
    private static let quick = Duration.microseconds(500)
    private static let enough = 8
    private var inARow = 0

    /// Whether none of the last writes took long or had more than one caller.
    var isQuick: Bool { inARow >= DiskPace.enough }

    mutating func note(_ duration: Duration, callers: Int) {
        inARow = duration < DiskPace.quick && callers == 1 ? min(inARow + 1, DiskPace.enough) : 0
    }
}
