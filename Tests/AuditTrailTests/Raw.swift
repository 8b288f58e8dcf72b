import Foundation
import GRDB

@testable import AuditTrail

/// Somebody with the database file and no respect: a connection past all triggers.
struct Raw {
    let database: DatabaseQueue

    init(_ sandbox: Sandbox, _ log: LogName) throws { try self.init(folder: sandbox.folder, log) }

    /// Waits until everything durable stands in the tables.
    init(folder: String, _ log: LogName) throws {
        try AuditVerifier.inSnapshot(of: log, folder) { _ in }
        database = try DatabaseQueue(path: "\(folder)/\(log.rawValue).db")
        try database.write { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
        }
    }

    func values(_ sql: String) throws -> [String] { try database.read { try String.fetchAll($0, sql: sql) } }

    func change(_ sql: String) throws { try database.write { try $0.execute(sql: sql) } }
}
