import AuditTrail
import Gateway
import Logging
import PeerDirectory
import WireProtocol

/// What must be ready when the logs begin a new year: keys of their own, and their place in the directory.
struct YearTurn {
    let node: NodeAssembly
    let logger: Logger

    /// Makes keys that are due and says what the directory lacks. An asker believes no receipt of a log that is not in it.
    func look(now: Instant) throws {
        let files = LogKeyFiles(node.folder)
        for name in try files.prepare(now: now) {
            logger.notice("a log key of another year was made; back it up", metadata: ["key": "\(name)"])
        }
        for origin in try files.missing(in: node.context.directory.current, of: node.file, now: now) {
            let isHere = origin.hasSuffix("/\(now.utcYear)")
            logger.log(
                level: isHere ? .error : .warning,
                "the directory has not this log of ours; give its keeper a new card from `fcg peer card`",
                metadata: ["log": "\(origin)"])
        }
    }
}
