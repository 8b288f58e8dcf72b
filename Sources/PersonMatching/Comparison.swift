import WireProtocol

/// How family names agree.
enum FamilyLevel: String, Sendable, CaseIterable {
    case exact
    case previous
    case part
    /// Given and family name changed places.
    case swapped
    /// Another spelling of what sounds the same.
    case sounds
    case near
    case loose
    case missing
    case differ

    var agrees: Bool { self == .exact || self == .previous || self == .part || self == .swapped }
    var isSimilar: Bool { self == .sounds || self == .near }
    /// Whether it says so little that both names may have changed places.
    fileprivate var mayBeSwapped: Bool { self == .loose || self == .missing || self == .differ }
}

/// How dates of birth agree.
enum BirthLevel: String, Sendable, CaseIterable {
    case exact
    case swapped
    case oneDigit = "one-digit"
    case twoDigits = "two-digits"
    case missing
    case differ
}

/// How places agree. Postcode and address are one fact, counted once.
enum PlaceLevel: String, Sendable, CaseIterable {
    /// The same property, or the same postcode and house.
    case dwelling
    case current
    case previous
    case missing
    case hidden
    /// Another postcode of the same district.
    case outward
    case differ

    var agrees: Bool { self == .dwelling || self == .current || self == .previous }
    var contradicts: Bool { self == .outward || self == .differ }
}

/// How a value agrees that is there or not.
enum PlainLevel: String, Sendable, CaseIterable {
    case agree
    case initial
    case missing
    case conflict
}

/// Every field of two descriptions, compared. Always compares all of them, whatever the first ones say.
struct Comparison: Sendable {
    let given: GivenLevel
    let family: FamilyLevel
    /// Whether the family name is the same but for its spelling: it sounds alike, or has one slip.
    let familyIsMisspelt: Bool
    let birth: BirthLevel
    let place: PlaceLevel
    /// How alike two whole addresses are, from 0 to 8, where both sides have one: the finer form of `place`.
    let address: Int?
    let middle: PlainLevel
    let sex: PlainLevel
    let number: PlainLevel
    let pupilNumber: PlainLevel

    init(_ sought: borrowing Sought, _ held: borrowing Evidence, placeIsHidden: Bool) {
        let names = (Comparison.given(sought, held.givens), Comparison.family(sought, held))
        let areSwapped = names.0 >= .missing && names.1.mayBeSwapped && Comparison.areSwapped(sought.evidence, held)
        given = areSwapped ? .swapped : names.0
        family = areSwapped ? .swapped : names.1
        familyIsMisspelt =
            names.1 == .sounds || names.1 == .near && Comparison.everAny(sought.evidence, held, Names.areOneSlipApart)
        birth = Comparison.birth(sought.evidence, held)
        place = placeIsHidden ? .hidden : Comparison.place(sought.evidence, held)
        address = placeIsHidden ? nil : Comparison.address(sought, held)
        middle = Comparison.middle(sought.evidence.givens, held.givens)
        sex = Comparison.plain(sought.evidence.sex, held.sex)
        number = Comparison.number(sought.evidence, held)
        pupilNumber = Comparison.pupil(sought.evidence.pupilNumbers, held.pupilNumbers)
    }

    private static func given(_ sought: borrowing Sought, _ held: Names) -> GivenLevel {
        guard !sought.evidence.givens.isEmpty, !held.isEmpty else { return .missing }
        var best = GivenLevel.differ
        for place in sought.evidence.givens.names.indices {
            for other in held.names.indices { best = min(best, sought.level(of: place, with: other, of: held)) }
        }
        return best
    }

    /// A number that the other side knows to be superseded agrees with the one that took its place.
    private static func number(_ asked: Evidence, _ held: Evidence) -> PlainLevel {
        let isSuperseded =
            asked.number.map(held.supersededNumbers.contains) == true
            || held.number.map(asked.supersededNumbers.contains) == true
        return isSuperseded ? .agree : plain(asked.number, held.number)
    }

