import Synchronization
package import WireProtocol

/// A clock that moves only when a test turns it: the wall clock and the monotonic one.
package final class HandClock: Sendable {
    private struct Hands {
        var wall: Instant
        var monotonic: Int64
    }

    private let hands: Mutex<Hands>

    /// A clock standing at 2026-11-20T10:36:00Z unless told otherwise, its monotonic hand at 0 ms.
    package init(_ wall: Instant = HandClock.start) {
        hands = Mutex(Hands(wall: wall, monotonic: 0))
    }

    /// 2026-11-20T10:36:00Z, the moment of the protocol's worked example.
    package static let start = Instant(seconds: 1_795_170_960)

    /// The wall clock.
    package var now: Instant { hands.withLock { $0.wall } }

    /// Milliseconds of the clock that nobody can set.
    package var monotonicMilliseconds: Int64 { hands.withLock { $0.monotonic } }

    /// Time passes: both hands move on.
    package func advance(milliseconds: Int64) {
        hands.withLock { hands in
            hands.wall = Instant(milliseconds: hands.wall.milliseconds + milliseconds)
            hands.monotonic += milliseconds
        }
    }

    /// Time passes: both hands move on.
    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1_000) }

    /// Somebody sets the wall clock; the monotonic hand stays.
    package func setWall(_ wall: Instant) { hands.withLock { $0.wall = wall } }
}
