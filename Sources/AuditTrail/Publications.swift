import Synchronization
import WireProtocol

/// When checkpoints were last made, and so when the next one is due.
final class Publications: Sendable {
    private static let exchangePause: Int64 = 10_000
    private static let internalPause: Int64 = 3_600_000
    private let made: Mutex<[LogName: Instant]>

    /// After a start the internal log waits for the next full hour: a restart must not show how it grew.
    init(openedAt: Instant) { made = Mutex([.internal: openedAt]) }

    func isDue(_ log: LogName, at time: Instant) -> Bool {
        guard let last = made.withLock({ $0[log] }), time >= last else { return true }
        switch log {
        case .exchange: return time.milliseconds - last.milliseconds >= Publications.exchangePause
        case .internal:
            return time.milliseconds / Publications.internalPause > last.milliseconds / Publications.internalPause
        }
    }

    func made(_ log: LogName, at time: Instant) { made.withLock { $0[log] = time } }
}
