import PolicyEngine
import Synchronization
import WireProtocol

/// Counts the questions of each authority on a day in England, for the agreements' own limits.
///
/// A retry is no new question. The count starts anew with the process; the limit on attempts in ``PeerAllowance`` and the
/// audit trail see whoever relies on that.
final class DayQuota: Sendable {
    private struct Count {
        var day: CalendarDay
        var questions: Int
    }
    private let counts = Mutex<[AuthorityID: Count]>([:])

    /// Takes one question in; `false` when the authority's agreement allows no more today.
    func take(_ asker: AuthorityID, under policies: PolicySet, on day: CalendarDay) -> Bool {
        let limits = policies.agreements(with: asker).flatMap(\.limits)
        let most = limits.filter { $0.each == "authority" && $0.then == "refuse" }.map(\.atMost).min()
        return counts.withLock { counts in
            var count = counts[asker] ?? Count(day: day, questions: 0)
            if count.day != day { count = Count(day: day, questions: 0) }
            defer { counts[asker] = count }
            guard let most else { return true }
            guard count.questions < most else { return false }
            count.questions += 1
            return true
        }
    }
}
