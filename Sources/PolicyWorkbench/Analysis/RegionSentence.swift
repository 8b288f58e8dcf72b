import PolicyEngine
import WireProtocol

/// A box in words: who, for what, what of whom, when, on which conditions. What no rule of the box's own narrows is left out.
struct RegionSentence {
    let box: Box
    let boxes: PolicyBoxes
    private var space: AnalysisSpace { boxes.space }
    private var vocabulary: Vocabulary { boxes.set.vocabulary }

    init(_ box: Box, _ boxes: PolicyBoxes) {
        self.box = box
        self.boxes = boxes
    }

    /// ``social-worker`` of team … in Leeds, for …
    var asker: String {
        let councils = space.requesters.enumerated().filter { box.requester & (1 << WordMask($0.offset)) != 0 }
            .map { vocabulary.authority($0.element)?.name ?? $0.element.code }
        let roles = box.role == space.universe.role ? "anybody" : list(.role, "or")
        return "\(roles)\(team) in \(Self.join(councils, "or")), for \(list(.purpose, "or"))"
    }

    /// What of whom.
    var content: String {
        let names = space.chosen(.category, in: box).map { vocabulary.category($0)?.name ?? $0.text }
        let person = box.about == space.universe.about ? "anybody" : "any " + list(.about, "or")
        return "\(list(.field, "and")) of \(Self.join(names, "and")) about \(person)"
    }

    var days: String { Self.days(box.days) }

    static func days(_ span: Span) -> String {
        let (first, last) = (CalendarDay(daysSinceEpoch: Int(span.low)), CalendarDay(daysSinceEpoch: Int(span.high)))
        return first == last ? "on \(first)" : "from \(first) to \(last)"
    }

    /// `, if …`, or nothing.
    var conditions: String {
        let conditions = RequestFact.allCases.compactMap(said) + [marks, involvement, ages, months].compactMap(\.self)
        return conditions.isEmpty ? "" : ", if " + Self.join(conditions, "and")
    }

    private var team: String {
        if box.team == space.universe.team { return "" }
        if box.team & .absent == 0 { return " of team " + list(.team, "or") }
        let others = space.words[.team]?.words(in: space.universe.team & ~box.team) ?? []
        return " of any team but " + Self.join(others.map { "`\($0)`" }, "and")
    }

    private func said(_ fact: RequestFact) -> String? {
        let mask = box[fact.dimension]
        guard mask != space.askable(vocabulary)[fact.dimension], mask != space.universe[fact.dimension] else {
            return nil
        }
        let words = list(fact.dimension, "or")
        if mask == .absent { return "nothing is said of \(fact.rawValue)" }
        return "the request says \(fact.rawValue) \(words)" + (mask & .absent != 0 ? " or nothing of it" : "")
    }

    /// Marks are told only as far as some mark that always hides is not among them, or some other is.
    private var marks: String? {
        let always = boxes.prohibitions.filter { rule in
            rule.agreement == nil
                && rule.boxes.contains { alone in
                    var wide = alone
                    wide.marks = space.universe.marks
                    return wide == space.universe
                }
        }
        let hidden = always.flatMap(\.boxes).reduce(WordMask(0)) { $0 | $1.marks }
        guard box.marks != space.universe.marks & ~hidden, box.marks != space.universe.marks else { return nil }
        var words = space.chosen(.marks, in: box).map { "marked `\($0)`" }
        if box.marks & .noMark != 0 { words.append("without a mark") }
        if box.marks & .absent != 0 { words.append("of unknown marks") }
        return "the person is " + Self.join(words, "or")
    }

    private var involvement: String? {
        guard box.involvement != space.universe.involvement else { return nil }
        var words = space.chosen(.involvement, in: box).map { "`\($0)`" }
        if box.involvement & .absent != 0 { words.append("unknown") }
        return "the involvement is " + Self.join(words, "or")
    }

    private var ages: String? {
        let own = Set(space.chosen(.category, in: box).compactMap { vocabulary.category($0).map { Span($0.ages) } })
        return own == [box.ages] ? nil : Self.range(box.ages, "the person is", "years old", "of unknown age")
    }

    private var months: String? {
        guard box.months != .all, box.involvement != .current else { return nil }
        return Self.range(box.months, "it ended", "months ago", "at a time unknown")
    }

    private static func range(_ span: Span, _ what: String, _ unit: String, _ unknown: String) -> String {
        if span.high == Span.missing { return "\(what) \(unknown)" }
        let low = max(span.low, 0)
        let known =
            span.high >= Span.most
            ? "\(low) \(unit) or more" : low == span.high ? "\(low) \(unit)" : "\(low) to \(span.high) \(unit)"
        return "\(what) \(known)" + (span.low == Span.missing ? " or \(unknown)" : "")
    }

    private func list(_ dimension: WordDimension, _ joint: String) -> String {
        Self.join(space.chosen(dimension, in: box).map { "`\($0)`" }, joint)
    }

    static func join(_ words: [String], _ joint: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(joint) \(last)"
    }
}

extension PolicyChanges {
    /// Both evaluators are asked at a question of every share, and tell the same.
    func confirmNothing() throws(NotDecided) {
        for told in before.shared + after.shared {
            let old = try before.space.witness(in: told, before.set)
            let new = try after.space.witness(in: told, after.set)
            guard old.fields == new.fields, old.fields.isEmpty || old.obligations == new.obligations else {
                throw NotDecided(reason: "analysis and evaluator disagree; \(old), but then \(new)")
            }
        }
    }

    /// A box that only the new set tells, as its evaluator and the old one's confirm.
    func newRegion(_ box: Box) throws(NotDecided) -> PolicyDifference.Region {
        let sentence = RegionSentence(box, after)
        return try region(.newlyTold, box, isTold: (false, true), sentence, "New: \(sentence.asker), may see")
    }

    /// A box that only the old set tells.
    func oldRegion(_ box: Box) throws(NotDecided) -> PolicyDifference.Region {
        let sentence = RegionSentence(box, before)
        return try region(.noLongerTold, box, isTold: (true, false), sentence, "No longer: \(sentence.asker), may see")
    }

    func region(_ change: ObligationChange) throws(NotDecided) -> PolicyDifference.Region {
        let sentence = RegionSentence(change.box, after)
        let head = change.isLooser ? "Looser" : "Stricter"
        return try region(
            change.isLooser ? .looser : .stricter, change.box, isTold: (true, true), sentence,
            "\(head): `\(change.key)` is `\(change.after)`, it was `\(change.before)`, for \(sentence.asker), who may see"
        )
    }

    private func region(
        _ kind: PolicyDifference.Kind, _ box: Box, isTold: (before: Bool, after: Bool), _ sentence: RegionSentence,
        _ head: String
    ) throws(NotDecided) -> PolicyDifference.Region {
        PolicyDifference.Region(
            kind: kind, sentence: "\(head) \(sentence.content), \(sentence.days)\(sentence.conditions).",
            before: try before.space.witness(in: box, before.set, isTold: isTold.before),
            after: try after.space.witness(in: box, after.set, isTold: isTold.after),
            categories: before.space.chosen(.category, in: box))
    }
}
