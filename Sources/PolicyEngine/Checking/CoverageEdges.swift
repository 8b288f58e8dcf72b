import WireProtocol

/// The places at which answers change along days, ages and months, one step to either side.
struct CoverageEdges {
    struct Edge {
        let path: String
        let what: String
        let isTouched: (CoveredCase) -> Bool
    }

    let set: PolicySet
    private(set) var all: [Edge] = []

    init(set: PolicySet) { self.set = set }

    mutating func add(_ agreement: Agreement) {
        add(agreement.valid, agreement.path, "agreement \(agreement.id)") { $0.isAsked(by: agreement.requester) }
        var shares = agreement.shares.map { (agreement.path, $0) }
        for trial in set.trials where trial.agreement == agreement.id {
            add(trial.valid, trial.path, "trial \(trial.id)") { run in
                run.isAsked(by: agreement.requester) && trial.teams.contains(run.test.question.team)
            }
            shares += trial.shares.map { (trial.path, $0) }
        }
        addAges(of: shares.map(\.1), agreement)
        for (path, share) in shares {
            add(share.record, of: share.categories.map(\.value), "share \(share.id)", path, agreement.requester)
        }
        for rule in agreement.withhold {
            add(rule.record, of: rule.categories, "withhold rule \(rule.id)", agreement.path, agreement.requester)
        }
    }

    /// The edges of what a rule wants of the record.
    mutating func add(
        _ record: RecordCondition, of categories: [Code]?, _ rule: String, _ path: String, _ requester: AuthorityID?
    ) {
        func fits(_ run: CoveredCase) -> Bool {
            run.isAsked(by: requester) && categories?.contains(run.test.question.category) ?? true
        }
        for (age, place) in record.age.map(Self.steps) ?? [] {
            all.append(
                Edge(path: path, what: "\(rule) at age \(age), \(place)") { fits($0) && $0.test.record.age == age })
        }
        for (months, place) in record.endedMonthsAgo.map(Self.steps) ?? [] {
            all.append(
                Edge(path: path, what: "\(rule) ended \(months) months ago, \(place)") {
                    fits($0) && $0.test.record.endedMonthsAgo == months
                })
        }
    }

    private mutating func add(
        _ days: DayRange, _ path: String, _ what: String, _ fits: @escaping (CoveredCase) -> Bool
    ) {
        let edges = [
            (days.from.adding(days: -1), "the day before"), (days.from, "the first day"), (days.until, "the last day"),
            (days.until.adding(days: 1), "the day after"),
        ]
        for (day, place) in edges {
            all.append(
                Edge(path: path, what: "\(what) on \(day), \(place)") { fits($0) && $0.test.question.day == day })
        }
    }

    /// A category's own ages bind every share of it.
    private mutating func addAges(of shares: [Share], _ agreement: Agreement) {
        let shared = Set(shares.flatMap { $0.categories.map(\.value) })
        for category in set.vocabulary.categories where shared.contains(category.code) {
            for (age, place) in Self.steps(category.ages) {
                all.append(
                    Edge(path: agreement.path, what: "\(category.code) at age \(age), \(place)") { run in
                        run.isAsked(by: agreement.requester) && run.test.question.category == category.code
                            && (run.test.question.age == age || run.test.record.age == age)
                    })
            }
        }
    }

    private static func steps(_ range: WholeRange) -> [(Int, String)] {
        let below = range.from > 0 ? [(range.from - 1, "outside"), (range.from, "inside")] : []
        return below + (range.to.map { [($0, "inside"), ($0 + 1, "outside")] } ?? [])
    }
}
