import Crypto
import Foundation
import GRDB

/// `keys.db`: wrapped keys, and what erasures have still to destroy. One connection writes.
///
/// It has a write-ahead log, which holds rows as they became and never as they were: emptied after an erasure, it and
/// the database hold nothing of a destroyed key. A rollback journal would copy the old page first, and could not be
/// read beside a process that was killed.
struct KeyFile: Sendable {
    static let name = "keys.db"
    let queue: DatabaseQueue
    let master: SymmetricKey
    let random: @Sendable (Int) -> [UInt8]

    init(_ configuration: AuditConfiguration) throws(AuditFailure) {
        master = try KeyFile.master(configuration.masterKey)
        random = configuration.random
        do {
            var settings = Configuration()
            settings.busyMode = .timeout(5)
            settings.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
            queue = try DatabaseQueue(path: configuration.folder + "/" + KeyFile.name, configuration: settings)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2,
                    try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal"
                else { throw AuditFailure.notDurable("`keys.db` refuses `synchronous = FULL`") }
                try database.inTransaction(.immediate) {
                    try database.execute(sql: KeyFile.schema)
                    return .commit
                }
            }
        } catch {
            throw KeyFile.failure(error)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.read(body) } catch { throw KeyFile.failure(error) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(AuditFailure) -> Value {
        do { return try queue.write(body) } catch { throw KeyFile.failure(error) }
    }

    /// Moves everything into the database file and empties the write-ahead log, so that no older page is left in it.
    func forgetOldPages() throws(AuditFailure) {
        do { try queue.forgetOldPages(of: KeyFile.name) } catch { throw KeyFile.failure(error) }
    }

    static func master(_ octets: [UInt8]) throws(AuditFailure) -> SymmetricKey {
        guard octets.count == 32 else { throw .wrongKey("a master key has 32 octets") }
        return SymmetricKey(data: octets)
    }

    /// Wraps under the master key, bound to words that say what it is.
    static func wrap(
        _ octets: [UInt8], bound: String, master: SymmetricKey, nonce: ArraySlice<UInt8>,
        with cipher: borrowing OctetCipher
    ) throws(AuditFailure) -> [UInt8] {
        try cipher.seal(octets, key: KeyPart(master), nonce: nonce, authenticating: Array(bound.utf8))
    }

    /// `nil` for octets that were changed, or wrapped under another master key.
    static func unwrap(_ wrapped: Data, bound: String, master: SymmetricKey) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: wrapped),
            let octets = try? AES.GCM.open(box, using: master, authenticating: Array(bound.utf8))
        else { return nil }
        return Array(octets)
    }

    static func failure(_ error: any Error) -> AuditFailure {
        (error as? AuditFailure) ?? .notDurable("`keys.db`: \(error.auditText)")
    }

    static let wrongMaster = AuditFailure.wrongKey(
        "the master key does not open `keys.db`: use the key it was made with")

    /// Numbers of record keys begin above all those of day keys, and none is ever given twice.
    private static let schema = """
        CREATE TABLE IF NOT EXISTS key(
            id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, use TEXT NOT NULL, wrapped BLOB NOT NULL,
            UNIQUE(day, use)) STRICT;
        CREATE TABLE IF NOT EXISTS record_key(
            id INTEGER PRIMARY KEY AUTOINCREMENT, wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS erasing(
            id INTEGER PRIMARY KEY, payloads TEXT NOT NULL, residues TEXT NOT NULL) STRICT;
        INSERT INTO sqlite_sequence(name, seq) SELECT 'record_key', \(RecordKey.firstNumber - 1)
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'record_key');
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
