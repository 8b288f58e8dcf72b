import Synchronization
import WireProtocol

/// Nonces seen by this process. The memory only saves work: the unique row in the record's commit decides.
final class Reservations: Sendable {
    private struct Key: Hashable {
        let authority: AuthorityID
        let nonce: String
    }
    private struct State {
        var expiry: [Key: Instant] = [:]
        var live: [AuthorityID: Int] = [:]
        var nextSweep = Instant(milliseconds: 0)
    }
    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: live nonces an authority may hold: 2 × its rate × 420 s. Live ones are never evicted.
    init(capacity: Int) { self.capacity = capacity }

    /// What a reservation came to.
    enum Result {
        case reserved
        case known
        case full
    }

    /// Reserves a nonce until `expiry`, atomically.
    func reserve(_ nonce: String, of authority: AuthorityID, until expiry: Instant, now: Instant) -> Result {
        state.withLock { state in
            if now >= state.nextSweep { Reservations.sweep(&state, now: now) }
            let key = Key(authority: authority, nonce: nonce)
            guard state.expiry[key] == nil || Mutant.replayTaken.isOn else { return .known }
            guard state.live[authority, default: 0] < capacity || Mutant.nonceRoom.isOn else { return .full }
            state.expiry[key] = expiry
            state.live[authority, default: 0] += 1
            return .reserved
        }
    }

    /// Gives a nonce back after a record that failed: no state may exist in which it is burnt and the record lost.
    func release(_ nonce: String, of authority: AuthorityID) {
        state.withLock { state in
            guard state.expiry.removeValue(forKey: Key(authority: authority, nonce: nonce)) != nil else { return }
            state.live[authority, default: 1] -= 1
        }
    }

    private static func sweep(_ state: inout State, now: Instant) {
        for (key, expiry) in state.expiry where expiry < now {
            state.expiry[key] = nil
            state.live[key.authority, default: 1] -= 1
        }
        state.nextSweep = now.adding(seconds: 10)
    }
}
