import AuditTrail
import Synchronization
import WireProtocol

/// Counts what failed before it could be recorded: a bounded ring without bodies, and an hourly `security.summary`.
///
/// An outsider must not be able to grow the Merkle log, so no failed request makes a leaf of its own.
final class SecurityLog: Sendable {
    /// One failure: which peer, which code, when, and the reference the peer was told.
    struct Line: Sendable {
        let peer: AuthorityID
        let code: ProblemCode
        let time: Instant
        let reference: String
    }
    private struct State {
        var ring: [Line] = []
        var counts: [AuthorityID: [ProblemCode: Int]] = [:]
    }
    private let state = Mutex(State())
    private let capacity = 1_024

    /// Notes a failure.
    func note(_ line: Line) {
        state.withLock { state in
            if state.ring.count == capacity { state.ring.removeFirst(capacity / 4) }
            state.ring.append(line)
            state.counts[line.peer, default: [:]][line.code, default: 0] += 1
        }
    }

    /// The failures in memory, newest last.
    var lines: [Line] { state.withLock { $0.ring } }

    /// Takes the counts since the last summary; `nil` when there are none.
    func takeCounts() -> [AuthorityID: [ProblemCode: Int]]? {
        state.withLock { state in
            defer { state.counts = [:] }
            return state.counts.isEmpty ? nil : state.counts
        }
    }

    /// Puts counts back that could not be recorded.
    func restore(_ counts: [AuthorityID: [ProblemCode: Int]]) {
        state.withLock { state in
            state.counts.merge(counts) { older, newer in older.merging(newer, uniquingKeysWith: +) }
        }
    }

    /// Counts as the payload of a `security.summary`.
    static func payload(_ counts: [AuthorityID: [ProblemCode: Int]]) -> JSONValue {
        var peers: [String: JSONValue] = [:]
        for (peer, codes) in counts {
            var members: [String: JSONValue] = [:]
            for (code, count) in codes { members[code.rawValue] = .integer(Int64(count)) }
            peers[peer.code] = .object(members)
        }
        return .object(peers)
    }
}
