import WireProtocol

/// How family names agree.
enum FamilyLevel: String, Sendable {
    case exact
    case previous
    case part
    case near
    case missing
    case differ

    var agrees: Bool { self == .exact || self == .previous || self == .part }
}

/// How dates of birth agree.
enum BirthLevel: String, Sendable {
    case exact
    case swapped
    case oneDigit = "one-digit"
    case missing
    case differ
}

/// How places agree. Postcode and address are one fact, counted once.
enum PlaceLevel: String, Sendable {
    case current
    case previous
    case missing
    case hidden
    case differ

    var agrees: Bool { self == .current || self == .previous }
}

/// How a value agrees that is there or not.
enum PlainLevel: String, Sendable {
    case agree
    case initial
    case missing
    case conflict
}

/// Every field of two descriptions, compared. Always compares all of them, whatever the first ones say.
struct Comparison: Sendable {
    let given: GivenLevel
    let family: FamilyLevel
    let birth: BirthLevel
    let place: PlaceLevel
    let middle: PlainLevel
    let sex: PlainLevel
    let number: PlainLevel
    let pupilNumber: PlainLevel

    init(_ asked: Evidence, _ held: Evidence, placeIsHidden: Bool) {
        given = Comparison.given(asked, held)
        family = Comparison.family(asked, held)
        birth = Comparison.birth(asked.birthDate, held.birthDate)
        place = placeIsHidden ? .hidden : Comparison.place(asked, held)
        middle = Comparison.middle(asked, held)
        sex = Comparison.plain(asked.sex, held.sex)
        number = Comparison.plain(asked.number, held.number)
        pupilNumber = Comparison.pupil(asked.pupilNumbers, held.pupilNumbers)
    }

    private static func given(_ asked: Evidence, _ held: Evidence) -> GivenLevel {
        guard !asked.givens.isEmpty, !held.givens.isEmpty else { return .missing }
        var best = GivenLevel.differ
        for one in asked.givens {
            for other in held.givens { best = min(best, one.level(with: other)) }
        }
        return best
    }

    private static func birth(_ asked: CalendarDay?, _ held: CalendarDay?) -> BirthLevel {
        guard let asked, let held else { return .missing }
        if asked == held { return .exact }
        if asked.swapped == held { return .swapped }
        return digitsThatDiffer(asked.digits, held.digits) == 1 ? .oneDigit : .differ
    }

    private static func digitsThatDiffer(_ left: Int, _ right: Int) -> Int {
        var (left, right, count) = (left, right, 0)
        while left > 0 || right > 0 {
            if left % 10 != right % 10 { count += 1 }
            (left, right) = (left / 10, right / 10)
        }
        return count
    }

    private static func place(_ asked: Evidence, _ held: Evidence) -> PlaceLevel {
        guard asked.hasPostcode, held.hasPostcode else { return .missing }
        if asked.postcodes.contains(where: held.postcodes.contains) { return .current }
        let isKnown =
            asked.postcodes.contains(where: held.everLived) || asked.previousPostcodes.contains(where: held.everLived)
        return isKnown ? .previous : .differ
    }

    private static func middle(_ asked: Evidence, _ held: Evidence) -> PlainLevel {
        guard asked.hasMiddleName, held.hasMiddleName else { return .missing }
        return middle(asked.middleNames, held.middleNames)
    }

    private static func middle(_ asked: Set<String>, _ held: Set<String>) -> PlainLevel {
        let shared = asked.intersection(held)
        if shared.contains(where: { $0.count > 1 }) { return .agree }
        let initials = asked.contains { one in
            held.contains { ($0.count == 1 || one.count == 1) && $0.first == one.first }
        }
        return initials ? .initial : .conflict
    }

    private static func plain<Value: Equatable>(_ asked: Value?, _ held: Value?) -> PlainLevel {
        guard let asked, let held else { return .missing }
        return asked == held ? .agree : .conflict
    }

    private static func pupil(_ asked: [PupilNumber], _ held: [PupilNumber]) -> PlainLevel {
        guard !asked.isEmpty, !held.isEmpty else { return .missing }
        return Set(asked).isDisjoint(with: held) ? .conflict : .agree
    }
}

// MARK: - Family names

extension Comparison {
    private static func family(_ asked: Evidence, _ held: Evidence) -> FamilyLevel {
        guard asked.hasFamily, held.hasFamily else { return .missing }
        if any(asked.families, held.families, areEqual) { return .exact }
        if everAny(asked, held, areEqual) { return .previous }
        if everAny(asked, held, sharePart) { return .part }
        return everAny(asked, held, areNear) ? .near : .differ
    }

    /// Present names and earlier ones, each with each.
    private static func everAny(
        _ left: Evidence, _ right: Evidence, _ test: ([String], [String]) -> Bool
    ) -> Bool {
        any(left.families, right.families, test) || any(left.families, right.previousFamilies, test)
            || any(left.previousFamilies, right.families, test)
            || any(left.previousFamilies, right.previousFamilies, test)
    }

    private static func any(_ left: [[String]], _ right: [[String]], _ test: ([String], [String]) -> Bool) -> Bool {
        left.contains { one in right.contains { test(one, $0) } }
    }

    /// `smith jones` and `smithjones` are one name.
    private static func areEqual(_ left: [String], _ right: [String]) -> Bool {
        left == right || left.count + right.count > 2 && left.joined() == right.joined()
    }

    /// `smith jones` and `jones`; a particle alone is no part.
    private static func sharePart(_ left: [String], _ right: [String]) -> Bool {
        guard left.count + right.count > 2 else { return false }
        return left.contains { $0.count >= 3 && right.contains($0) && !NameWords.particles.contains($0) }
    }

    private static func areNear(_ left: [String], _ right: [String]) -> Bool {
        TextDistance.isNear(
            left.count == 1 ? left[0] : left.joined(), right.count == 1 ? right[0] : right.joined())
    }
}
