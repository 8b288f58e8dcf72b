/// How often fields agree, of one person and of two: what turns a comparison into bits.
///
/// Fellegi and Sunter, "A Theory for Record Linkage" (1969). Shares are whole numbers in parts of a thousand million, so
/// that a model is a text that a person can review and two machines read alike.
package struct MatchModel: Sendable, Equatable {
    /// What a share of everything is.
    package static let whole = 1_000_000_000

    /// Shares of one field by the ordinal of the level.
    package struct Field: Sendable, Equatable {
        /// Of two descriptions of one person.
        package var same: [Int]
        /// Of descriptions of two people of a population.
        package var others: [Int]
        /// Of descriptions of two people who live together.
        package var cohabitants: [Int]
    }

    /// Where it comes from, in a sentence.
    package var origin: String
    /// By the order of ``ScoreField``.
    package var fields: [Field]
    /// With how many others somebody lives, at most, as far as the prior is concerned.
    package var household: Int

    /// A model with the shares that ship with the product. They are assumed, and are no measurement of any council.
    package static let shipped = ShippedModel.model

    package subscript(field: ScoreField) -> Field {
        get { fields[field.rawValue] }
        set { fields[field.rawValue] = newValue }
    }

    func bits(_ field: ScoreField, _ level: Int) -> Int {
        field.isSilent(level) ? 0 : Bits.ratio(self[field].same[level], self[field].others[level])
    }

    func bitsAtHome(_ field: ScoreField, _ level: Int) -> Int {
        field.isSilent(level) ? 0 : Bits.ratio(self[field].same[level], self[field].cohabitants[level])
    }
}

/// The shares that ship, in parts of a million for reading's sake.
private enum ShippedModel {
    /// Columns: of one person, of two people, of two who live together.
    private typealias Rows = [String: (Double, Double, Double)]

    static let model = MatchModel(
        origin: "assumed shares that ship with the product; no measurement of any council",
        fields: ScoreField.allCases.map { field($0, rows($0)) }, household: 3)

    private static func field(_ field: ScoreField, _ rows: Rows) -> MatchModel.Field {
        let shares = field.levels.map { rows[$0] ?? (0, 0, 0) }
        func whole(_ share: Double) -> Int { max(1, Int((share * 1_000).rounded())) }
        return MatchModel.Field(
            same: shares.map { whole($0.0) }, others: shares.map { whole($0.1) },
            cohabitants: shares.map { whole($0.2) })
    }

    private static func rows(_ field: ScoreField) -> Rows {
        switch field {
        case .given:
            [
                "exact": (900_000, 6_000, 4_000), "alias": (40_000, 3_000, 4_000), "swapped": (4_000, 20, 20),
                "fuzzy": (30_000, 3_000, 8_000), "initial": (6_000, 40_000, 50_000), "loose": (3_000, 2_000, 2_000),
                "differ": (17_000, 946_000, 932_000),
            ]
        case .family:
            [
                "exact": (860_000, 1_600, 750_000), "previous": (50_000, 600, 30_000), "part": (10_000, 1_200, 30_000),
                "swapped": (4_000, 20, 100), "sounds": (5_000, 800, 1_000), "near": (20_000, 1_000, 2_000),
                "loose": (3_000, 1_200, 2_000), "differ": (48_000, 993_180, 184_900),
            ]
        case .birth:
            [
                "exact": (955_000, 34, 12_000), "swapped": (8_000, 10, 200), "one-digit": (18_000, 900, 4_000),
                "two-digits": (5_000, 12_000, 20_000), "differ": (14_000, 987_056, 963_800),
            ]
        case .place: place
        case .middle:
            [
                "agree": (750_000, 20_000, 30_000), "initial": (80_000, 60_000, 60_000),
                "conflict": (170_000, 920_000, 910_000),
            ]
        case .sex: ["agree": (985_000, 500_000, 500_000), "conflict": (15_000, 500_000, 500_000)]
        case .number: ["agree": (970_000, 0.001, 0.001), "conflict": (30_000, 1_000_000, 1_000_000)]
        case .pupilNumber: ["agree": (950_000, 0.001, 0.001), "conflict": (50_000, 1_000_000, 1_000_000)]
        }
    }

    /// People who live together agree in place as often as somebody with themselves.
    private static let place: Rows = [
        "dwelling": (350_000, 1, 350_000), "current": (400_000, 40, 400_000), "previous": (120_000, 30, 120_000),
        "outward": (40_000, 20_000, 40_000), "differ": (90_000, 979_929, 90_000),
        "address-0": (10_000, 955_000, 10_000),
        "address-1": (10_000, 35_000, 10_000), "address-2": (10_000, 9_000, 10_000), "address-3": (20_000, 900, 20_000),
        "address-4": (40_000, 40, 40_000), "address-5": (80_000, 10, 80_000), "address-6": (130_000, 4, 130_000),
        "address-7": (200_000, 2, 200_000), "address-8": (500_000, 1, 500_000),
    ]
}
