import AuditTrail
import WireProtocol

/// The attempts of our exchange log with one council: each request with its answer, if there is one.
struct LoggedAttempts: Sendable {
    private struct Key: Hashable {
        let exchange: ExchangeID
        let request: [UInt8]
    }

    private var items: [Key: ReconciledItem] = [:]
    private var order: [(key: Key, time: Instant)] = []

    /// From leaves in the order of the log: `answered` stands for itself, `asked` until `received` adds its answer.
    init(_ leaves: [PlacedLeaf]) {
        for placed in leaves {
            let leaf = placed.leaf
            let key = Key(exchange: leaf.exchange, request: leaf.requestEvidence.octets)
            if items[key] == nil { order.append((key, leaf.time)) }
            switch leaf.event {
            case .asked, .unanswered:
                if items[key] == nil { items[key] = ReconciledItem(placed, answer: nil) }
            case .answered, .received: items[key] = ReconciledItem(placed, answer: leaf.answerDigest)
            }
        }
    }

    /// Attempts that began on a day, in the order of the log.
    func items(from start: Instant, to end: Instant) -> [ReconciledItem] {
        order.filter { $0.time >= start && $0.time < end }.compactMap { items[$0.key] }
    }

    /// What we have of another side's item.
    func standing(of item: ReconciledItem) -> ReconciledItem.Standing {
        guard let own = items[Key(exchange: item.exchange, request: item.request.octets)] else { return .unknown }
        return own.answer == item.answer ? .equal(index: own.index) : .differs
    }
}

extension ReconciledItem {
    fileprivate init(_ placed: PlacedLeaf, answer: Commitment?) {
        self.init(
            exchange: placed.leaf.exchange, request: placed.leaf.requestEvidence, answer: answer, index: placed.index)
    }
}

extension CalendarDay {
    /// Midnight in UTC, by which logs count their days.
    var start: Instant { Instant(seconds: Int64(daysSinceEpoch) * 86_400) }
    var end: Instant { start.adding(seconds: 86_400) }
}

extension AuditTrail {
    /// The attempts with a council around a day: a day more on both sides, for clocks and for answers after midnight.
    func attempts(with peer: AuthorityID, around day: CalendarDay) throws(AuditFailure) -> LoggedAttempts {
        LoggedAttempts(
            try exchanges(
                with: peer, from: day.start.adding(seconds: -86_400), to: day.end.adding(seconds: 86_400)))
    }
}
