import Dispatch
import Synchronization
import WireProtocol

/// Keeps the file `log-head` up to date: at most once a second while records come, at once for a checkpoint and at
/// the end. Each write first compares what the file holds with what was last written (compare and swap).
final class LogHeadKeeper: Sendable {
    private struct State {
        var written: LogHead
        var lastWrite: Int64
        var scheduled = false
    }

    private static let pause: Int64 = 1_000
    private let path: String
    private let monotonic: @Sendable () -> Int64
    private let thread = DispatchQueue(label: "audit.log-head", qos: .utility)
    private let state: Mutex<State>

    init(path: String, written: LogHead, monotonic: @escaping @Sendable () -> Int64) {
        self.path = path
        self.monotonic = monotonic
        state = Mutex(State(written: written, lastWrite: monotonic() - LogHeadKeeper.pause))
    }

    /// What the file holds.
    var written: LogHead { state.withLock { $0.written } }

    /// Writes in a while, on a thread of its own, if nothing was written within the last second.
    func touch(_ current: @escaping @Sendable () -> LogHead, failed: @escaping @Sendable (AuditFailure) -> Void) {
        let due = state.withLock { state in
            guard !state.scheduled, monotonic() - state.lastWrite >= LogHeadKeeper.pause else { return false }
            state.scheduled = true
            return true
        }
        guard due else { return }
        thread.async {
            do throws(AuditFailure) {
                try self.swap(to: current())
            } catch {
                failed(error)
            }
            self.state.withLock { $0.scheduled = false }
        }
    }

    /// Writes now, and returns once the file would survive a power cut.
    func write(_ current: @escaping @Sendable () -> LogHead) throws(AuditFailure) {
        let result = thread.sync { () -> Result<Void, AuditFailure> in
            do throws(AuditFailure) {
                return .success(try self.swap(to: current()))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func swap(to head: LogHead) throws(AuditFailure) {
        let written = written
        guard try DurableFile.read(path) == written.octets else {
            throw .rollbackDetected("`log-head` was changed by somebody else")
        }
        if head != written { try DurableFile.replace(path, with: head.octets) }
        let now = monotonic()
        state.withLock { state in
            state.written = head
            state.lastWrite = now
        }
    }
}
