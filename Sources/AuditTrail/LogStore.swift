import Foundation
import GRDB
import MerkleLog
import WireProtocol

/// One log on disk: opened only if what it holds agrees with itself and contains what `log-head` remembers.
final class LogStore: Sendable {
    let log: LogName
    let pool: DatabasePool
    /// One connection for look-ups of single rows, which need no transaction around them.
    private let lookUps: DatabaseQueue
    /// For which names the tables have to be asked.
    let names: RecordedNames
    private let checkpoints: CheckpointStore
    private let configuration: AuditConfiguration
    private let settler: LogSettler
    private let writer: LogWriter
    private let trimmer: WriteAheadTrimmer

    init(
        _ log: LogName, _ configuration: AuditConfiguration, sealer: LeafSealer, mark: LogMark
    ) throws(AuditFailure) {
        self.log = log
        self.configuration = configuration
        do {
            pool = try LogStore.openPool(configuration.folder + "/" + log.fileName)
            var settings = Configuration()
            settings.readonly = true
            settings.busyMode = .timeout(5)
            lookUps = try DatabaseQueue(path: pool.path, configuration: settings)
            let check = StartCheck(log: log, configuration: configuration, mark: mark)
            let state = try pool.read(check.state) ?? LogStore.firstShard(log, configuration, in: pool)
            trimmer = try WriteAheadTrimmer(path: pool.path, label: log.rawValue)
            checkpoints = CheckpointStore(
                log: log, configuration: configuration, count: try pool.read(StartCheck.checkpointCount))
            settler = LogSettler(pool, label: log.rawValue, state: state)
            let journal = try Journal(
                path: configuration.folder + "/" + log.journalName,
                key: JournalSeal.key(masterKey: configuration.masterKey))
            try settler.recover(try journal.content(), named: log.journalName)
            names = RecordedNames(log, leaves: settler.state.next)
            names.read(from: pool)
            writer = LogWriter(
                settler, label: log.rawValue,
                shards: ShardOpener(log: log, configuration: configuration, sealer: sealer, checkpoints: checkpoints),
                book: ReservationBook(connection: lookUps, names: names), journal: journal)
        } catch {
            throw log.failure(error)
        }
    }

    /// The newest shard as its tables show it; what is durable may be a few leaves ahead.
    var state: LogState { settler.state }

    /// What `log-head` may say of this log.
    var mark: LogMark {
        let state = settler.state
        return LogMark(
            year: state.year, size: state.size, root: state.edge.root, checkpoints: checkpoints.count)
    }

    func append(_ leaves: [PreparedLeaf]) async throws(AuditFailure) -> [AuditReceipt] {
        try await writer.append(leaves).get()
    }

    func refuse(_ reason: AuditFailure) { writer.refuse(reason) }

    /// Called after each commit to the tables, on a thread of the log's own.
    func afterEachCommit(_ body: @escaping @Sendable () -> Void) {
        settler.afterEachCommit { [trimmer] leaves in
            body()
            trimmer.note(leaves)
        }
    }

    /// Returns when everything queued so far is durable or has failed, and what is durable stands in the tables if it can.
    func finish() {
        writer.finish()
        try? settler.settle()
    }

    /// Returns when everything that is durable stands in the tables.
    func settle() throws(AuditFailure) { if !settler.isSettled { try settler.settle() } }

    /// What waits to be moved of an exchange, before the tables are asked.
    func waiting(_ authority: String, _ exchange: String) -> UnsettledLeaves.Exchange? {
        settler.look { $0.exchange(authority, exchange) }
    }

    /// Empties the journal, so that nothing of what was moved is left in it.
    func clearJournal() throws(AuditFailure) {
        try settle()
        try writer.clearJournal()
    }

    /// Closes the database; nothing may be queued any more.
    func close() throws(AuditFailure) {
        // What cannot be emptied is read at the next start, and found in the tables.
        try? writer.clearJournal()
        names.finish()
        try guarded {
            try lookUps.close()
            try pool.close()
        }
        trimmer.finish()
    }

    /// Signs and stores a note of the last committed head, or returns the one there is.
    func publish() throws(AuditFailure) -> [UInt8] {
        try settle()
        let year = state.year
        return try guarded { try pool.writeWithoutTransaction { try checkpoints.publish(year: year, in: $0) } }
    }

    /// Reads the tables once all that is durable stands in them.
    func read<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        try settle()
        return try guarded { try pool.read(body) }
    }

    /// Reads what only ever comes into the tables by itself, such as checkpoints.
    func readSettled<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        try guarded { try pool.read(body) }
    }

    /// Reads with one statement, which needs no transaction around it to see one state.
    func look<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        try guarded { try lookUps.unsafeRead(body) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        try settle()
        return try guarded { try pool.write(body) }
    }

    /// `PRAGMA synchronous` of the connection that writes; 2 is FULL.
    func synchronous() throws(AuditFailure) -> Int? {
        try guarded { try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } }
    }

    private func guarded<Value>(_ body: () throws -> Value) throws(AuditFailure) -> Value {
        do { return try body() } catch { throw log.failure(error) }
    }

    private static func openPool(_ path: String) throws -> DatabasePool {
        var settings = Configuration()
        settings.maximumReaderCount = 4
        settings.busyMode = .timeout(5)
        settings.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 65536")
        }
        let pool = try DatabasePool(path: path, configuration: settings)
        try pool.writeWithoutTransaction { database in
            // The pool sets NORMAL while it opens, so FULL has to come after. Nonces and exchange ids come in no order:
            // 32 MiB hold the pages they fall into.
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768")
            guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2,
                try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal"
            else { throw AuditFailure.notDurable("the database refuses `synchronous = FULL`") }
            try database.inTransaction(.immediate) {
                try LogSchema.create(in: database)
                return .commit
            }
        }
        return pool
    }

    private static func firstShard(
        _ log: LogName, _ configuration: AuditConfiguration, in pool: DatabasePool
    ) throws -> LogState {
        let year = configuration.now().utcYear
        let state = LogState(year: year, origin: configuration.origin(log, year: year), first: 0, headNumber: 0)
        try pool.write { try ShardOpener.insert(state, in: $0) }
        return state
    }
}
