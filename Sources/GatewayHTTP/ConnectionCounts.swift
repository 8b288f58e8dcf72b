import Synchronization
import WireProtocol

/// How many connections each authority holds.
final class ConnectionCounts: Sendable {
    private let limit: Int
    private let open = Mutex<[AuthorityID: Int]>([:])

    init(limit: Int) { self.limit = limit }

    /// Counts one more, unless the authority has its share already.
    func enter(_ authority: AuthorityID) -> Bool {
        open.withLock { open in
            let count = open[authority, default: 0]
            guard count < limit || Mutant.manyConnections.isOn else { return false }
            open[authority] = count + 1
            return true
        }
    }

    func leave(_ authority: AuthorityID) {
        open.withLock { open in
            let count = open[authority, default: 0] - 1
            open[authority] = count > 0 ? count : nil
        }
    }
}
