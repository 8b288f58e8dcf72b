import Foundation
import WireProtocol

/// The files beside the databases, by name.
struct AuditFolder: Sendable {
    let path: String

    var logHead: String { path + "/log-head" }
    var cleanStop: String { path + "/clean-stop" }
    var newerCheckpoint: String { path + "/newer-checkpoint" }
    var witness: String { path + "/witness.db" }
    var disputes: String { path + "/disputes.db" }
    var forks: String { path + "/forks" }
    var masterKey: String { path + "/master.key" }

    /// Makes the folder, the master key, and the marks of two empty logs. Refuses a folder that has any of them.
    func prepare(random: (Int) -> [UInt8]) throws(AuditFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .notDurable("`\(path)`: \(String(cString: strerror(errno)))")
        }
        let head = LogHead(clock: Instant(milliseconds: 0))
        try DurableFile.create(masterKey, with: Array((Base64.encode(random(32)) + "\n").utf8))
        try DurableFile.create(logHead, with: head.octets)
        try DurableFile.create(cleanStop, with: CleanStop.octets(for: head))
    }

    /// The master key, 32 octets. A file that others may read is refused.
    func readMasterKey() throws(AuditFailure) -> [UInt8] {
        guard let octets = try DurableFile.read(masterKey) else { throw .notInitialised("`\(masterKey)` is missing") }
        var status = stat()
        guard stat(masterKey, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw .wrongKey("`\(masterKey)` can be read by others: run `chmod 600` on it")
        }
        let text = String(decoding: octets, as: UTF8.self)
        guard text.hasSuffix("\n"), let key = Base64.decode(text.dropLast()), key.count == 32 else {
            throw .wrongKey("`\(masterKey)` does not hold 32 octets in base64")
        }
        return key
    }

    func readLogHead() throws(AuditFailure) -> LogHead {
        guard let octets = try DurableFile.read(logHead) else { throw .notInitialised("`\(logHead)` is missing") }
        guard let head = LogHead(octets: octets) else { throw .damaged("`\(logHead)` is not in its one form") }
        return head
    }
}
