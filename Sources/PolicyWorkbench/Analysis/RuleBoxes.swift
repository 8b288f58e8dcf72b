import PolicyEngine
import WireProtocol

/// A share as boxes.
final class ShareBoxes {
    let share: Share
    let agreement: Agreement
    let trial: Trial?
    /// What it tells: of which fields of which record, on which question.
    let told: [Box]
    /// The questions that fit it, whatever the record; its obligations come with these.
    let asked: Box

    /// Whether it answers anybody: its agreement is live, its trial runs and does more than watch.
    var answers: Bool {
        agreement.state == "live" && trial.map { $0.state == "trial" && $0.mode == "answering" } ?? true
    }
    var path: String { trial?.path ?? agreement.path }

    /// `askable` holds the questions that the set's vocabulary has the words for.
    init(
        _ share: Share, of agreement: Agreement, _ trial: Trial?, in set: PolicySet, _ space: AnalysisSpace,
        askable: Box
    ) {
        self.share = share
        self.agreement = agreement
        self.trial = trial
        var asked = askable
        asked.requester = space.mask(agreement.requester)
        asked.days = Span(agreement.valid)
        if let trial {
            asked.team = space.mask(.team, trial.teams)
            asked.days = asked.days.intersection(Span(trial.valid))
        }
        asked.purpose = space.mask(.purpose, share.purposes.map(\.value))
        asked.role = space.mask(.role, share.roles.map(\.value))
        asked.about = space.mask(.about, share.about.map(\.value))
        asked.category = space.mask(.category, share.categories.map(\.value))
        for condition in share.request {
            asked[condition.fact.dimension] = space.mask(condition.fact.dimension, condition.words)
        }
        self.asked = asked
        told = set.vocabulary.categories.flatMap { category in
            share.categories.contains { $0.value == category.code } ? Self.told(share, category, asked, space) : []
        }
    }

    private static func told(
        _ share: Share, _ category: Vocabulary.Category, _ asked: Box, _ space: AnalysisSpace
    ) -> [Box] {
        var box = asked
        box.category = space.mask(.category, [category.code])
        box.field = space.mask(.field, share.fields(of: category))
        box.ages = Span(category.ages).intersection(share.record.age.map(Span.init) ?? Span(low: 0, high: Span.most))
        guard box.field != 0, box.ages.low <= box.ages.high, box.days.low <= box.days.high else { return [] }
        let involvement = share.record.involvement.map { space.mask(.involvement, $0) } ?? box.involvement
        box.involvement = involvement
        guard let months = share.record.endedMonthsAgo else { return [box] }
        return box.split(involvement, months: [Span(months)])
    }
}

/// A ban or a withhold rule as boxes: the questions and records from which it takes everything.
final class ProhibitionBoxes {
    let rule: Prohibition
    /// `nil` for a ban.
    let agreement: Agreement?
    let boxes: [Box]

    var answers: Bool { agreement.map { $0.state == "live" } ?? true }
    var path: String { agreement?.path ?? "bans.yaml" }
    /// Its own in the whole set.
    var key: String { "\(path) \(rule.id)" }

    init(_ rule: Prohibition, of agreement: Agreement?, in set: PolicySet, _ space: AnalysisSpace) {
        self.rule = rule
        self.agreement = agreement
        var box = space.universe
        if let agreement {
            box.requester = space.mask(agreement.requester)
            box.days = Span(agreement.valid)
        }
        if let words = rule.purposes { box.purpose = space.mask(.purpose, words) }
        if let words = rule.roles { box.role = space.mask(.role, words) }
        if let words = rule.about { box.about = space.mask(.about, words) }
        if let words = rule.categories { box.category = space.mask(.category, words) }
        for condition in rule.request {
            box[condition.fact.dimension] = space.mask(condition.fact.dimension, condition.words) | .absent
        }
        if let marks = rule.marks {
            let known = space.mask(.marks, set.vocabulary.marks.map(\.code)) | .noMark
            box.marks = space.mask(.marks, marks) | (space.universe.marks & ~known)
        }
        boxes = Self.onRecord(rule.record, Self.unlifted(rule.unless, box, space), space)
    }

    /// It is lifted only when the question says every fact; each fact that it does not say so is a box.
    private static func unlifted(_ unless: [RequestCondition], _ box: Box, _ space: AnalysisSpace) -> [Box] {
        guard !unless.isEmpty else { return [box] }
        return unless.map { condition in
            var box = box
            box[condition.fact.dimension] &= ~space.mask(condition.fact.dimension, condition.words)
            return box
        }
    }

    /// What is missing makes it hold.
    private static func onRecord(_ record: RecordCondition, _ boxes: [Box], _ space: AnalysisSpace) -> [Box] {
        let involvement =
            record.involvement.map { space.mask(.involvement, $0) | .absent } ?? space.universe.involvement
        return boxes.flatMap { box in
            (record.age.map(Span.orMissing) ?? [.all]).flatMap { ages in
                var box = box
                box.ages = ages
                box.involvement = involvement
                guard let months = record.endedMonthsAgo else { return [box] }
                return box.split(involvement, months: Span.orMissing(months))
            }
        }.filter { box in WordDimension.allCases.allSatisfy { box[$0] != 0 } }
    }
}

extension Box {
    /// A current involvement counts as ended 0 months ago, whatever else is known.
    fileprivate func split(_ involvement: WordMask, months: [Span]) -> [Box] {
        var boxes: [Box] = []
        if involvement & .current != 0, months.contains(where: { $0.contains(0) }) {
            var box = self
            box.involvement = .current
            box.months = .all
            boxes.append(box)
        }
        let others = involvement & ~.current
        guard others != 0 else { return boxes }
        return boxes
            + months.map { span in
                var box = self
                box.involvement = others
                box.months = span
                return box
            }
    }
}

extension Span {
    init(_ days: DayRange) {
        self.init(low: Int32(days.from.daysSinceEpoch), high: Int32(days.until.daysSinceEpoch))
    }

    init(_ range: WholeRange) { self.init(low: Int32(range.from), high: range.to.map(Int32.init) ?? Self.most) }

    fileprivate static func orMissing(_ range: WholeRange) -> [Span] {
        let known = Span(range)
        if known.low == 0 { return [Span(low: missing, high: known.high)] }
        return [known, Span(low: missing, high: missing)]
    }
}

extension RequestFact {
    var dimension: WordDimension {
        switch self {
        case .familyConversation: .family
        case .harmThreshold: .harm
        case .namedManager: .manager
        case .urgency: .urgency
        }
    }
}

extension Share {
    /// The fields it tells of one of its categories.
    func fields(of category: Vocabulary.Category) -> [Code] {
        guard let level = (["flag", "contact", "detail"] as [Code]).firstIndex(of: upTo) else { return [] }
        let top = category.fields[level].filter { only?.contains($0) ?? true }
        return category.fields[..<level].joined() + top
    }
}

extension AnalysisSpace {
    /// The questions that a vocabulary has the words for; any other is refused.
    func askable(_ vocabulary: Vocabulary) -> Box {
        var box = universe
        for (place, fact) in RequestFact.allCases.enumerated() {
            let known = mask(fact.dimension, vocabulary.requestFacts[place])
            box[fact.dimension] = fact == .urgency ? known : known | .absent
        }
        return box
    }
}
