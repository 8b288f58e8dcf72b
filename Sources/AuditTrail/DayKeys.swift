import Crypto
import Foundation
import GRDB
import Synchronization
import WireProtocol

/// What a day's key encrypts. The words stand in the database.
enum KeyUse: String, Sendable {
    /// Payloads and outbox rows of folders written before each record had a key of its own.
    case payload
    case body
}

/// A day's key with the number by which rows of older folders name it.
struct DayKey: Sendable {
    let id: Int64
    let key: SymmetricKey

    /// A row of which nothing is left.
    static let destroyed = Data(count: 60)

    static func bound(day: Int, use: KeyUse) -> String { "fcg-audit/key/v1\n\(use.rawValue)\n\(day)\n" }
}

/// The keys of days, wrapped in `keys.db`, on disk before anything is encrypted with them and made days ahead.
final class DayKeys: Sendable {
    private struct Slot: Hashable {
        let day: Int
        let use: KeyUse
    }

    private static let daysAhead = 7
    private let file: KeyFile
    private let held = Mutex<[Slot: DayKey]>([:])

    init(_ file: KeyFile) { self.file = file }

    /// Makes what is missing for the coming days. Cheap when nothing is.
    func makeAhead(of now: Instant) throws(AuditFailure) {
        let today = now.utcDay
        for day in today...today + DayKeys.daysAhead { _ = try key(day: day, use: .body) }
    }

    /// The key of a day in UTC.
    func key(day: Int, use: KeyUse) throws(AuditFailure) -> DayKey {
        let slot = Slot(day: day, use: use)
        if let key = held.withLock({ $0[slot] }) { return key }
        let made = try file.write { try self.findOrMake(slot, in: $0) }
        held.withLock { $0[slot] = made }
        return made
    }

    /// Destroys the keys of bodies of the days before one; returns how many there were.
    func destroyBodyKeys(before day: Int) throws(AuditFailure) -> Int {
        held.withLock { held in held = held.filter { $0.key.day >= day || $0.key.use != .body } }
        return try file.write { database in
            try database.execute(
                sql: "UPDATE key SET wrapped = ? WHERE use = 'body' AND day < ? AND wrapped != ?",
                arguments: [DayKey.destroyed, day, DayKey.destroyed])
            return database.changesCount
        }
    }

    private func findOrMake(_ slot: Slot, in database: Database) throws -> DayKey {
        let find = "SELECT id, wrapped FROM key WHERE day = ? AND use = ?"
        let row = try Row.fetchOne(database, sql: find, arguments: [slot.day, slot.use.rawValue])
        let bound = DayKey.bound(day: slot.day, use: slot.use)
        if let row, row["wrapped"] as Data != DayKey.destroyed {
            guard let octets = KeyFile.unwrap(row["wrapped"], bound: bound, master: file.master) else {
                throw KeyFile.wrongMaster
            }
            return DayKey(id: row["id"], key: SymmetricKey(data: octets))
        }
        let octets = file.random(32)
        let wrapped = Data(
            try KeyFile.wrap(
                octets, bound: bound, master: file.master, nonce: file.random(12)[...], with: try OctetCipher()))
        // A day whose key was destroyed comes back only with a clock that was far ahead. Nothing is sealed under it.
        let insert = """
            INSERT INTO key(day, use, wrapped) VALUES (?, ?, ?)
            ON CONFLICT(day, use) DO UPDATE SET wrapped = excluded.wrapped RETURNING id
            """
        guard
            let id = try Int64.fetchOne(database, sql: insert, arguments: [slot.day, slot.use.rawValue, wrapped])
        else { throw AuditFailure.notDurable("`keys.db` keeps no key") }
        return DayKey(id: id, key: SymmetricKey(data: octets))
    }
}
