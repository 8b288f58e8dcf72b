/// Where one candidate stands, and what keeps them from standing higher.
struct Assessment: Sendable, Equatable {
    /// How far a candidate came.
    enum Standing: Sendable {
        /// Tier 1: a verified identifier.
        case identified
        /// Tier 2: every field of the cross-check.
        case crossChecked
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

    /// Tiers 1 and 2 with their gates. `mayBeTwin`: the person is, or may be, under 18.
    init(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool) {
        switch compared.number {
        case .agree: self = Assessment.byIdentifier(compared)
        case .conflict: self = Assessment.againstIdentifier(compared)
        case .missing, .initial: self = Assessment.byCrossCheck(compared, mayBeTwin: mayBeTwin, weakDate: weakDate)
        }
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
            case .missing, .differ: false
            }
        let givenHolds =
            switch compared.given {
            case .exact, .alias: true
            case .fuzzy, .initial: compared.sex == .agree
            case .missing: compared.family.agrees
            case .differ: false
            }
        return birthHolds && givenHolds
    }

    private static func againstIdentifier(_ compared: Comparison) -> Assessment {
        let fits =
            compared.given.agrees && compared.family.agrees
            && (compared.birth == .exact || compared.birth == .swapped)
        return fits ? Assessment(.vetoed, [.differingNumbers]) : Assessment(.other)
    }

    private static func byCrossCheck(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool) -> Assessment {
        guard compared.given.agrees, compared.family.agrees, compared.birth == .exact else { return nearly(compared) }
        if compared.pupilNumber == .conflict { return Assessment(.vetoed, [.differingNumbers]) }
        if compared.place == .differ { return Assessment(.vetoed, [.placeContradicts]) }
        if compared.sex == .conflict && compared.given != .exact { return Assessment(.vetoed, [.sexDiffers]) }
        let open = openPoints(compared, mayBeTwin: mayBeTwin, weakDate: weakDate)
        return open.isEmpty ? Assessment(.crossChecked) : Assessment(.close, open)
    }

    private static func openPoints(_ compared: Comparison, mayBeTwin: Bool, weakDate: Bool) -> [Gate] {
        var open: [Gate] = []
        if !compared.place.agrees { open.append(.placeMissing) }
        if compared.given != .exact && mayBeTwin && compared.middle != .agree { open.append(.twin) }
        if compared.middle == .conflict { open.append(.middleNamesDiffer) }
        if weakDate { open.append(.weakBirthDate) }
        return open
    }

    /// Somebody who would fit if one field had been written differently.
    private static func nearly(_ compared: Comparison) -> Assessment {
        let placeFits = compared.place.agrees || compared.place == .hidden
        let birthIsNear = compared.birth == .swapped || compared.birth == .oneDigit
        if birthIsNear && compared.given.agrees && compared.family.agrees && placeFits {
            return Assessment(.close, [.birthDateDiffers])
        }
        guard compared.birth == .exact, compared.place != .differ else { return Assessment(.other) }
        if compared.family.agrees && compared.given.isSimilar { return Assessment(.close, [.givenNameDiffers, .twin]) }
        if compared.family.agrees && compared.given == .missing && placeFits {
            return Assessment(.close, [.givenNameMissing])
        }
        let familyMayHaveChanged = compared.place.agrees || compared.place == .hidden && compared.family == .near
        return compared.given.agrees && familyMayHaveChanged
            ? Assessment(.close, [.familyNameDiffers]) : Assessment(.other)
    }
}
