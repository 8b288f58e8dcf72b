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

    init(_ sought: borrowing Sought, _ held: borrowing Evidence, placeIsHidden: Bool) {
        given = Comparison.given(sought, held.givens)
        family = Comparison.family(sought.evidence, held)
        birth = Comparison.birth(sought.evidence.birthDate, held.birthDate)
        place = placeIsHidden ? .hidden : Comparison.place(sought.evidence, held)
        middle = Comparison.middle(sought.evidence.givens, held.givens)
        sex = Comparison.plain(sought.evidence.sex, held.sex)
        number = Comparison.plain(sought.evidence.number, held.number)
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
    private static func family(_ asked: Evidence, _ held: Evidence) -> FamilyLevel {
        guard asked.hasFamily, held.hasFamily else { return .missing }
        if asked.families.any(held.families, Names.areSpeltAlike) { return .exact }
        if everAny(asked, held, Names.areSpeltAlike) { return .previous }
        if everAny(asked, held, Names.sharePart) { return .part }
        return everAny(asked, held, Names.areNear) ? .near : .differ
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

    fileprivate static func areNear(_ left: Names, _ one: Range<Int>, _ right: Names, _ other: Range<Int>) -> Bool {
        TextDistance.isNear(
            left.octets.span.extracting(left.joined(one)), right.octets.span.extracting(right.joined(other)))
    }
}
