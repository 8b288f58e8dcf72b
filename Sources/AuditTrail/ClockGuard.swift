import Synchronization
import WireProtocol

/// Compares the clock on the wall with one that is never set, and with the latest reading ever kept.
final class ClockGuard: Sendable {
    private struct State {
        var wallAtStart: Instant
        var monotonicAtStart: Int64
        var latest: Instant
    }

    private static let tolerance: Int64 = 60_000
    private let now: @Sendable () -> Instant
    private let monotonic: @Sendable () -> Int64
    private let state: Mutex<State>

    init(
        latest: Instant, now: @escaping @Sendable () -> Instant, monotonic: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.monotonic = monotonic
        state = Mutex(State(wallAtStart: now(), monotonicAtStart: monotonic(), latest: latest))
    }

    /// The latest reading that was believed.
    var latest: Instant { state.withLock { $0.latest } }

    /// Protocol §4, "Time, replay, instances": a clock that jumped, or that lies before a stored reading, is refused.
    func check() throws(AuditFailure) {
        let (wall, elapsed) = (now(), monotonic())
        let failure = state.withLock { state -> AuditFailure? in
            let drift = (wall.milliseconds - state.wallAtStart.milliseconds) - (elapsed - state.monotonicAtStart)
            if abs(drift) > ClockGuard.tolerance, !Mutant.clockBelieved.isOn {
                return .clock("it moved \(drift / 1_000) seconds against the time that passed")
            }
            if wall.milliseconds < state.latest.milliseconds - ClockGuard.tolerance {
                return .clock("it says \(wall.text), before a kept reading of \(state.latest.text)")
            }
            state.latest = max(state.latest, wall)
            return nil
        }
        if let failure { throw failure }
    }

    /// Takes the clock as it is now for right.
    func accept() {
        let (wall, elapsed) = (now(), monotonic())
        state.withLock { $0 = State(wallAtStart: wall, monotonicAtStart: elapsed, latest: wall) }
    }
}
