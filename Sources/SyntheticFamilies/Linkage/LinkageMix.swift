/// Which questions a matcher is tried with.
package enum LinkageMix: String, Sendable, CaseIterable {
    /// What practitioners ask: mostly right, with slips, moves and changes of name, and one in eight about nobody held.
    case plausible
    /// Only what misleads.
    case trap

    /// Kinds with their weights, in percent.
    var kinds: [(kind: LinkageKind, weight: Int)] {
        switch self {
        case .plausible:
            [
                (.cleanFull, 38), (.cleanWithoutNumber, 14), (.typo, 6), (.dateSlip, 3), (.nickname, 5),
                (.diacritics, 3),
                (.previousSurname, 4), (.doubleBarrelled, 2), (.movedFromHeld, 5), (.movedUnknown, 3), (.thin, 1),
                (.numberSlip, 1), (.twinPresent, 2), (.absent, 8), (.siblingAbsent, 3), (.twinAbsent, 2),
            ]
        case .trap:
            [
                (.twinAbsent, 10), (.nearTwinAbsent, 18), (.twinAbsentWithNumber, 10), (.sameMiddleTwin, 8),
                (.siblingAbsent, 8), (.namesake, 12), (.thinNamesake, 8), (.sameNameOtherNumber, 8),
                (.numberConflict, 8),
                (.junior, 6), (.thin, 4),
            ]
        }
    }
}

/// What is difficult about a question.
package enum LinkageKind: String, Sendable, CaseIterable {
    case cleanFull = "clean-full"
    case cleanWithoutNumber = "clean-without-number"
    case typo
    case dateSlip = "date-slip"
    case nickname
    case diacritics
    case previousSurname = "previous-surname"
    case doubleBarrelled = "double-barrelled"
    case movedFromHeld = "moved-from-held"
    case movedUnknown = "moved-unknown"
    case thin
    case numberSlip = "number-slip"
    case twinPresent = "twin-present"
    case absent
    case siblingAbsent = "sibling-absent"
    case twinAbsent = "twin-absent"
    case nearTwinAbsent = "near-twin-absent"
    case twinAbsentWithNumber = "twin-absent-with-number"
    case sameMiddleTwin = "same-middle-twin"
    case namesake
    case thinNamesake = "thin-namesake"
    case sameNameOtherNumber = "same-name-other-number"
    case numberConflict = "number-conflict"
    case junior
}

/// Questions about a population, each a function of the seed and its place in the row.
package struct LinkageQuestions: Sendable {
    private let population: LinkagePopulation
    private let kinds: [LinkageKind]

    /// Questions of a mix about a population.
    package init(_ mix: LinkageMix, about population: LinkagePopulation) {
        self.population = population
        kinds = mix.kinds.flatMap { [LinkageKind](repeating: $0.kind, count: $0.weight) }
    }

    /// The question at a place, from 0.
    package func question(at place: Int) -> LinkageQuery {
        var chance = population.chance(3, place)
        let kind = chance.pick(kinds)
        var draft = LinkageDraft(population, kind, chance)
        return draft.question()
    }
}
