import AuditTrail
import PolicyEngine
import Synchronization
import WireProtocol

/// Counts the questions of each authority, and of each of its workers, for the agreements' own limits.
///
/// A question is counted once, by its id: neither a retry nor another try after a failure of ours is a new question. A
/// start counts again what the audit trail has of the day. A worker is whom the asker's pseudonym of the day stands
/// for: that it is one person, the asker vouches.
final class AgreementQuota: Sendable {
    /// What the limits say of one question.
    struct Verdict: Equatable {
        /// Whether every limit that refuses leaves room for it.
        let isWithin: Bool
        /// The limits it is the first to be above, of those that refuse nothing: a manager is to be told.
        let toTell: [Agreement.Limit]
    }

    fileprivate enum Period: Hashable {
        case day(CalendarDay)
        case hour(Int64)
    }
    fileprivate struct Account: Hashable {
        let asker: AuthorityID
        /// `nil` where all workers count together.
        let worker: Redacted<String>?
        let period: Period
    }
    fileprivate struct Book {
        /// The place of each question among those counted in an account, from 1.
        var places: [Account: [ExchangeID: Int]] = [:]
        var hour: Int64 = 0
    }
    private let book: Mutex<Book>

    /// Begins with the questions that were answered before this process: those refused for a limit too, which was
    /// reached then and stays so until its hour or day ends.
    init(counting earlier: [AnsweredQuestion] = []) {
        var book = Book()
        for question in earlier {
            for account in Account.all(of: question) {
                let place = book.place(of: question.exchange, in: account)
                book.places[account, default: [:]][question.exchange] = place
            }
        }
        self.book = Mutex(book)
    }

    /// Takes one question in, unless a limit refuses it: then it counts nowhere.
    func take(_ question: FamilyQuery, under policies: PolicySet, at now: Instant) -> Verdict {
        let limits = policies.limits(for: question.from, on: now.londonDay)
        let accounts = limits.map { Account($0, question, now) }
        return book.withLock { book in
            book.forgetPast(now)
            let places = accounts.map { book.place(of: question.id, in: $0) }
            let above = zip(limits, places).filter { limit, place in place > limit.atMost }
            guard !above.contains(where: { limit, _ in limit.then == "refuse" && !Mutant.limitUncounted.isOn }) else {
                return Verdict(isWithin: false, toTell: [])
            }
            for (account, place) in zip(accounts, places) { book.places[account, default: [:]][question.id] = place }
            return Verdict(
                isWithin: true,
                toTell: above.filter { limit, place in place == limit.atMost + 1 }.map { limit, _ in limit })
        }
    }
}

extension AgreementQuota.Account {
    fileprivate init(_ limit: Agreement.Limit, _ question: FamilyQuery, _ now: Instant) {
        asker = question.from
        worker = limit.each == "worker" ? question.worker.staff : nil
        period = limit.per == "hour" ? .hour(now.hour) : .day(now.londonDay)
    }

    /// Every account that some limit may count a question in.
    fileprivate static func all(of question: AnsweredQuestion) -> [Self] {
        let periods: [AgreementQuota.Period] = [.hour(question.time.hour), .day(question.time.londonDay)]
        let workers = question.staff.map { [nil, $0] } ?? [nil]
        return periods.flatMap { period in
            workers.map { Self(asker: question.asker, worker: $0, period: period) }
        }
    }
}

extension AgreementQuota.Book {
    fileprivate func place(of question: ExchangeID, in account: AgreementQuota.Account) -> Int {
        let known = places[account, default: [:]]
        return known[question] ?? known.count + 1
    }

    /// Once an hour drops what no question can be counted in any more: pseudonyms are new every day.
    fileprivate mutating func forgetPast(_ now: Instant) {
        guard now.hour != hour else { return }
        hour = now.hour
        let current: Set<AgreementQuota.Period> = [.hour(now.hour), .day(now.londonDay)]
        places = places.filter { current.contains($0.key.period) }
    }
}

extension Instant {
    /// Hours since the epoch: they begin when those on the wall in England do.
    fileprivate var hour: Int64 { seconds / 3_600 }
}
