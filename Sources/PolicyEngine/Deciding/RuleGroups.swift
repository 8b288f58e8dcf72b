import WireProtocol

extension WordIndex {
    fileprivate func plan(_ missing: RuleTable.Missing) -> RuleTable.Plan {
        let words = [purposes, roles, categories, about] + request
        return RuleTable.Plan(
            words: words.map(\.words.count), bucketLane: Lane.category, firstFact: Lane.firstFact, missing: missing)
    }

    fileprivate func lanes(_ conditions: [RequestCondition]) -> [[Int]?] {
        RequestFact.allCases.enumerated().map { place, fact in
            conditions.first { $0.fact == fact }.map { request[place].places(of: $0.words) }
        }
    }
}

/// Shares that stand and fall together, those of an agreement or of a trial, in the order of their file.
final class ShareGroup: Sendable {
    private let shares: [CompiledShare]
    private let table: RuleTable
    /// By purpose, the roles that some share names with it.
    private let roles: [Bits]

    init(_ shares: [Share], valid: ClosedRange<Int>, _ index: WordIndex) {
        self.shares = shares.map { CompiledShare($0, index) }
        table = RuleTable(
            shares.map { share in
                RuleTable.Rule(
                    lanes: [
                        index.purposes.places(of: share.purposes.lazy.map(\.value)),
                        index.roles.places(of: share.roles.lazy.map(\.value)),
                        index.categories.places(of: share.categories.lazy.map(\.value)),
                        index.about.places(of: share.about.lazy.map(\.value)),
                    ] + index.lanes(share.request), days: valid)
            }, index.plan(.fails))
        roles = shares.reduce(into: Array(repeating: 0, count: index.purposes.words.count)) { roles, share in
            let named = index.roles.bits(share.roles.lazy.map(\.value))
            for purpose in index.purposes.places(of: share.purposes.lazy.map(\.value)) { roles[purpose] |= named }
        }
    }

    /// Adds the shares that fit a question; otherwise says how far the first of those that came furthest got.
    @inline(__always)
    func weigh(_ question: ResolvedQuestion, into fitting: inout [CompiledShare]) -> Furthest? {
        let before = fitting.count
        let furthest = table.walk(question.places, day: question.day, age: nil) { share in
            fitting.append(shares[share])
            return false
        }
        guard fitting.count == before else { return nil }
        if let stage = ShareStage(rawValue: furthest.lane), stage > .category {
            return Furthest(stage: stage, share: shares[furthest.rule])
        }
        return Furthest(stage: uncovered(question), share: nil)
    }

    /// Which of purpose, role and category the shares do not name together.
    private func uncovered(_ question: ResolvedQuestion) -> ShareStage {
        let named = roles[Int(question.places[Lane.purpose])]
        if named == 0 { return .purpose }
        return named.has(Int(question.places[Lane.role])) ? .category : .role
    }
}

/// The share that came furthest; it is named only once it is about the category in question.
struct Furthest {
    let stage: ShareStage
    let share: CompiledShare?
}

/// Bans, or what the agreements of one council withhold, in the order of their files.
final class ProhibitionGroup: Sendable {
    private let rules: [CompiledProhibition]
    private let table: RuleTable

    /// Each rule with the days on which it counts; `nil` for a ban, which always does.
    init(_ rules: [Prohibition], valid: ClosedRange<Int>?, _ index: WordIndex) {
        self.rules = rules.map { CompiledProhibition($0, index) }
        table = RuleTable(
            rules.map { rule in
                RuleTable.Rule(
                    lanes: [
                        rule.purposes.map { index.purposes.places(of: $0) },
                        rule.roles.map { index.roles.places(of: $0) },
                        rule.categories.map { index.categories.places(of: $0) },
                        rule.about.map { index.about.places(of: $0) },
                    ] + index.lanes(rule.request), days: valid)
            }, index.plan(.holds))
    }

    /// The first that the question alone makes hold; until then adds those that wait for the record.
    @inline(__always)
    func judge(
        _ question: ResolvedQuestion, adding open: inout [CompiledProhibition]
    ) -> CompiledProhibition? {
        var told: CompiledProhibition?
        _ = table.walk(question.places, day: question.day, age: nil) { place in
            let rule = rules[place]
            if !rule.unless.isEmpty, rule.isLifted(question) { return false }
            guard rule.needsRecord else {
                told = rule
                return true
            }
            open.append(rule)
            return false
        }
        return told
    }
}
