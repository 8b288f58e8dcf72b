import Crypto
import Dispatch
import GRDB
import Synchronization

/// Record keys made ahead: in memory only once their commit is durable, each handed out once.
///
/// Batches are made beside the callers while there are too few; a caller waits only where none is left. What a process leaves
/// unused when it ends is never used: gaps in the numbers mean nothing.
final class RecordKeyPool: Sendable {
    private struct State {
        /// The next one last.
        var ready: [RecordKeys] = []
        var isRefilling = false
    }

    /// Made at once: so few that making them, some milliseconds, holds up nobody who records meanwhile.
    static let batch = 256
    /// There are twice as many at the start, and with fewer the next batch is made: enough for 64 callers while it is.
    static let stock = 256
    /// Rows of one statement; a batch is a multiple of it.
    private static let rows = 16
    private static let insertion =
        "INSERT INTO record_key(wrapped) VALUES " + Array(repeating: "(?)", count: rows).joined(separator: ", ")
    private let file: KeyFile
    private let state = Mutex(State())
    private let making = Mutex(())
    private let thread = DispatchQueue(label: "record-keys", qos: .userInitiated)

    init(_ file: KeyFile) throws(AuditFailure) {
        self.file = file
        while state.withLock({ $0.ready.count < 2 * RecordKeyPool.stock }) { try make() }
    }

    func take() throws(AuditFailure) -> RecordKeys {
        while true {
            let (key, isLow) = state.withLock { state -> (RecordKeys?, Bool) in
                let key = state.ready.popLast()
                guard state.ready.count < RecordKeyPool.stock, !state.isRefilling else { return (key, false) }
                state.isRefilling = true
                return (key, true)
            }
            if isLow { thread.async { self.refill() } }
            if let key { return key }
            try makeIfEmpty()
        }
    }

    /// Returns when no batch is being made.
    func finish() { thread.sync {} }

    private func refill() {
        // What fails here is tried again, and said, by the caller who finds none left.
        try? making.withLock { _ throws(AuditFailure) in
            while state.withLock({ $0.ready.count < RecordKeyPool.stock }) { try make() }
        }
        state.withLock { $0.isRefilling = false }
    }

    private func makeIfEmpty() throws(AuditFailure) {
        try making.withLock { _ throws(AuditFailure) in
            if state.withLock({ $0.ready.isEmpty }) { try make() }
        }
    }

    private func make() throws(AuditFailure) {
        let seeds = file.random(44 * RecordKeyPool.batch)
        let keys = try file.write { database -> [RecordKeys] in
            let insert = try BoundStatement(database, RecordKeyPool.insertion)
            let cipher = try OctetCipher()
            let code = try OctetCode()
            // A number is part of what is bound, so it is known before: nobody else writes this file.
            let first = try RecordKeyPool.nextNumber(in: database)
            var keys: [RecordKeys] = []
            var rows: [BoundStatement.Value] = []
            for place in 0..<RecordKeyPool.batch {
                let seed = seeds[44 * place..<44 * (place + 1)]
                let key = RecordKey(id: first + Int64(place), root: SymmetricKey(data: seed.prefix(32)))
                let row = RecordKeyRow.whole(key)
                rows.append(
                    .array(try row.wrapped(key.id, master: file.master, nonce: seed.suffix(12), with: cipher)))
                keys.append(try RecordKeys(key, with: code))
                guard rows.count == RecordKeyPool.rows else { continue }
                try insert.run(rows)
                rows.removeAll(keepingCapacity: true)
                guard database.lastInsertedRowID == key.id else {
                    throw AuditFailure.notDurable("`keys.db` gives numbers out of order")
                }
            }
            return keys
        }
        state.withLock { $0.ready = keys.reversed() + $0.ready }
    }

    /// The number that the table gives next. Numbers of rows that are gone are never given again.
    static func nextNumber(in database: Database) throws -> Int64 {
        let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'record_key'")
        return max(last ?? 0, RecordKey.firstNumber - 1) + 1
    }
}
