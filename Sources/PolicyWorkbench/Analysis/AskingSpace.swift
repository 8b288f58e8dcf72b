import PolicyEngine
import WireProtocol

/// All questions of our own that the words of two sets of a council can form.
///
/// They are boxes of the same kind as the questions of others: the route stands in the place of the requester, an identifier
/// in that of the field, and what has no meaning here is one word wide. One mark, none or unknown ones stand for every set
/// of marks, since only what withholds looks at marks, and it only grows with them.
struct AskingSpace: Sendable {
    let words: [WordDimension: WordList]
    /// Every question, every identifier.
    let universe: Box

    init(_ sets: [PolicySet]) throws(NotDecided) {
        let vocabularies = sets.map(\.vocabulary)
        func facts(_ place: Int) -> [[Code]] { vocabularies.map { $0.requestFacts[place] } }
        words = [
            .requester: try WordList(vocabularies.map(\.routes), "routes"),
            .purpose: try WordList(vocabularies.map { $0.purposes.map(\.code) }, "purposes"),
            .role: try WordList(vocabularies.map(\.roles), "roles"),
            .about: try WordList(vocabularies.map { $0.about.map(\.word) }, "words of `about`"),
            .family: try WordList(facts(0), "words of `family conversation`"),
            .harm: try WordList(facts(1), "words of `harm threshold`"),
            .manager: try WordList(facts(2), "words of `named manager`"),
            .urgency: try WordList(facts(3), "words of `urgency`"),
            .marks: try WordList(vocabularies.map { $0.marks.map(\.code) }, "marks"),
            .field: try WordList(vocabularies.map(\.identifiers), "identifiers"),
        ]
        universe = Self.universe(words)
    }

    private static func universe(_ words: [WordDimension: WordList]) -> Box {
        func all(_ dimension: WordDimension) -> WordMask { words[dimension]?.mask ?? 0 }
        return Box(
            requester: all(.requester), category: 1, purpose: all(.purpose),
            marks: all(.marks) | .noMark | .absent, role: all(.role) | .absent, about: all(.about), team: 1,
            family: all(.family) | .absent, harm: all(.harm) | .absent, manager: all(.manager) | .absent,
            urgency: all(.urgency) | .absent, involvement: 1, field: all(.field), days: .all, ages: .all, months: .all)
    }

    func mask(_ dimension: WordDimension, _ chosen: [Code]) -> WordMask { words[dimension]?.mask(chosen) ?? 0 }

    func chosen(_ dimension: WordDimension, in box: Box) -> [Code] { words[dimension]?.words(in: box[dimension]) ?? [] }

    /// The questions that a vocabulary has the words for; any other is stopped.
    func askable(_ vocabulary: Vocabulary) -> Box {
        var box = universe
        box.requester = mask(.requester, vocabulary.routes)
        box.purpose = mask(.purpose, vocabulary.purposes.map(\.code))
        box.role = mask(.role, vocabulary.roles) | .absent
        box.about = mask(.about, vocabulary.about.map(\.word))
        for (fact, known) in zip(RequestFact.allCases, vocabulary.requestFacts) {
            box[fact.dimension] = mask(fact.dimension, known) | .absent
        }
        return box
    }

    /// The plainest question of a box.
    func example(in box: Box) -> AskingQuestion? {
        func one(_ dimension: WordDimension) -> Code? { words[dimension]?.words(in: box[dimension].first).first }
        guard let purpose = one(.purpose), let about = one(.about), let route = one(.requester) else { return nil }
        let marks: Set<Code>? =
            box.marks & .noMark != 0 ? [] : box.marks == .absent ? nil : Set(one(.marks).map { [$0] } ?? [])
        return AskingQuestion(
            purpose: purpose, role: one(.role), about: about, route: route, familyConversation: one(.family),
            harmThreshold: one(.harm), namedManager: one(.manager), urgency: one(.urgency), marks: marks)
    }
}

/// The rules of `asking.yaml` as boxes: what is sent is the union of the ones less the union of the others.
struct AskingBoxes {
    let set: PolicySet
    let space: AskingSpace
    let sent: [Box]
    let withheld: [Box]

    init(_ set: PolicySet, _ space: AskingSpace) {
        self.set = set
        self.space = space
        let askable = space.askable(set.vocabulary)
        let rules = set.sending.map { (rule: $0, box: Self.sending($0, askable, space)) }
        let naming = rules.filter { $0.rule.identifiers.contains("name") }.map(\.box)
        // Without a name nothing is sent, so a rule that does not carry it lives by those that do.
        sent = rules.flatMap { rule, box in
            rule.identifiers.contains("name")
                ? [box]
                : naming.compactMap { name in
                    var name = name
                    name.field = space.universe.field
                    return box.intersection(name)
                }
        }
        withheld = set.withholding.map { Self.withholding($0, set.vocabulary, space) }
    }

    /// What really leaves.
    func told(_ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        try Covering(withheld).remainder(of: sent, &budget)
    }

    private static func sending(_ rule: AskingRule, _ askable: Box, _ space: AskingSpace) -> Box {
        var box = askable
        box.narrow(to: rule, space)
        for condition in rule.request {
            box[condition.fact.dimension] = space.mask(condition.fact.dimension, condition.words)
        }
        box.field = space.mask(.field, rule.identifiers)
        return box
    }

    /// What is missing makes it hold, and what keeps the name keeps everything.
    private static func withholding(_ rule: AskingRule, _ vocabulary: Vocabulary, _ space: AskingSpace) -> Box {
        var box = space.universe
        box.narrow(to: rule, space)
        for condition in rule.request {
            box[condition.fact.dimension] = space.mask(condition.fact.dimension, condition.words) | .absent
        }
        if let marks = rule.marks {
            let known = space.mask(.marks, vocabulary.marks.map(\.code)) | .noMark
            box.marks = space.mask(.marks, marks) | (space.universe.marks & ~known)
        }
        if !rule.identifiers.contains("name") { box.field = space.mask(.field, rule.identifiers) }
        return box
    }
}

extension Box {
    fileprivate mutating func narrow(to rule: AskingRule, _ space: AskingSpace) {
        if let words = rule.routes { requester = space.mask(.requester, words) }
        if let words = rule.purposes { purpose = space.mask(.purpose, words) }
        if let words = rule.about { about = space.mask(.about, words) }
    }
}
