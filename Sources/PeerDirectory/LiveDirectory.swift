import Synchronization
package import WireProtocol

/// The directory in force, replaced while the node runs and never by an older or a forked one.
package final class LiveDirectory: Sendable {
    private let held: Mutex<Directory>
    /// Held for a whole replacement, so that readers of ``current`` never wait for the disk.
    private let replacing: Mutex<VersionMark>
    private let signers: [[UInt8]]
    private let markPath: String

    /// Puts a directory in force at start.
    ///
    /// `markPath` is the file of the highest version ever seen; made if missing. The directory is refused if it is older
    /// than that, forked, or gives a key id to another key.
    package init(current: Directory, signers: [[UInt8]], markPath: String) throws(DirectoryFault) {
        let mark = try VersionMark(path: markPath)
        try mark?.admit(current)
        let next = VersionMark(current, after: mark)
        if mark != next { try next.write(path: markPath) }
        held = Mutex(current)
        replacing = Mutex(next)
        self.signers = signers
        self.markPath = markPath
    }

    /// The directory in force. Take it once a query and use that one throughout.
    package var current: Directory { held.withLock { $0 } }

    /// Puts a newer directory in force, or throws and keeps the old one. The same file again changes nothing.
    package func replace(octets: [UInt8], now: Instant) throws(DirectoryFault) {
        let offered = try Directory.open(octets: octets, signers: signers, now: now)
        try replacing.withLock { (mark: inout VersionMark) throws(DirectoryFault) in try admit(offered, after: &mark) }
    }

    private func admit(_ offered: Directory, after mark: inout VersionMark) throws(DirectoryFault) {
        guard offered.federation == current.federation || Mutant.otherFederation.isOn else {
            throw .otherFederation
        }
        try mark.admit(offered)
        guard offered.version > mark.version else { return }
        let next = VersionMark(offered, after: mark)
        try next.write(path: markPath)
        mark = next
        held.withLock { $0 = offered }
    }
}
