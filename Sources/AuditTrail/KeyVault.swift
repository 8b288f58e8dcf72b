import Crypto
import Foundation
import GRDB
import Synchronization
import WireProtocol

/// What a day's key encrypts. The words stand in the database.
enum KeyUse: String, Sendable, CaseIterable {
    case payload
    case body
}

/// A day's key with the number by which rows name it.
struct DayKey: Sendable {
    let id: Int64
    let key: SymmetricKey
}

/// The keys of payloads and bodies, one a day and use, wrapped by the master key in a database of their own.
///
/// Keys are on disk before anything is encrypted with them, and made days ahead: a record only looks one up.
final class KeyVault: Sendable {
    private struct Slot: Hashable {
        let day: Int
        let use: KeyUse
    }

    private static let daysAhead = 7
    private let database: DatabaseQueue
    private let master: SymmetricKey
    private let random: @Sendable (Int) -> [UInt8]
    private let keys = Mutex<[Slot: DayKey]>([:])
    private let opened = Mutex<[Int64: SymmetricKey]>([:])

    init(_ configuration: AuditConfiguration) throws(AuditFailure) {
        guard configuration.masterKey.count == 32 else { throw .wrongKey("a master key has 32 octets") }
        master = SymmetricKey(data: configuration.masterKey)
        random = configuration.random
        do {
            database = try DatabaseQueue(path: configuration.folder + "/keys.db", configuration: KeyVault.settings())
            try database.write { try $0.execute(sql: KeyVault.schema) }
        } catch {
            throw .notDurable("`keys.db`: \(error.auditText)")
        }
        try makeAhead(of: configuration.now())
    }

    /// Makes what is missing for the coming days. Cheap when nothing is.
    func makeAhead(of now: Instant) throws(AuditFailure) {
        let today = now.utcDay
        for day in today...today + KeyVault.daysAhead {
            for use in KeyUse.allCases { _ = try key(Slot(day: day, use: use)) }
        }
    }

    /// The key for a moment's day in UTC.
    func key(for time: Instant, use: KeyUse) throws(AuditFailure) -> DayKey {
        try key(Slot(day: time.utcDay, use: use))
    }

    /// The key of a number, to open what was sealed before; `nil` if it is gone.
    func key(number: Int64) throws(AuditFailure) -> SymmetricKey? {
        if let held = opened.withLock({ $0[number] }) { return held }
        do {
            let all = try database.read { try KeyVault.load($0, master: self.master) }.mapValues(\.key)
            opened.withLock { $0 = all }
            return all[number]
        } catch let failure as AuditFailure {
            throw failure
        } catch {
            throw .notDurable("`keys.db`: \(error.auditText)")
        }
    }

    /// Reads all keys of a folder beside a running node.
    static func read(folder: String, masterKey: [UInt8]) throws -> [Int64: SymmetricKey] {
        var settings = settings()
        settings.readonly = true
        let database = try DatabaseQueue(path: folder + "/keys.db", configuration: settings)
        return try database.read { try load($0, master: SymmetricKey(data: masterKey)) }.mapValues(\.key)
    }

    func close() { try? database.close() }

    private func key(_ slot: Slot) throws(AuditFailure) -> DayKey {
        if let held = keys.withLock({ $0[slot] }) { return held }
        do {
            let made = try database.write { try self.findOrMake(slot, in: $0) }
            keys.withLock { $0[slot] = made }
            return made
        } catch let failure as AuditFailure {
            throw failure
        } catch {
            throw .notDurable("`keys.db`: \(error.auditText)")
        }
    }

    private func findOrMake(_ slot: Slot, in database: Database) throws -> DayKey {
        let find = "SELECT id, wrapped FROM key WHERE day = ? AND use = ?"
        if let row = try Row.fetchOne(database, sql: find, arguments: [slot.day, slot.use.rawValue]) {
            let key = try KeyVault.unwrap(row["wrapped"], master: master, day: slot.day, use: slot.use)
            return DayKey(id: row["id"], key: key)
        }
        let octets = random(32)
        let nonce = try AES.GCM.Nonce(data: random(12))
        let bound = KeyVault.bound(day: slot.day, use: slot.use)
        guard let wrapped = try AES.GCM.seal(octets, using: master, nonce: nonce, authenticating: bound).combined
        else { throw AuditFailure.wrongKey("a key cannot be wrapped") }
        let insert = "INSERT INTO key(day, use, wrapped) VALUES (?, ?, ?)"
        try database.execute(sql: insert, arguments: [slot.day, slot.use.rawValue, wrapped])
        return DayKey(id: database.lastInsertedRowID, key: SymmetricKey(data: octets))
    }

    private static func load(_ database: Database, master: SymmetricKey) throws -> [Int64: DayKey] {
        var found: [Int64: DayKey] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, day, use, wrapped FROM key") {
            guard let use = KeyUse(rawValue: row["use"]) else { continue }
            let key = try unwrap(row["wrapped"], master: master, day: row["day"], use: use)
            found[row["id"]] = DayKey(id: row["id"], key: key)
        }
        return found
    }

    private static func unwrap(_ wrapped: Data, master: SymmetricKey, day: Int, use: KeyUse) throws -> SymmetricKey {
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped)
            return SymmetricKey(
                data: try AES.GCM.open(box, using: master, authenticating: bound(day: day, use: use)))
        } catch {
            throw AuditFailure.wrongKey("the master key does not open `keys.db`: use the key it was made with")
        }
    }

    private static func bound(day: Int, use: KeyUse) -> [UInt8] {
        Array("fcg-audit/key/v1\n\(use.rawValue)\n\(day)\n".utf8)
    }

    private static func settings() -> Configuration {
        var settings = Configuration()
        settings.busyMode = .timeout(5)
        settings.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        return settings
    }

    private static let schema = """
        CREATE TABLE IF NOT EXISTS key(
            id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, use TEXT NOT NULL, wrapped BLOB NOT NULL,
            UNIQUE(day, use)) STRICT;
        """
}

extension Error {
    /// What an outside error says, without the values of any statement.
    var auditText: String {
        if let failure = self as? AuditFailure { return failure.description }
        guard let error = self as? DatabaseError else { return String(describing: type(of: self)) }
        return "\(error.extendedResultCode.rawValue) \(error.message ?? "")"
    }
}
