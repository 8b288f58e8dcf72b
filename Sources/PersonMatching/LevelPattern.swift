/// A field of which two descriptions agree in one of several levels. Postcode and address are one field.
package enum ScoreField: Int, Sendable, CaseIterable {
    case given
    case family
    case birth
    case place
    case middle
    case sex
    case number
    case pupilNumber

    /// As it stands in a model's file.
    package var name: String {
        switch self {
        case .given: "given"
        case .family: "family"
        case .birth: "birth"
        case .place: "place"
        case .middle: "middle"
        case .sex: "sex"
        case .number: "nhs-number"
        case .pupilNumber: "pupil-number"
        }
    }

    /// The names of the levels, in the order of their ordinals.
    package var levels: [String] { ScoreField.levelNames[rawValue] }

    private static let levelNames = allCases.map { field -> [String] in
        switch field {
        case .given: GivenLevel.allCases.map(\.rawValue)
        case .family: FamilyLevel.allCases.map(\.rawValue)
        case .birth: BirthLevel.allCases.map(\.rawValue)
        case .place: PlaceLevel.allCases.map(\.rawValue) + (0...8).map { "address-\($0)" }
        case .middle, .sex, .number, .pupilNumber: PlainLevel.allCases.map(\.rawValue)
        }
    }

    /// Whether a level says nothing of this field.
    func isSilent(_ level: Int) -> Bool {
        switch self {
        case .given: level == GivenLevel.missing.ordinal
        // That names changed places is one fact, and the given name tells it.
        case .family: level == FamilyLevel.missing.ordinal || level == FamilyLevel.swapped.ordinal
        case .birth: level == BirthLevel.missing.ordinal
        case .place: level == PlaceLevel.missing.ordinal || level == PlaceLevel.hidden.ordinal
        case .middle, .sex, .number, .pupilNumber: level == PlainLevel.missing.ordinal
        }
    }
}

/// The levels of all fields of one comparison, in 32 bits: what a score is a function of, names' frequencies aside.
package struct LevelPattern: Sendable, Hashable {
    private let packed: UInt32

    init(_ compared: Comparison) {
        let place = compared.address.map { PlaceLevel.allCases.count + $0 } ?? compared.place.ordinal
        let levels = (
            compared.given.ordinal, compared.family.ordinal, compared.birth.ordinal, place, compared.middle.ordinal,
            compared.sex.ordinal, compared.number.ordinal, compared.pupilNumber.ordinal
        )
        let low = levels.0 | levels.1 << 4 | levels.2 << 8 | levels.3 << 12
        packed = UInt32(low | levels.4 << 16 | levels.5 << 20 | levels.6 << 24 | levels.7 << 28)
    }

    private init(packed: UInt32) { self.packed = packed }

    /// By the ordinals of the levels, in the order of the fields.
    init(levels: [Int]) {
        packed = levels.enumerated().reduce(0) { $0 | UInt32($1.element & 15) << UInt32(4 * $1.offset) }
    }

    /// Of two descriptions that say nothing of each other.
    static let silent = LevelPattern(packed: 0x2222_3476)

    /// The ordinal of a field's level.
    package subscript(field: ScoreField) -> Int { Int(packed >> UInt32(4 * field.rawValue) & 15) }
}

extension GivenLevel {
    var ordinal: Int {
        switch self {
        case .exact: 0
        case .alias: 1
        case .swapped: 2
        case .fuzzy: 3
        case .loose: 4
        case .initial: 5
        case .missing: 6
        case .differ: 7
        }
    }
}

extension FamilyLevel {
    var ordinal: Int {
        switch self {
        case .exact: 0
        case .previous: 1
        case .part: 2
        case .swapped: 3
        case .sounds: 4
        case .near: 5
        case .loose: 6
        case .missing: 7
        case .differ: 8
        }
    }
}

extension BirthLevel {
    var ordinal: Int {
        switch self {
        case .exact: 0
        case .swapped: 1
        case .oneDigit: 2
        case .twoDigits: 3
        case .missing: 4
        case .differ: 5
        }
    }
}

extension PlaceLevel {
    var ordinal: Int {
        switch self {
        case .dwelling: 0
        case .current: 1
        case .previous: 2
        case .missing: 3
        case .hidden: 4
        case .outward: 5
        case .differ: 6
        }
    }
}

extension PlainLevel {
    var ordinal: Int {
        switch self {
        case .agree: 0
        case .initial: 1
        case .missing: 2
        case .conflict: 3
        }
    }
}
