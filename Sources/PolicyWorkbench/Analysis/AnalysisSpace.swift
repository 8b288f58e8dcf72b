import PolicyEngine
import WireProtocol

/// Some words and their places.
struct WordList: Sendable {
    let words: [Code]
    private let places: [Code: Int]

    /// The words of several lists; not decided when there are more than a mask has room for beside its special places.
    init(_ lists: [[Code]], _ kind: String) throws(NotDecided) {
        var words: [Code] = []
        for word in lists.joined() where !words.contains(word) { words.append(word) }
        guard words.count <= 62 else {
            throw NotDecided(reason: "there are \(words.count) \(kind); the analysis tells 62 apart")
        }
        self.words = words
        places = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
    }

    var mask: WordMask { (1 << WordMask(words.count)) - 1 }

    func mask(_ chosen: [Code]) -> WordMask {
        chosen.reduce(0) { mask, word in mask | (places[word].map { 1 << WordMask($0) } ?? 0) }
    }

    func words(in mask: WordMask) -> [Code] {
        mask.places.filter { $0 < words.count }.map { words[$0] }
    }
}

/// All questions and records that the words of one or two sets of the same council can form, and their way back from
/// boxes to questions.
///
/// Complete, because:
/// * every question asks up to `detail`: to ask for less only takes fields away;
/// * the age in the question is left out: it can only refuse, by the same ages that bind the age on record;
/// * prohibitions only grow with marks and shares never look at them, so what each mark alone and no mark come to decides
///   about every set of marks;
/// * only trials tell teams apart, so one team that is in none stands for all of those.
struct AnalysisSpace: Sendable {
    let holder: AuthorityID
    let requesters: [AuthorityID]
    let words: [WordDimension: WordList]
    /// Every question and every record.
    let universe: Box

    init(_ sets: [PolicySet]) throws(NotDecided) {
        holder = sets[0].authority
        let vocabularies = sets.map(\.vocabulary)
        let parties = Set(sets.flatMap(\.agreements).map(\.requester)).sorted()
        requesters = parties
        func facts(_ place: Int) -> [[Code]] { vocabularies.map { $0.requestFacts[place] } }
        let codes = parties.compactMap { Code($0.code.lowercased()) }
        words = [
            .requester: try WordList([codes], "askers"),
            .category: try WordList(vocabularies.map { $0.categories.map(\.code) }, "categories"),
            .purpose: try WordList(vocabularies.map { $0.purposes.map(\.code) }, "purposes"),
            .marks: try WordList(vocabularies.map { $0.marks.map(\.code) }, "marks"),
            .role: try WordList(vocabularies.map(\.roles), "roles"),
            .about: try WordList(vocabularies.map { $0.about.map(\.word) }, "words of `about`"),
            .team: try WordList(sets.map { $0.trials.flatMap(\.teams) }, "teams in trials"),
            .family: try WordList(facts(0), "words of `family conversation`"),
            .harm: try WordList(facts(1), "words of `harm threshold`"),
            .manager: try WordList(facts(2), "words of `named manager`"),
            .urgency: try WordList(facts(3), "words of `urgency`"),
            .involvement: try WordList([["current", "historic"]], "involvements"),
            .field: try WordList(vocabularies.map { $0.categories.flatMap { $0.fields.joined() } }, "fields"),
        ]
        universe = Self.universe(words)
    }

    private static func universe(_ words: [WordDimension: WordList]) -> Box {
        func all(_ dimension: WordDimension) -> WordMask { words[dimension]?.mask ?? 0 }
        return Box(
            requester: all(.requester), category: all(.category), purpose: all(.purpose),
            marks: all(.marks) | .noMark | .absent, role: all(.role), about: all(.about),
            team: all(.team) | .absent, family: all(.family) | .absent, harm: all(.harm) | .absent,
            manager: all(.manager) | .absent, urgency: all(.urgency), involvement: all(.involvement) | .absent,
            field: all(.field), days: .all, ages: .all, months: .all)
    }

    func mask(_ dimension: WordDimension, _ chosen: [Code]) -> WordMask { words[dimension]?.mask(chosen) ?? 0 }

    func mask(_ requester: AuthorityID) -> WordMask {
        requesters.firstIndex(of: requester).map { 1 << WordMask($0) } ?? 0
    }

    func chosen(_ dimension: WordDimension, in box: Box) -> [Code] { words[dimension]?.words(in: box[dimension]) ?? [] }

    /// The plainest question and record of a box; `nil` for an empty one.
    func example(in box: Box) -> (question: PolicyQuestion, facts: RecordFacts)? {
        func one(_ dimension: WordDimension) -> Code? {
            let mask = box[dimension]
            return mask & (.absent | .noMark) != 0 ? nil : words[dimension]?.words(in: mask.first).first
        }
        let day = CalendarDay(daysSinceEpoch: Int(box.days.low))
        let requester = requesters.indices.first { box.requester & (1 << WordMask($0)) != 0 }
        guard let requester, let purpose = one(.purpose), let role = one(.role), let about = one(.about),
            let category = one(.category), let urgency = one(.urgency)
        else { return nil }
        let question = PolicyQuestion(
            holder: holder, requester: requesters[requester], team: one(.team) ?? Self.noTrial, purpose: purpose,
            role: role, about: about, category: category, upTo: "detail", familyConversation: one(.family),
            harmThreshold: one(.harm), namedManager: one(.manager), urgency: urgency, day: day)
        let marks: Set<Code>? =
            box.marks & .noMark != 0 ? [] : box.marks == .absent ? nil : Set(markExample(box).map { [$0] } ?? [])
        let isCurrent = box.involvement & .current != 0
        return (
            question,
            RecordFacts(
                marks: marks, age: number(box.ages),
                involvement: isCurrent ? "current" : box.involvement & .historic != 0 ? "historic" : nil,
                endedMonthsAgo: number(box.months), day: day)
        )
    }

    /// The team that stands for all teams in no trial.
    static let noTrial: Code = "a-team-of-no-trial"

    private func markExample(_ box: Box) -> Code? { words[.marks]?.words(in: box.marks.first).first }

    private func number(_ span: Span) -> Int? { span.low == Span.missing ? nil : Int(span.low) }
}
