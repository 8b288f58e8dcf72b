package import MerkleLog
package import WireProtocol

/// The private keys the logs sign their checkpoints with, 32 octets of Ed25519 each.
///
/// The directory wants another key for each origin, so each year has its own. They are looked up when they are needed:
/// a process that runs over New Year finds the key that was made for the new year meanwhile.
package struct LogKeys: Sendable {
    private let find: @Sendable (LogName, Int) throws -> [UInt8]

    /// - Parameter find: the key of a log and year; throws if there is none.
    package init(find: @escaping @Sendable (LogName, Int) throws -> [UInt8]) { self.find = find }

    /// The same two keys in every year: for logs that no directory names, such as those that are measured.
    package init(exchange: [UInt8], internalLog: [UInt8]) {
        self.init { log, _ in log == .exchange ? exchange : internalLog }
    }

    func key(_ log: LogName, year: Int) throws -> [UInt8] { try find(log, year) }
}

/// All the audit trail needs to know. Time and chance come in from outside.
package struct AuditConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
    /// The folder, prepared by ``AuditTrail/initialise(folder:random:)``.
    package var folder: String
    /// Whose logs these are.
    package var node: AuthorityID
    /// `host[:port]` under which peers reach the logs.
    package var authority: String
    /// The keys that sign checkpoints.
    package var logKeys: LogKeys
    /// 32 octets that wrap the keys of payloads and bodies.
    package var masterKey: [UInt8]
    /// So many random octets.
    package var random: @Sendable (Int) -> [UInt8]
    /// The clock on the wall.
    package var now: @Sendable () -> Instant
    /// Milliseconds of a clock that is never set.
    package var monotonic: @Sendable () -> Int64
    /// Days the exact octets of messages are kept; 0 keeps none.
    package var bodyDays: Int

    package init(
        folder: String, node: AuthorityID, authority: String, logKeys: LogKeys, masterKey: [UInt8],
        random: @escaping @Sendable (Int) -> [UInt8], now: @escaping @Sendable () -> Instant,
        monotonic: @escaping @Sendable () -> Int64, bodyDays: Int = 90
    ) {
        self.folder = folder
        self.node = node
        self.authority = authority
        self.logKeys = logKeys
        self.masterKey = masterKey
        self.random = random
        self.now = now
        self.monotonic = monotonic
        self.bodyDays = bodyDays
    }

    /// `<authority>/audit/<year>` or `<authority>/internal/<year>`.
    package func origin(_ log: LogName, year: Int) -> String { "\(authority)/\(log.pathWord)/\(year)" }

    /// The public half of a log's key, for the directory and for verifiers.
    package func verifierKey(_ log: LogName, year: Int) throws(AuditFailure) -> NoteVerifierKey {
        try signer(log, year: year).verifierKey
    }

    func signer(_ log: LogName, year: Int) throws(AuditFailure) -> Ed25519NoteSigner {
        let origin = origin(log, year: year)
        do {
            return try Ed25519NoteSigner(name: origin, privateKey: try logKeys.key(log, year: year))
        } catch {
            throw .wrongKey("the key of log `\(origin)`: \(error)")
        }
    }

    /// Says whose, and no key.
    package var description: String { "audit configuration of `\(authority)`" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
