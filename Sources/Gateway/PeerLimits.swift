import Synchronization
import WireProtocol

/// What one peer may send (FCP-LIM). Configuration; the defaults are the protocol's.
package struct PeerAllowance: Sendable {
    /// Requests a second, in the long run.
    package var rate: Double
    /// Requests at once after a quiet time.
    package var burst: Double
    /// Requests being answered at the same time.
    package var inFlight: Int
    /// Query attempts a day, in England.
    package var attemptsADay: Int
    /// Octets of questions and answers kept for retries: some 500 of the usual length, 13 of the longest. Past them a
    /// retry is evaluated anew.
    var keptOctets = 4 << 20

    package init(rate: Double = 20, burst: Double = 100, inFlight: Int = 64, attemptsADay: Int = 5_000) {
        self.rate = rate
        self.burst = burst
        self.inFlight = inFlight
        self.attemptsADay = attemptsADay
    }

    /// Live nonces an authority may hold: 2 × rate × 420 s, the longest life of a nonce.
    var nonceCapacity: Int { max(1, Int(2 * rate * 420)) }
}

/// Counts what each peer sends, so that one peer's flood costs that peer and nobody else.
final class PeerLimits: Sendable {
    private struct Account {
        var tokens: Double
        var refilled: Instant
        var inFlight = 0
        var day: CalendarDay
        var attempts = 0
        var isHalfwayTold = false

        mutating func refill(by allowance: PeerAllowance, now: Instant) {
            let elapsed = Double(max(0, now.milliseconds - refilled.milliseconds)) / 1_000
            tokens = min(allowance.burst, tokens + elapsed * allowance.rate)
            refilled = now
            guard now.londonDay != day else { return }
            day = now.londonDay
            attempts = 0
            isHalfwayTold = false
        }
    }
    private let accounts = Mutex<[AuthorityID: Account]>([:])
    private let allowance: PeerAllowance

    init(_ allowance: PeerAllowance) { self.allowance = allowance }

    /// Takes one request in, or says after how many seconds to come back.
    func admit(_ peer: AuthorityID, isQuery: Bool, now: Instant) throws(Rejection) {
        let wait: Int? = accounts.withLock { accounts in
            var account = accounts[peer] ?? Account(tokens: allowance.burst, refilled: now, day: now.londonDay)
            defer { accounts[peer] = account }
            account.refill(by: allowance, now: now)
            guard account.tokens >= 1 || Mutant.flood.isOn else {
                return max(1, Int((1 / allowance.rate).rounded(.up)))
            }
            guard account.inFlight < allowance.inFlight else { return 1 }
            guard !isQuery || account.attempts < allowance.attemptsADay || Mutant.endlessDay.isOn else { return 3_600 }
            account.tokens -= 1
            account.inFlight += 1
            if isQuery { account.attempts += 1 }
            return nil
        }
        if let wait { throw .tooMany(retryAfter: wait) }
    }

    /// The peers that have made half of their attempts of today, each told once a day, so that somebody can ask them why
    /// before the other half is gone.
    func halfway(now: Instant) -> [(peer: AuthorityID, attempts: Int)] {
        accounts.withLock { accounts in
            let half = (allowance.attemptsADay + 1) / 2
            let due = accounts.filter { _, account in
                account.day == now.londonDay && account.attempts >= half && !account.isHalfwayTold
            }
            for peer in due.keys { accounts[peer]?.isHalfwayTold = true }
            return due.map { ($0, $1.attempts) }.sorted { $0.peer < $1.peer }
        }
    }

    /// Counts one request out.
    func done(_ peer: AuthorityID) {
        accounts.withLock { accounts in
            guard let account = accounts[peer], account.inFlight > 0 else { return }
            accounts[peer]?.inFlight -= 1
        }
    }
}