    private static func birth(_ asked: Evidence, _ held: Evidence) -> BirthLevel {
        guard let one = asked.birthDigits, let other = held.birthDigits else { return .missing }
        if one == other { return .exact }
        if one / 10_000 == other / 10_000, one % 100 == other / 100 % 100, one / 100 % 100 == other % 100 {
            return .swapped
        }
        let isYearBeside = one % 10_000 == other % 10_000 && abs(one - other) == 10_000
        return switch digitsThatDiffer(one, other) {
        case 1: .oneDigit
        case 2: isYearBeside ? .oneDigit : .twoDigits
        default: isYearBeside ? .oneDigit : .differ
        }
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
        if let mine = asked.dwelling.uprn, mine == held.dwelling.uprn { return .dwelling }
        guard asked.hasPostcode, held.hasPostcode else { return .missing }
        if asked.postcodes.contains(where: held.postcodes.contains) {
            return asked.dwelling.sharesNumbers(with: held.dwelling) ? .dwelling : .current
        }
        let isKnown =
            asked.postcodes.contains(where: held.everLived) || asked.previousPostcodes.contains(where: held.everLived)
        if isKnown { return .previous }
        let isNear = asked.postcodes.contains { one in held.postcodes.contains { $0.sharesOutward(with: one) } }
        return isNear ? .outward : .differ
    }

    /// Points for postcode, line, house number and town: they are one fact, so they make one level.
    private static func address(_ sought: borrowing Sought, _ held: Evidence) -> Int? {
        let mine = sought.evidence.dwelling
        guard !mine.line.isEmpty || !mine.town.isEmpty, !held.dwelling.line.isEmpty || !held.dwelling.town.isEmpty
        else { return nil }
        var points = 0
        if sought.evidence.postcodes.contains(where: held.postcodes.contains) {
            points += 2
        } else if sought.evidence.postcodes.contains(where: { one in held.postcodes.contains { $0.isNear(one) } }) {
            points += 1
        }
        let likeness = sought.pairs.likeness(to: held.dwelling.line) ?? 0
        points += likeness >= 750 ? 3 : likeness >= 600 ? 2 : likeness >= 500 ? 1 : 0
        if mine.sharesNumbers(with: held.dwelling) { points += 1 }
        if !mine.town.isEmpty, mine.town == held.dwelling.town {
            points += 2
        } else if TextDistance.isNear(mine.town.span, held.dwelling.town.span) {
            points += 1
        }
        return points
    }

    private static func plain<Value: Equatable>(_ asked: Value?, _ held: Value?) -> PlainLevel {
        guard let asked, let held else { return .missing }
        return asked == held ? .agree : .conflict
    }

    private static func pupil(_ asked: [PupilNumber], _ held: [PupilNumber]) -> PlainLevel {
        guard !asked.isEmpty, !held.isEmpty else { return .missing }
        return asked.contains(where: held.contains) ? .agree : .conflict
    }
}

// MARK: - Middle names

extension Comparison {
    private static func middle(_ mine: Names, _ theirs: Names) -> PlainLevel {
        guard mine.hasMiddle, theirs.hasMiddle else { return .missing }
        var level = PlainLevel.conflict
        for name in mine.names {
            for word in mine.middle(name) {
                switch middle(mine.octets.span.extracting(mine.words[word]), theirs) {
                case .agree: return .agree
                case .initial: level = .initial
                case .missing, .conflict: break
                }
            }
        }
        return level
    }

    private static func middle(_ one: Span<UInt8>, _ theirs: Names) -> PlainLevel {
        var level = PlainLevel.conflict
        for name in theirs.names {
            for word in theirs.middle(name) {
                switch middle(one, theirs.octets.span.extracting(theirs.words[word])) {
                case .agree: return .agree
                case .initial: level = .initial
                case .missing, .conflict: break
                }
            }
        }
        return level
    }

