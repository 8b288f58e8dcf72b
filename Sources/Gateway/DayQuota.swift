import PolicyEngine
import Synchronization
import WireProtocol

/// Counts the questions of each authority on a day in England, for the agreements' own limits.
///
/// A question is counted once, by its id: neither a retry nor another try after a failure of ours is a new question. The
/// count starts anew with the process; the limit on attempts in ``PeerAllowance`` and the audit trail see whoever relies
/// on that.
final class DayQuota: Sendable {
    private struct Count {
        let day: CalendarDay
        var questions: Set<ExchangeID> = []
    }
    private let counts = Mutex<[AuthorityID: Count]>([:])

    /// Takes one question in; `false` when the authority's agreement allows no more today.
    func take(
        _ question: ExchangeID, of asker: AuthorityID, under policies: PolicySet, on day: CalendarDay
    ) -> Bool {
        let limits = policies.agreements(with: asker).flatMap(\.limits)
        let most = limits.filter { $0.each == "authority" && $0.then == "refuse" }.map(\.atMost).min()
        guard let most else { return true }
        return counts.withLock { counts in
            var count = counts[asker] ?? Count(day: day)
            if count.day != day { count = Count(day: day) }
            defer { counts[asker] = count }
            guard !count.questions.contains(question) else { return true }
            guard count.questions.count < most else { return false }
            count.questions.insert(question)
            return true
        }
    }
}
