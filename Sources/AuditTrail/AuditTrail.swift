import Foundation
import GRDB
import MerkleLog
import Synchronization
package import WireProtocol

/// The append-only record of every exchange and of every internal act: two transparency logs in one folder.
///
/// A record call returns only once the record would survive a power cut; the receipt it returns is the proof that
/// later rooms of the walk ask for.
package final class AuditTrail: Sendable {
    let exchange: LogStore
    let internalLog: LogStore
    let vault: KeyVault
    package let configuration: AuditConfiguration
    let folder: AuditFolder
    private let lock: FolderLock
    private let sealer: LeafSealer
    private let keeper: LogHeadKeeper
    private let clock: ClockGuard
    private let publications: Publications
    private let openedAt: Int64
    let fence: StartFence
    private let refusal = Mutex<AuditFailure?>(nil)
    /// Requests created before this moment are refused: the last run did not stop in order, or nobody confirms that it
    /// did, so a nonce it saw may be lost to memory. `nil` refuses none (protocol §4, fence).
    package var acceptsCreatedFrom: Instant? { fence.acceptsCreatedFrom }

    /// Prepares a folder: master key, and the marks of two empty logs. What `fcg init` calls, once.
    package static func initialise(folder: String, random: (Int) -> [UInt8]) throws(AuditFailure) {
        try AuditFolder(path: folder).prepare(random: random)
    }

    /// The master key of a prepared folder, for the configuration.
    package static func masterKey(folder: String) throws(AuditFailure) -> [UInt8] {
        try AuditFolder(path: folder).readMasterKey()
    }

    /// Opens a prepared folder: takes its lock, checks both logs, and decides the fence.
    package static func open(_ configuration: AuditConfiguration) throws(AuditFailure) -> AuditTrail {
        try AuditTrail(configuration)
    }

    private init(_ configuration: AuditConfiguration) throws(AuditFailure) {
        self.configuration = configuration
        folder = AuditFolder(path: configuration.folder)
        let head = try folder.readLogHead()
        lock = try FolderLock(folder: folder.path)
        vault = try KeyVault(configuration)
        sealer = LeafSealer(
            node: configuration.node, vault: vault, random: configuration.random,
            keepsBodies: configuration.bodyDays > 0, journalKey: JournalSeal.key(masterKey: configuration.masterKey))
        exchange = try LogStore(.exchange, configuration, sealer: sealer, mark: head.exchange)
        internalLog = try LogStore(.internal, configuration, sealer: sealer, mark: head.internalLog)
        let stopped = try DurableFile.read(folder.cleanStop) == CleanStop.octets(for: head)
        let whole = exchange.mark.agrees(with: head.exchange) && internalLog.mark.agrees(with: head.internalLog)
        fence = StartFence(isMarkerSound: stopped && whole, openedAt: configuration.now())
        try DurableFile.remove(folder.cleanStop)
        keeper = LogHeadKeeper(path: folder.logHead, written: head, monotonic: configuration.monotonic)
        clock = ClockGuard(latest: head.clock, now: configuration.now, monotonic: configuration.monotonic)
        publications = Publications(openedAt: configuration.now())
        openedAt = configuration.monotonic()
        for store in [exchange, internalLog] {
            store.afterEachCommit { [weak self] in self?.keepHead() }
        }
        try recallNewerCheckpoint()
        try checkKeys()
        // What cannot be finished now, `fsck` names, and the hourly housekeeping finishes.
        try? finishErasures()
    }

    // MARK: - Recording

    /// The holder's record of one attempt: nonce, leaf, evidence, payloads, bodies and outbox in one commit.
    package func record(_ answered: AnsweredExchange) async throws(AuditFailure) -> AuditReceipt {
        try await append(try sealer.leaf(answered), to: exchange)
    }

    /// The asker's record before anything is sent: one leaf a holder and attempt, all in one commit.
    package func record(asked: [AskedExchange]) async throws(AuditFailure) -> [AuditReceipt] {
        var leaves: [PreparedLeaf] = []
        for question in asked { leaves.append(try sealer.leaf(question)) }
        return try await append(leaves, to: exchange)
    }

    /// The asker's record of a verified answer, before it is shown.
    package func record(_ received: ReceivedExchange) async throws(AuditFailure) -> AuditReceipt {
        try await append(try sealer.leaf(received), to: exchange)
    }

    /// The asker's record that no verified answer came.
    package func record(_ unanswered: UnansweredExchange) async throws(AuditFailure) -> AuditReceipt {
        try await append(try sealer.leaf(unanswered), to: exchange)
    }

    /// A record in the internal log.
    package func record(_ event: InternalEvent) async throws(AuditFailure) -> AuditReceipt {
        try await append(try sealer.leaf(event), to: internalLog)
    }

    private func append(_ leaf: PreparedLeaf, to store: LogStore) async throws(AuditFailure) -> AuditReceipt {
        guard let receipt = try await append([leaf], to: store).first else { throw .stopped }
        return receipt
    }

    private func append(_ leaves: [PreparedLeaf], to store: LogStore) async throws(AuditFailure) -> [AuditReceipt] {
        guard !leaves.isEmpty else { return [] }
        return try await store.append(leaves)
    }

    /// Returns when all that is durable stands in the tables, which happens by itself within a quarter of a second.
    package func settle() throws(AuditFailure) {
        for log in LogName.allCases { try store(log).settle() }
    }

    private func keepHead() { keeper.touch({ self.head }, failed: { self.refuseAll($0) }) }

    // MARK: - Clock, checkpoints, end

    /// Throws `clock` if the wall clock jumped against the monotonic one, or lies before a reading that was kept.
    package func checkClock() throws(AuditFailure) { try clock.check() }

    /// The latest reading of the clock that was believed.
    package var latestReading: Instant { clock.latest }

    /// Takes the clock as it is for right. Whoever calls this asks a person first and records that.
    package func acceptClock() throws(AuditFailure) {
        clock.accept()
        try keeper.write { self.head }
    }

    /// The newest signed note of a log, made when due: of the exchange log at most every 10 seconds if it grew, of the
    /// internal log on the hour, so that its growth tells nothing about one question. `isLast` is the exchange log's at the
    /// end of the process, which is due at once.
    package func checkpoint(
        _ log: LogName, at time: Instant, isLast: Bool = false
    ) throws(AuditFailure) -> [UInt8] {
        let store = store(log)
        let held = try storedCheckpoint(log, year: store.state.year)
        if let held,
            refusal.withLock({ $0 }) != nil || fence.awaitsWitness
                || !(isLast && log == .exchange || publications.isDue(log, at: time))
        {
            return held
        }
        if let refusal = refusal.withLock({ $0 }) { throw refusal }
        guard !fence.awaitsWitness else { throw .notDurable("no witness was heard since the start") }
        let note = try store.publish()
        publications.made(log, at: time)
        try vault.makeAhead(of: time)
        try keeper.write { self.head }
        return note
    }

    /// The newest stored note of a shard, or `nil`; makes none.
    package func storedCheckpoint(_ log: LogName, year: Int) throws(AuditFailure) -> [UInt8]? {
        try store(log).readSettled { try CheckpointStore.newest(year: year, in: $0) }
    }

    /// Ends the trail: what is queued is written, `log-head` and the clean-stop marker agree, the lock falls.
    ///
    /// While a message that the fence refuses could still pass, no marker is left: stopping must not lift the fence.
    package func stop() throws(AuditFailure) {
        refuseAll(.stopped)
        exchange.finish()
        internalLog.finish()
        try keeper.write { self.head }
        if !fence.withholdsMarker(at: configuration.now()) {
            try DurableFile.replace(folder.cleanStop, with: CleanStop.octets(for: keeper.written))
        }
        try exchange.close()
        try internalLog.close()
        vault.close()
        lock.release()
    }

    /// `PRAGMA synchronous` of the connection that commits a log; 2 is FULL.
    package func synchronous(_ log: LogName) throws(AuditFailure) -> Int? { try store(log).synchronous() }

    func store(_ log: LogName) -> LogStore {
        switch log {
        case .exchange: exchange
        case .internal: internalLog
        }
    }

    /// Milliseconds since this trail was opened.
    var upMilliseconds: Int64 { configuration.monotonic() - openedAt }
    /// Milliseconds of the monotonic clock.
    var monotonic: Int64 { configuration.monotonic() }
    /// Days bodies are kept.
    var bodyDays: Int { configuration.bodyDays }

    private var head: LogHead {
        var head = LogHead(clock: clock.latest)
        head.exchange = exchange.mark
        head.internalLog = internalLog.mark
        return head
    }

    /// Takes no more records; what there is can be read. The first reason given stays.
    func refuseAll(_ reason: AuditFailure) {
        refusal.withLock { $0 = $0 ?? reason }
        exchange.refuse(reason)
        internalLog.refuse(reason)
    }
}

extension LogMark {
    /// Whether a remembered mark says neither more nor less than this one.
    fileprivate func agrees(with remembered: LogMark) -> Bool {
        self == remembered || (size == 0 && checkpoints == 0 && remembered == LogMark.none)
    }
}
