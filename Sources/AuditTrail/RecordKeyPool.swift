import Crypto
import Dispatch
import GRDB
import Synchronization

/// Record keys made ahead: in memory only once their commit is durable, each handed out once.
///
/// A batch is made beside the callers when half of the last one is used; a caller waits only where none is left. What
/// a process leaves unused when it ends is never used: gaps in the numbers mean nothing.
final class RecordKeyPool: Sendable {
    private struct State {
        /// The next one last.
        var ready: [RecordKey] = []
        var isRefilling = false
    }

    /// Made at once: so few that wrapping them, a millisecond or two, holds up nobody who records meanwhile, and so many that
    /// a node under load takes half of them while the next batch syncs.
    static let batch = 256
    private let file: KeyFile
    private let state = Mutex(State())
    private let making = Mutex(())
    private let thread = DispatchQueue(label: "record-keys", qos: .userInitiated)

    init(_ file: KeyFile) throws(AuditFailure) {
        self.file = file
        try makeIfEmpty()
    }

    func take() throws(AuditFailure) -> RecordKey {
        while true {
            let (key, isLow) = state.withLock { state -> (RecordKey?, Bool) in
                let key = state.ready.popLast()
                guard state.ready.count < RecordKeyPool.batch / 2, !state.isRefilling else { return (key, false) }
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
        try? making.withLock { _ throws(AuditFailure) in try make() }
        state.withLock { $0.isRefilling = false }
    }

    private func makeIfEmpty() throws(AuditFailure) {
        try making.withLock { _ throws(AuditFailure) in
            if state.withLock({ $0.ready.isEmpty }) { try make() }
        }
    }

    private func make() throws(AuditFailure) {
        let count = RecordKeyPool.batch
        let seeds = file.random(44 * count)
        let keys = try file.write { database -> [RecordKey] in
            let insert = try BoundStatement(database, "INSERT INTO record_key(wrapped) VALUES (?)")
            return try (0..<count).map { place in
                let seed = seeds[44 * place..<44 * (place + 1)]
                // The number is part of what is bound, so it is known before: nobody else writes this file.
                let id = try place == 0 ? RecordKeyPool.nextNumber(in: database) : database.lastInsertedRowID + 1
                let key = RecordKey(id: id, root: SymmetricKey(data: seed.prefix(32)))
                let row = RecordKeyRow.whole(key)
                let nonce = seed.suffix(12)
                try insert.run(.octets(try row.wrapped(id, master: self.file.master, nonce: nonce)))
                guard database.lastInsertedRowID == id else {
                    throw AuditFailure.notDurable("`keys.db` gives numbers out of order")
                }
                return key
            }
        }
        state.withLock { $0.ready = keys.reversed() + $0.ready }
    }

    /// The number that the table gives next. Numbers of rows that are gone are never given again.
    static func nextNumber(in database: Database) throws -> Int64 {
        let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'record_key'")
        return max(last ?? 0, RecordKey.firstNumber - 1) + 1
    }
}
