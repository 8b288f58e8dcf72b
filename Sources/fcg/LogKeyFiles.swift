import AuditTrail
import Foundation
import MerkleLog
import NodeIdentity
import PeerDirectory
import WireProtocol

/// The keys of a node's logs: one a log and year, `keys/log-exchange-2026.pem` and so on.
///
/// A folder from before there was a key for each year has `log-exchange.pem` and `log-internal.pem`. These sign every
/// year that has no key of its own, so that a shard that was begun with them is ended with them.
struct LogKeyFiles: Sendable {
    /// Days before a year begins from which on its keys are there. Directories live 30 days, and a log must stand in one
    /// 30 days ahead (protocol §5), so a card made each month carries them in time.
    static let daysAhead = 60
    private static let firstYear = 2026

    let folder: NodeFolder

    init(_ folder: NodeFolder) { self.folder = folder }

    /// Makes the keys that are missing: of this year, and of the next one as soon as it is near. What is there is never
    /// replaced, and a year that begins under a key from before keeps it. Returns the names of the files made.
    @discardableResult
    func prepare(now: Instant) throws -> [String] {
        var made: [String] = []
        for year in LogKeyFiles.years(now: now) {
            for log in LogName.allCases where !exists(log, year) {
                if year == now.utcYear, exists(log, nil) { continue }
                let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
                let name = LogKeyFiles.name(log, year)
                if try NodeFolder.createSecret(Array(key.pem.utf8), at: folder.key(name)) { made.append(name) }
            }
        }
        return made
    }

    /// The key of a log and year.
    func key(_ log: LogName, year: Int) throws -> NodeIdentity.SigningKey {
        if exists(log, year) { return try folder.signingKey(LogKeyFiles.name(log, year)) }
        if exists(log, nil) { return try folder.signingKey(LogKeyFiles.name(log, nil)) }
        throw Complaint(
            "\(folder.key(LogKeyFiles.name(log, year))): error: is missing\n"
                + "    help: put it back from a copy if the year has begun; `fcg peer card` makes the keys of a year to come"
        )
    }

    /// Looks keys up as they are needed, so that a process running over New Year finds those made meanwhile.
    var logKeys: LogKeys {
        let files = self
        return LogKeys { log, year in try files.key(log, year: year).seed }
    }

    /// What the directory should hold: the logs of this year, of the next one as soon as it is near, and of the year
    /// before, so that what was proved under it goes on being believed. A key stands in it once.
    func memberLogs(publicName: String, now: Instant) throws -> [MemberLog] {
        var logs: [MemberLog] = []
        for year in LogKeyFiles.years(now: now) + [now.utcYear - 1] {
            for log in LogName.allCases where exists(log, year) || exists(log, nil) {
                let key = try key(log, year: year).publicOctets
                guard !logs.contains(where: { $0.rawKey == key }) else { continue }
                logs.append(MemberLog(origin: "\(publicName)/\(log.pathWord)/\(year)", rawKey: key))
            }
        }
        return logs
    }

    /// The public keys, one a log and year, from the first year of the product to the next one.
    func verifierKeys(publicName: String, now: Instant) throws -> [NoteVerifierKey] {
        try LogName.allCases.flatMap { log in
            try (LogKeyFiles.firstYear...max(LogKeyFiles.firstYear, now.utcYear + 1)).compactMap { year in
                guard exists(log, year) || exists(log, nil) else { return nil }
                return try NoteVerifierKey(
                    name: "\(publicName)/\(log.pathWord)/\(year)", publicKey: try key(log, year: year).publicOctets)
            }
        }
    }

    /// Origins that this node signs now, or soon, and that the directory has not, or has under another key.
    func missing(in directory: Directory, of node: NodeFile, now: Instant) throws -> [String] {
        let known = Set((directory.members[node.authority]?.logs ?? []).map { "\($0.origin) \(Hex.encode($0.rawKey))" })
        return try memberLogs(publicName: node.publicName, now: now).filter { log in
            !log.origin.hasSuffix("/\(now.utcYear - 1)") && !known.contains("\(log.origin) \(Hex.encode(log.rawKey))")
        }.map(\.origin)
    }

    /// This year, and the next one if it is near.
    static func years(now: Instant) -> [Int] {
        let soon = now.adding(seconds: Int64(daysAhead) * 86_400).utcYear
        return soon == now.utcYear ? [soon] : [now.utcYear, soon]
    }

    private static func name(_ log: LogName, _ year: Int?) -> String {
        "log-\(log.rawValue)" + (year.map { "-\($0)" } ?? "") + ".pem"
    }

    private func exists(_ log: LogName, _ year: Int?) -> Bool {
        FileManager.default.fileExists(atPath: folder.key(LogKeyFiles.name(log, year)))
    }
}
