import PeerDirectory
import WireProtocol

/// Answers kept in memory until the question's `expires` + 60 s, so that an honest retry gets the same octets.
///
/// Each authority has a room of its own for them; where it is full, that authority's oldest answer goes, and a retry of
/// it is met as after a restart: the log knows the question, so it is evaluated anew and recorded as a repeat.
actor KeptAnswers {
    private enum State {
        case working([CheckedContinuation<Outcome?, Never>])
        case done(Outcome)
    }
    private struct Entry {
        let digest: Commitment
        let until: Instant
        /// Octets of the question, and of the answer once there is one.
        var size: Int
        var state: State

        var isDone: Bool {
            switch state {
            case .working: false
            case .done: true
            }
        }
    }
    /// What is kept for one authority.
    private struct Shelf {
        var entries: [ExchangeID: Entry] = [:]
        /// What was done, oldest first, from `oldest` on. Some may be gone already.
        private var done: [ExchangeID] = []
        private var oldest = 0
        private(set) var octets = 0

        mutating func finish(_ id: ExchangeID, with outcome: Outcome, size: Int) {
            entries[id]?.state = .done(outcome)
            entries[id]?.size = size
            octets += size
            done.append(id)
        }

        mutating func drop(_ id: ExchangeID) { octets -= entries.removeValue(forKey: id)?.size ?? 0 }

        /// Lets the oldest answers go until the rest has room. What is being answered stays: somebody waits for it.
        mutating func shrink(to room: Int) {
            while octets > room, oldest < done.count, !Mutant.keptForever.isOn {
                if entries[done[oldest]]?.isDone == true { drop(done[oldest]) }
                oldest += 1
            }
            if oldest > 64, oldest > done.count / 2 {
                done.removeFirst(oldest)
                oldest = 0
            }
        }

        mutating func sweep(_ now: Instant) {
            for id in entries.filter({ $0.value.isDone && $0.value.until < now }).keys { drop(id) }
            done = done[oldest...].filter { entries[$0] != nil }
            oldest = 0
        }
    }

    private let room: Int
    private var shelves: [AuthorityID: Shelf] = [:]
    private var nextSweep = Instant(milliseconds: 0)

    /// `room` is how many octets of questions and answers are kept for one authority.
    init(room: Int) { self.room = room }

    /// Octets kept for an authority at this moment, answered questions only.
    func octets(of authority: AuthorityID) -> Int { shelves[authority]?.octets ?? 0 }

    /// Meets a question: `nil` to the first, who must then ``keep(_:for:)`` or ``abandon(_:)``; to a retry the kept outcome.
    ///
    /// Waits while the same question is being answered. Where the first fails, the next in the queue is the first: one
    /// attempt's failure is nobody else's. Other octets under a known id are a conflict.
    func meet(_ query: VerifiedQuery) async throws(Rejection) -> Outcome? {
        if query.now >= nextSweep { sweep(query.now) }
        let (asker, id) = (query.asker.authority, query.question.id)
        while let entry = shelves[asker]?.entries[id] {
            guard entry.digest == query.digest || Mutant.idTwice.isOn else { throw .conflictingID }
            switch entry.state {
            case .done(let outcome): return outcome
            case .working(let waiters):
                let outcome = await withCheckedContinuation { waiter in
                    shelves[asker]?.entries[id]?.state = .working(waiters + [waiter])
                }
                if let outcome { return outcome }
            }
        }
        let until = query.question.expires.adding(seconds: 60)
        shelves[asker, default: Shelf()].entries[id] = Entry(
            digest: query.digest, until: until, size: 0, state: .working([]))
        return nil
    }

    /// Keeps a recorded outcome and wakes whoever asked the same meanwhile.
    func keep(_ outcome: Outcome, for query: VerifiedQuery) {
        finish(query, with: outcome)
    }

    /// Forgets a question whose answer could not be recorded. A kept outcome stays.
    func abandon(_ query: VerifiedQuery) {
        finish(query, with: nil)
    }

    private func finish(_ query: VerifiedQuery, with outcome: Outcome?) {
        let (asker, id) = (query.asker.authority, query.question.id)
        guard case .working(let waiters)? = shelves[asker]?.entries[id]?.state else { return }
        if let outcome {
            shelves[asker]?.finish(id, with: outcome, size: outcome.octets.count + query.octets.count)
            shelves[asker]?.shrink(to: room)
        } else {
            shelves[asker]?.drop(id)
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func sweep(_ now: Instant) {
        for asker in shelves.keys {
            shelves[asker]?.sweep(now)
            if shelves[asker]?.entries.isEmpty == true { shelves[asker] = nil }
        }
        nextSweep = now.adding(seconds: 10)
    }
}
