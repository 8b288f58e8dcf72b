import Synchronization
import WireProtocol

/// What failed before it could be recorded, in memory until the hourly `security.summary` takes it.
///
/// An outsider must not be able to grow the Merkle log, so no failed request makes a leaf of its own.
final class SecurityLog: Sendable {
    private let segment = Mutex(SecuritySegment())

    /// Notes a failure.
    func note(_ line: SecuritySegment.Line) { segment.withLock { $0.add(line) } }

    /// Whether this peer failed in this way since the last summary.
    func knows(_ peer: AuthorityID, _ code: ProblemCode) -> Bool {
        segment.withLock { $0.counts[peer]?[code] != nil }
    }

    /// The failures since the last summary, newest last; of many, the newest and the first of each kind.
    var lines: [SecuritySegment.Line] { segment.withLock { $0.lines } }

    /// Takes what failed since the last summary; `nil` if nothing did.
    func take() -> SecuritySegment? {
        segment.withLock { segment in
            defer { segment = SecuritySegment() }
            return segment.counts.isEmpty ? nil : segment
        }
    }

    /// Puts a segment back that could not be recorded.
    func restore(_ older: SecuritySegment) { segment.withLock { $0 = older.followed(by: $0) } }
}
