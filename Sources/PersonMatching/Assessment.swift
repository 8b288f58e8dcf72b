import WireProtocol

/// Where one candidate stands, and what keeps them from standing higher.
struct Assessment: Sendable, Equatable {
    /// How far a candidate came.
    enum Standing: Sendable {
        /// Tier 1: a verified identifier.
        case identified
        /// Tier 2: every field of the cross-check.
        case crossChecked
        /// Tier 3: one field is not as written, and the rest weighs enough.
        case scored
        /// Could be the person; more identifiers would tell.
        case close
        /// Fits, but a gate forbids it.
        case vetoed
        /// The identifier points here and other fields contradict it.
        case contradicted
        /// Somebody else.
        case other
    }

    let standing: Standing
    let gates: [Gate]

    private init(_ standing: Standing, _ gates: [Gate] = []) {
        self.standing = standing
        self.gates = gates
    }

    /// Tiers 1 to 3 with their gates. `mayBeTwin`: the person is, or may be, under 18.
    ///
    /// The score counts in tiers 2 and 3: less than `needed` thousandths of a bit is only close. No score lifts a gate.
    init(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool, score: Int, needed: Int) {
        let assessed =
            switch compared.number {
            case .agree: Assessment.byIdentifier(compared)
            case .conflict: Assessment.againstIdentifier(compared)
            case .missing, .initial:
                compared.pupilNumber == .agree && compared.given != .missing
                    ? Assessment.byIdentifier(compared)
                    : Assessment.byFields(compared, mayBeTwin: mayBeTwin, weakDate: weakDate)
            }
        let isWeighed = assessed.standing == .crossChecked || assessed.standing == .scored
        self = isWeighed && score < needed ? Assessment(.close, [.scoreTooLow]) : assessed
    }

    private static func byIdentifier(_ compared: Comparison) -> Assessment {
        if compared.sex == .conflict && compared.given != .exact {
            return Assessment(.contradicted, [.sexDiffers, .numberContradicted])
        }
        return identifierHolds(compared) ? Assessment(.identified) : Assessment(.contradicted, [.numberContradicted])
    }

    private static func identifierHolds(_ compared: Comparison) -> Bool {
        let namesAgree = compared.given.agrees && compared.family.agrees
        let birthHolds =
            switch compared.birth {
            case .exact: true
            case .swapped, .oneDigit: namesAgree
            case .twoDigits, .missing, .differ: false
            }
        let givenHolds =
            switch compared.given {
            case .exact, .alias, .swapped: true
            case .fuzzy, .initial: compared.sex == .agree
            case .missing: compared.family.agrees
            case .loose, .differ: false
            }
        return birthHolds && givenHolds
    }

    private static func againstIdentifier(_ compared: Comparison) -> Assessment {
        let fits =
            compared.given.agrees && compared.family.agrees
            && (compared.birth == .exact || compared.birth == .swapped)
        return fits
            ? Assessment(Mutant.numberContradicted.isOn ? .crossChecked : .vetoed, [.differingNumbers])
            : Assessment(.other)
    }

    private static func byFields(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool) -> Assessment {
        guard compared.given.agrees, compared.family.agrees, compared.birth == .exact else {
            let isClear = !weakDate && hasOneSlip(compared, mayBeTwin: mayBeTwin)
            return isClear ? Assessment(.scored) : nearly(compared)
        }
        if compared.pupilNumber == .conflict { return Assessment(.vetoed, [.differingNumbers]) }
        if compared.place.contradicts { return Assessment(.vetoed, [.placeContradicts]) }
        if compared.sex == .conflict && compared.given != .exact { return Assessment(.vetoed, [.sexDiffers]) }
        let open = openPoints(compared, mayBeTwin: mayBeTwin, weakDate: weakDate)
        return open.isEmpty ? Assessment(.crossChecked) : Assessment(.close, open)
    }

    private static func openPoints(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool) -> [Gate] {
        var open: [Gate] = []
        if !compared.place.agrees, !Mutant.nameAndBirth.isOn { open.append(.placeMissing) }
        if compared.given == .alias && mayBeTwin { open.append(.twin) }
        if compared.middle == .conflict { open.append(.middleNamesDiffer) }
        if weakDate { open.append(.weakBirthDate) }
        return open
    }

    /// Tier 3: whoever is at the place, and is written otherwise in one field only.
    ///
    /// A date that is another is no slip: a namesake of the same postcode has one. A family name that is another is none: it would tie a name somebody has left behind to the one they bear now; two letters
    /// make another name, however long, unless it sounds alike. A given name that is not the same is a twin's until the middle name agrees, and a child's always.
    private static func hasOneSlip(_ compared: Comparison, mayBeTwin: Bool) -> Bool {
        guard compared.place.agrees, compared.sex != .conflict, compared.middle != .conflict,
            compared.pupilNumber != .conflict
        else { return false }
        guard compared.birth == .exact else { return false }
        if compared.given == .exact { return compared.familyIsMisspelt }
        return compared.given == .fuzzy && compared.family.agrees && !mayBeTwin && compared.middle == .agree
    }

    /// Somebody who would fit if one field had been written differently.
    private static func nearly(_ compared: Comparison) -> Assessment {
        let placeFits = compared.place.agrees || compared.place == .hidden
        let birthIsNear = compared.birth == .swapped || compared.birth == .oneDigit
        if birthIsNear && compared.given.agrees && compared.family.agrees && placeFits {
            return Assessment(.close, [.birthDateDiffers])
        }
        guard compared.birth == .exact, !compared.place.contradicts else { return Assessment(.other) }
        if compared.family.agrees && compared.given.isSimilar { return Assessment(.close, [.givenNameDiffers, .twin]) }
        if compared.family.agrees && compared.given == .missing && placeFits {
            return Assessment(.close, [.givenNameMissing])
        }
        let familyMayHaveChanged =
            compared.place.agrees || compared.place == .hidden && compared.family.isSimilar
        return compared.given.agrees && familyMayHaveChanged
            ? Assessment(.close, [.familyNameDiffers]) : Assessment(.other)
    }
}
