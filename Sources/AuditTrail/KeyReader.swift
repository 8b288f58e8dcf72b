import Crypto
import Foundation
import GRDB
import Synchronization
import WireProtocol

/// Finds keys of `keys.db` by number and use when something is to be opened, beside a running node too.
///
/// Of record keys it holds the neighbours of the last one, so that a million records are walked through without a
/// million keys in memory.
final class KeyReader: Sendable {
    /// What is there of a key.
    enum Found {
        case key(SymmetricKey)
        /// It was destroyed: what it sealed is erased, or too old to be kept.
        case destroyed
        /// Its row does not open.
        case changed
        /// No such number was ever given.
        case unknown
    }

    private struct Day {
        let day: Int
        let use: KeyUse
        /// `nil` once destroyed.
        let key: SymmetricKey?
    }

    private struct Held {
        var days: [Int64: Day] = [:]
        /// Those of bodies, by day.
        var bodies: [Int: Day] = [:]
        var rows: [Int64: Data] = [:]
        var opened: [Int64: RecordKeyRow] = [:]
    }

    /// Rows on either side that are read with one that is looked for.
    private static let neighbours: Int64 = 64
    private let database: DatabaseQueue
    private let master: SymmetricKey
    private let held: Mutex<Held>

    /// Refuses a master key that does not open the keys of days.
    init(folder: String, masterKey: [UInt8]) throws(AuditFailure) {
        master = try KeyFile.master(masterKey)
        var settings = Configuration()
        settings.readonly = true
        settings.busyMode = .timeout(5)
        do {
            database = try DatabaseQueue(path: folder + "/" + KeyFile.name, configuration: settings)
            let master = master
            let days = try database.read { try KeyReader.days($0, master) }
            held = Mutex(Held(days: days, bodies: KeyReader.bodies(of: days)))
        } catch {
            throw KeyFile.failure(error)
        }
    }

    func close() { try? database.close() }

    /// The key of a record's use, or of a day for rows of older folders.
    func find(_ number: Int64, _ use: RecordUse) throws(AuditFailure) -> Found {
        guard number >= RecordKey.firstNumber else { return try day(number).map(KeyReader.found) ?? .unknown }
        return try record(number, use)
    }

    /// The key of a body: its record's and its day's together, or a day's alone in older folders.
    func findBody(_ number: Int64, day: Int) throws(AuditFailure) -> Found {
        guard number >= RecordKey.firstNumber else { return try find(number, .body) }
        guard case .key(let own) = try record(number, .body) else { return try record(number, .body) }
        guard let found = try bodyDay(day) else { return .unknown }
        guard let key = found.key else { return .destroyed }
        return .key(RecordKey.bodyKey(own, day: key))
    }

    /// The key of a use if it is there; a key that was destroyed is as good as none.
    func key(_ number: Int64, _ use: RecordUse) throws(AuditFailure) -> SymmetricKey? {
        switch try find(number, use) {
        case .key(let key): return key
        case .destroyed, .unknown: return nil
        case .changed: throw .damaged("key \(number) of `keys.db` was changed")
        }
    }

    /// Whether a record's key could still open a use. Looks at the file, whatever was read before.
    func holdsRecordKey(_ number: Int64, _ use: RecordUse) throws(AuditFailure) -> Bool {
        guard number >= RecordKey.firstNumber, case .key = try record(number, use) else { return false }
        forget()
        guard case .key = try record(number, use) else { return false }
        return true
    }

    /// Reads everything anew from here on.
    func forget() { held.withLock { $0 = Held() } }

    /// Erasures that are not finished yet.
    func pendingErasures() throws(AuditFailure) -> [PendingErasure] {
        try read { try $0.tableExists("erasing") ? PendingErasure.all(in: $0) : [] }
    }

    // MARK: - Record keys

    private func record(_ number: Int64, _ use: RecordUse) throws(AuditFailure) -> Found {
        if let row = held.withLock({ $0.opened[number] }) { return KeyReader.found(row, use) }
        guard let wrapped = try row(number) else { return .unknown }
        guard wrapped != RecordKeyRow.destroyed else { return .destroyed }
        guard let row = RecordKeyRow(wrapped, id: number, master: master) else { return .changed }
        held.withLock { held in if held.rows[number] != nil { held.opened[number] = row } }
        return KeyReader.found(row, use)
    }

    private static func found(_ row: RecordKeyRow, _ use: RecordUse) -> Found {
        row.key(use).map(Found.key) ?? .destroyed
    }

    private func row(_ number: Int64) throws(AuditFailure) -> Data? {
        if let row = held.withLock({ $0.rows[number] }) { return row }
        let rows = try read { database -> [Int64: Data] in
            guard try database.tableExists("record_key") else { return [:] }
            let find = try database.cachedStatement(sql: "SELECT id, wrapped FROM record_key WHERE id BETWEEN ? AND ?")
            let around = [number - KeyReader.neighbours, number + KeyReader.neighbours]
            var rows: [Int64: Data] = [:]
            for row in try Row.fetchAll(find, arguments: StatementArguments(around)) {
                rows[row["id"]] = row["wrapped"]
            }
            return rows
        }
        held.withLock { held in (held.rows, held.opened) = (rows, [:]) }
        return rows[number]
    }

    // MARK: - Day keys

    private static func found(_ day: Day) -> Found { day.key.map(Found.key) ?? .destroyed }

    private func day(_ number: Int64) throws(AuditFailure) -> Day? {
        if let day = held.withLock({ $0.days[number] }) { return day }
        return try loadDays()[number]
    }

    private func bodyDay(_ day: Int) throws(AuditFailure) -> Day? {
        if let held = held.withLock({ $0.bodies[day] }) { return held }
        return try KeyReader.bodies(of: loadDays())[day]
    }

    private func loadDays() throws(AuditFailure) -> [Int64: Day] {
        let days = try read { try KeyReader.days($0, self.master) }
        held.withLock { held in (held.days, held.bodies) = (days, KeyReader.bodies(of: days)) }
        return days
    }

    private static func bodies(of days: [Int64: Day]) -> [Int: Day] {
        Dictionary(days.values.filter { $0.use == .body }.map { ($0.day, $0) }) { first, _ in first }
    }

    private static func days(_ database: Database, _ master: SymmetricKey) throws -> [Int64: Day] {
        var found: [Int64: Day] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, day, use, wrapped FROM key") {
            guard let use = KeyUse(rawValue: row["use"]) else { continue }
            let (day, wrapped): (Int, Data) = (row["day"], row["wrapped"])
            var key: SymmetricKey?
            if wrapped != DayKey.destroyed {
                let bound = DayKey.bound(day: day, use: use)
                guard let octets = KeyFile.unwrap(wrapped, bound: bound, master: master) else {
                    throw KeyFile.wrongMaster
                }
                key = SymmetricKey(data: octets)
            }
            found[row["id"]] = Day(day: day, use: use, key: key)
        }
        return found
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try database.read(body) } catch { throw KeyFile.failure(error) }
    }
}
