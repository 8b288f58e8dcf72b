import Crypto
import Foundation
import GRDB

@testable import AuditTrail

/// Somebody with `keys.db` and the logs beside a running node: which numbers records have, and what is in their rows.
struct KeysOfFolder {
    let folder: String

    init(_ sandbox: Sandbox) { self.init(folder: sandbox.folder) }

    init(folder: String) { self.folder = folder }

    /// Numbers of a log's records, in their order.
    func numbers(_ log: LogName = .exchange) throws -> [Int64] {
        try AuditVerifier.inSnapshot(of: log, folder) {
            try Int64.fetchAll($0, sql: "SELECT key FROM payload ORDER BY seq")
        }
    }

    func residues() throws -> [Int64] {
        try AuditVerifier.inSnapshot(of: .exchange, folder) {
            try Int64.fetchAll($0, sql: "SELECT key FROM residue ORDER BY seq")
        }
    }

    /// Wrapped rows as they lie in the file.
    func rows(_ numbers: [Int64]) throws -> [Data] {
        try read(KeyFile.name) { database in
            try numbers.compactMap {
                try Data.fetchOne(database, sql: "SELECT wrapped FROM record_key WHERE id = ?", arguments: [$0])
            }
        }
    }

    /// The highest number that was ever given.
    func lastGiven() throws -> Int64 {
        try read(KeyFile.name) { try RecordKeyPool.nextNumber(in: $0) - 1 }
    }

    func change(_ sql: String, _ arguments: StatementArguments = []) throws {
        let database = try DatabaseQueue(path: folder + "/" + KeyFile.name)
        defer { try? database.close() }
        try database.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    private func read<Value>(_ file: String, _ body: (Database) throws -> Value) throws -> Value {
        let database = try DatabaseQueue(path: folder + "/" + file)
        defer { try? database.close() }
        return try database.read(body)
    }

    /// Puts the keys of now into a copy of the folder from before.
    func replaceKeys(of copy: String) throws {
        let files = FileManager.default
        for suffix in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: copy + "/" + KeyFile.name + suffix)
            let from = folder + "/" + KeyFile.name + suffix
            if files.fileExists(atPath: from) {
                try files.copyItem(atPath: from, toPath: copy + "/" + KeyFile.name + suffix)
            }
        }
    }
}

extension KeyReader.Found {
    var isKey: Bool { if case .key = self { true } else { false } }
    var isDestroyed: Bool { if case .destroyed = self { true } else { false } }
}