    /// A name agrees with itself; a letter, with what begins with it.
    private static func middle(_ one: Span<UInt8>, _ other: Span<UInt8>) -> PlainLevel {
        if Spelling.has(2, lettersOf: one), Spelling.has(2, lettersOf: other) {
            return Spelling.areSame(one, other) ? .agree : .conflict
        }
        return Spelling.beginAlike(one, other) ? .initial : .conflict
    }
}

// MARK: - Family names

extension Comparison {
    private static func family(_ sought: borrowing Sought, _ held: Evidence) -> FamilyLevel {
        let asked = sought.evidence
        guard asked.hasFamily, held.hasFamily else { return .missing }
        if asked.families.any(held.families, Names.areSpeltAlike) { return .exact }
        if everAny(asked, held, Names.areSpeltAlike) { return .previous }
        if everAny(asked, held, Names.sharePart) { return .part }
        if everAny(asked, held, Names.areNear) {
            let theirs = held.familySounds
            return sought.sounds.contains(where: theirs.contains) ? .sounds : .near
        }
        return everAny(asked, held, Names.areLoose) ? .loose : .differ
    }

    /// Whether one is called by the other's family name and the other way round.
    private static func areSwapped(_ asked: Evidence, _ held: Evidence) -> Bool {
        asked.givens.any(held.families, Names.isCalledLike)
            && held.givens.any(asked.families, Names.isCalledLike)
    }

    /// Present names and earlier ones, each with each.
    private static func everAny(_ left: Evidence, _ right: Evidence, _ test: Names.Test) -> Bool {
        left.families.any(right.families, test) || left.families.any(right.previousFamilies, test)
            || left.previousFamilies.any(right.families, test)
            || left.previousFamilies.any(right.previousFamilies, test)
    }
}

extension Names {
    /// Asks something of a name in one list and a name in another.
    fileprivate typealias Test = (Names, Range<Int>, Names, Range<Int>) -> Bool

    fileprivate func any(_ others: Names, _ test: Test) -> Bool {
        for name in names {
            for other in others.names where test(self, name, others, other) { return true }
        }
        return false
    }

    /// `smith jones` and `smithjones` are one name.
    fileprivate static func areSpeltAlike(_ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>) -> Bool
    {
        Spelling.areSame(
            left.octets.span.extracting(left.joined(one)), right.octets.span.extracting(right.joined(other)))
    }

    /// `smith jones` and `jones`; a particle alone is no part.
    fileprivate static func sharePart(_ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>) -> Bool {
        guard one.count + other.count > 2 else { return false }
        for word in left.words[one] {
            let part = left.octets.span.extracting(word)
            guard Spelling.has(3, lettersOf: part) else { continue }
            for theirs in right.words[other] where Spelling.areSame(part, right.octets.span.extracting(theirs)) {
                if !NameWords.particles.contains(left.text(word)) { return true }
            }
        }
        return false
    }

    fileprivate static func areLoose(_ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>) -> Bool {
        TextDistance.isLoose(
            left.octets.span.extracting(left.joined(one)), right.octets.span.extracting(right.joined(other)))
    }

    /// A given name and a family name.
    fileprivate static func isCalledLike(
        _ left: Names, _ given: Range<Int>, _ right: Names, _ family: Range<Int>
    ) -> Bool {
        let called = left.octets.span.extracting(left.called(given))
        let family = right.octets.span.extracting(right.joined(family))
        return Spelling.areSame(called, family) || TextDistance.isNear(called, family)
    }

    fileprivate static func areOneSlipApart(
        _ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>
    ) -> Bool {
        TextDistance.isOneSlip(
            left.octets.span.extracting(left.joined(one)), right.octets.span.extracting(right.joined(other)))
    }

    fileprivate static func areNear(_ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>) -> Bool {
        TextDistance.isNear(
            left.octets.span.extracting(left.joined(one)), right.octets.span.extracting(right.joined(other)))
    }
}
