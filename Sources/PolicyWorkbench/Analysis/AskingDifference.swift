package import PolicyEngine
package import WireProtocol

/// Everything that our own questions give away differently under another `asking.yaml` or vocabulary: which identifiers of
/// whom may go to which councils, for what. Complete; the sentences told to a worker whose question is stopped are not
/// compared.
package struct AskingDifference: Sendable {
    package enum Kind: String, Sendable {
        case newlySent = "new"
        case noLongerSent = "no longer"
    }

    /// Questions that differ in the same way.
    package struct Region: Sendable, CustomStringConvertible {
        package let kind: Kind
        /// One sentence for people.
        package let sentence: String
        /// One question out of it, and what both sets decide of it.
        package let example: AskingQuestion
        package let before: AskingDecision
        package let after: AskingDecision
        package let identifiers: [Code]

        package var description: String { sentence }
    }

    package let regions: [Region]

    /// Whether anybody may newly hear of somebody, or more of them.
    package var widens: Bool { regions.contains { $0.kind == .newlySent } }

    /// Compares two sets; not decided when they are those of two councils or the budget does not do.
    package static func between(
        _ old: PolicySet, _ new: PolicySet, within budget: WorkBudget = .usual
    ) throws(NotDecided) -> AskingDifference {
        guard old.authority == new.authority else {
            throw NotDecided(reason: "the sets are those of two councils, \(old.authority) and \(new.authority)")
        }
        var budget = budget
        let space = try AskingSpace([new, old])
        let changes = AskingChanges(before: AskingBoxes(old, space), after: AskingBoxes(new, space))
        let (newly, noLonger) = (try changes.newly(&budget), try changes.reversed.newly(&budget))
        var regions: [Region] = []
        for box in newly { regions.append(try changes.region(.newlySent, box)) }
        for box in noLonger { regions.append(try changes.region(.noLongerSent, box)) }
        if regions.isEmpty { try changes.confirmNothing() }
        return AskingDifference(regions: regions)
    }
}

/// What two sets send differently, box by box.
struct AskingChanges {
    let before: AskingBoxes
    let after: AskingBoxes

    var reversed: AskingChanges { AskingChanges(before: after, after: before) }

    /// What the second sends and the first does not, in boxes of which no two meet.
    func newly(_ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        let known = Covering(try before.told(&budget))
        var found: [Box] = []
        for box in try after.told(&budget) {
            found += try known.remainder(of: [box], &budget).disjoint(from: found, &budget)
        }
        return try found.merged(&budget)
    }

    /// A box that only one of the sets sends, as both evaluators confirm.
    func region(_ kind: AskingDifference.Kind, _ box: Box) throws(NotDecided) -> AskingDifference.Region {
        let (telling, silent) = kind == .newlySent ? (after, before) : (before, after)
        let identifiers = telling.space.chosen(.field, in: box)
        let example = try example(in: box)
        let sent = telling.set.decide(asking: example).identifiers
        guard sent.isSuperset(of: identifiers),
            silent.set.decide(asking: example).identifiers.isDisjoint(with: identifiers)
        else { throw NotDecided(reason: "analysis and evaluator disagree about our own questions; \(example)") }
        return AskingDifference.Region(
            kind: kind, sentence: AskingSentence(box, telling).text(kind), example: example,
            before: before.set.decide(asking: example), after: after.set.decide(asking: example),
            identifiers: identifiers)
    }

    /// Both evaluators are asked at questions of the rules of both, and send the same.
    func confirmNothing() throws(NotDecided) {
        for box in before.sent.spread + after.sent.spread {
            let example = try example(in: box)
            guard
                before.set.decide(asking: example).identifiers == after.set.decide(asking: example).identifiers
            else { throw NotDecided(reason: "analysis and evaluator disagree about our own questions; \(example)") }
        }
    }

    private func example(in box: Box) throws(NotDecided) -> AskingQuestion {
        guard let example = before.space.example(in: box) else {
            throw NotDecided(reason: "a box without a question of ours came up")
        }
        return example
    }
}

extension AskingDecision {
    /// What leaves; nothing when the question is stopped.
    var identifiers: Set<Code> {
        if case .send(let identifiers, _, _) = self { identifiers } else { [] }
    }
}
