import Foundation
import GRDB
package import MerkleLog
package import WireProtocol

/// The full check of an audit folder, of a running node's too: opens everything read-only, in one read transaction a
/// database, and believes nothing but the keys it is given.
package enum AuditVerifier {
    /// Checks every shard of both logs; one result each, the older shards first.
    ///
    /// - Parameters:
    ///   - verifierKeys: the logs' public keys, named as their origins. A checkpoint without its key is a fault.
    ///   - masterKey: opens payloads; read from the folder unless given.
    ///   - now: if given, nonces that could still be replayed must be there.
    ///   - findingAll: goes on after a fault wherever what follows can still be judged.
    package static func verify(
        folder: String, verifierKeys: [NoteVerifierKey], masterKey: [UInt8]? = nil, now: Instant? = nil,
        findingAll: Bool = false
    ) throws(AuditFailure) -> [LogVerification] {
        let files = AuditFolder(path: folder)
        let master = if let masterKey { masterKey } else { try files.readMasterKey() }
        // Read before the databases: what it remembers is then in what they show.
        let head = try files.readLogHead()
        do {
            let tombstones = try inSnapshot(of: .internal, folder) { try Tombstones($0) }
            return try LogName.allCases.flatMap { log in
                try inSnapshot(of: log, folder) { database in
                    // Read after the snapshot: keys are on disk before anything is sealed with them.
                    let keys = try KeyReader(folder: folder, masterKey: master)
                    return try LogVerifier(
                        database, folder: folder, log: log, mark: head[log], keys: keys, verifierKeys: verifierKeys,
                        tombstones: tombstones, now: now, findingAll: findingAll
                    ).verify()
                }
            }
        } catch let failure as AuditFailure {
            throw failure
        } catch {
            throw .damaged("the databases cannot be read: \(error.auditText)")
        }
    }

    /// Returns when all that is durable in a folder stands in its tables.
    package static func waitForTables(folder: String) throws {
        for log in LogName.allCases { try inSnapshot(of: log, folder) { _ in } }
    }

    /// Reads a log beside the node that may be writing it, in one read transaction. What was durable in its journal before is
    /// in it: a node that runs moves that within milliseconds, and one that does not is named.
    static func inSnapshot<Value>(
        of log: LogName, _ folder: String, _ body: (Database) throws -> Value
    ) throws -> Value {
        var settings = Configuration()
        settings.readonly = true
        settings.busyMode = .timeout(5)
        let path = folder + "/" + log.fileName
        guard FileManager.default.fileExists(atPath: path) else {
            throw AuditFailure.notInitialised("`\(path)` is missing")
        }
        let journal = folder + "/" + log.journalName
        let durable = try Journal.next(path: journal)
        let database = try DatabaseQueue(path: path, configuration: settings)
        for _ in 0..<mostLooks {
            let value = try database.read { snapshot -> Value? in
                let end = try Int64.fetchOne(snapshot, sql: "SELECT coalesce(max(seq) + 1, 0) FROM leaf") ?? 0
                return end >= durable ? try body(snapshot) : nil
            }
            if let value { return value }
            usleep(pauseBetweenLooks)
        }
        throw AuditFailure.waiting("`\(journal)` goes on to leaf row \(durable)")
    }

    /// Three seconds altogether.
    private static let mostLooks = 600
    private static let pauseBetweenLooks: UInt32 = 5_000
}
