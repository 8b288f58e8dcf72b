import Synchronization
import WireProtocol

/// From when on requests are taken after a start (protocol §4, fence).
///
/// A clean-stop marker that agrees with `log-head` lifts the fence alone, where nobody witnesses this log; where it has
/// witnesses, one of them must hold one of its newest checkpoints: a folder put back whole has a marker too.
final class StartFence: Sendable {
    private struct State {
        var acceptsCreatedFrom: Instant?
        var awaitsWitness = false
    }

    /// Whether the last run stopped in order and nothing was put back since, as far as this folder tells.
    let isMarkerSound: Bool
    private let openedAt: Instant
    private let state: Mutex<State>

    init(isMarkerSound: Bool, openedAt: Instant) {
        self.isMarkerSound = isMarkerSound
        self.openedAt = openedAt
        state = Mutex(State(acceptsCreatedFrom: isMarkerSound ? nil : openedAt.adding(seconds: 60)))
    }

    /// Requests created before this moment are refused; `nil` refuses none.
    var acceptsCreatedFrom: Instant? { state.withLock { $0.acceptsCreatedFrom } }

    /// Whether no witness was heard yet, though there are some.
    var awaitsWitness: Bool { state.withLock { $0.awaitsWitness } }

    /// From now on a witness has to be heard.
    func awaitWitness() {
        state.withLock { state in
            state.awaitsWitness = true
            state.acceptsCreatedFrom = openedAt.adding(seconds: 60)
        }
    }

    /// A witness was heard; `isUpToDate` if what it holds is one of this log's newest checkpoints.
    func heard(isUpToDate: Bool) {
        state.withLock { state in
            state.awaitsWitness = false
            if isUpToDate, isMarkerSound { state.acceptsCreatedFrom = nil }
        }
    }

    /// Whether stopping now must leave no marker: a message that the missing marker fences off could still pass. A
    /// signature lives 300 seconds and may be 60 ahead.
    func withholdsMarker(at now: Instant) -> Bool {
        !isMarkerSound && now <= openedAt.adding(seconds: 420)
    }
}
