import MerkleLog
import WireProtocol

/// A state of one log that was reached for certain: whatever is found later must contain it.
struct LogMark: Equatable, Sendable {
    /// Year of the shard; 0 while there is none.
    var year: Int
    /// Leaves of that shard.
    var size: Int64
    /// Root at that size.
    var root: MerkleHash
    /// Checkpoints stored in the whole database.
    var checkpoints: Int64

    static let none = LogMark(year: 0, size: 0, root: MerkleHash.empty, checkpoints: 0)
}

/// The content of the file `log-head`, kept apart from the databases so that an older database put back is noticed.
struct LogHead: Equatable, Sendable {
    var exchange = LogMark.none
    var internalLog = LogMark.none
    /// The latest clock reading, to notice a clock that was set back.
    var clock: Instant

    init(clock: Instant) { self.clock = clock }

    subscript(log: LogName) -> LogMark {
        get {
            switch log {
            case .exchange: exchange
            case .internal: internalLog
            }
        }
        set {
            switch log {
            case .exchange: exchange = newValue
            case .internal: internalLog = newValue
            }
        }
    }

    var octets: [UInt8] {
        let lines = LogName.allCases.map { log in
            let mark = self[log]
            return "\(log.rawValue) \(mark.year) \(mark.size) \(Base64.encode(mark.root.octets)) \(mark.checkpoints)\n"
        }
        return Array(("fcg-log-head/v1\n" + lines.joined() + "clock \(clock.milliseconds)\n").utf8)
    }

    /// Reads the one form; anything else is `nil`.
    init?(octets: [UInt8]) {
        let lines = String(decoding: octets, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, let clock = lines[3].split(separator: " ").last.flatMap({ Int64($0) }) else {
            return nil
        }
        self.init(clock: Instant(milliseconds: clock))
        for (log, line) in zip(LogName.allCases, lines[1...2]) {
            let parts = line.split(separator: " ")
            guard parts.count == 5, let year = Int(parts[1]), let size = Int64(parts[2]),
                let root = Base64.decode(parts[3]).flatMap({ MerkleHash(octets: $0) }),
                let checkpoints = Int64(parts[4])
            else { return nil }
            self[log] = LogMark(year: year, size: size, root: root, checkpoints: checkpoints)
        }
        guard self.octets == octets else { return nil }
    }
}
