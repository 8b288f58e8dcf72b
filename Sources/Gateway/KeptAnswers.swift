import PeerDirectory
import WireProtocol

/// Answers kept in memory until the question's `expires` + 60 s, so that an honest retry gets the same octets.
actor KeptAnswers {
    private struct Key: Hashable {
        let authority: AuthorityID
        let id: ExchangeID

        init(_ query: VerifiedQuery) {
            authority = query.asker.authority
            id = query.question.id
        }
    }
    private enum State {
        case working([CheckedContinuation<Outcome?, Never>])
        case done(Outcome)
    }
    private struct Entry {
        let digest: Commitment
        let until: Instant
        var state: State
    }

    private var entries: [Key: Entry] = [:]
    private var nextSweep = Instant(milliseconds: 0)

    /// Meets a question: `nil` to the first, who must then ``keep(_:for:)`` or ``abandon(_:)``; to a retry the kept outcome.
    ///
    /// Waits while the same question is being answered. Where the first fails, the next in the queue is the first: one
    /// attempt's failure is nobody else's. Other octets under a known id are a conflict.
    func meet(_ query: VerifiedQuery) async throws(Rejection) -> Outcome? {
        if query.now >= nextSweep { sweep(query.now) }
        let key = Key(query)
        while let entry = entries[key] {
            guard entry.digest == query.digest else { throw .conflictingID }
            switch entry.state {
            case .done(let outcome): return outcome
            case .working(let waiters):
                let outcome = await withCheckedContinuation { waiter in
                    entries[key]?.state = .working(waiters + [waiter])
                }
                if let outcome { return outcome }
            }
        }
        let until = query.question.expires.adding(seconds: 60)
        entries[key] = Entry(digest: query.digest, until: until, state: .working([]))
        return nil
    }

    /// Keeps a recorded outcome and wakes whoever asked the same meanwhile.
    func keep(_ outcome: Outcome, for query: VerifiedQuery) {
        finish(Key(query), with: outcome)
    }

    /// Forgets a question whose answer could not be recorded. A kept outcome stays.
    func abandon(_ query: VerifiedQuery) {
        finish(Key(query), with: nil)
    }

    private func finish(_ key: Key, with outcome: Outcome?) {
        guard let entry = entries[key], case .working(let waiters) = entry.state else { return }
        if let outcome { entries[key]?.state = .done(outcome) } else { entries[key] = nil }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func sweep(_ now: Instant) {
        entries = entries.filter { _, entry in
            if case .working = entry.state { true } else { entry.until >= now }
        }
        nextSweep = now.adding(seconds: 10)
    }
}
