/// Questions and records that differ in no way a rule looks at, or in every way a rule may: for each dimension of words a
/// set, for each of numbers an interval. A box holds every combination of them.
struct Box: Hashable, Sendable {
    var requester: WordMask
    var category: WordMask
    var purpose: WordMask
    var marks: WordMask
    var role: WordMask
    var about: WordMask
    var team: WordMask
    var family: WordMask
    var harm: WordMask
    var manager: WordMask
    var urgency: WordMask
    var involvement: WordMask
    var field: WordMask
    var days: Span
    var ages: Span
    var months: Span

    func meets(_ other: Box) -> Bool {
        requester & other.requester != 0 && category & other.category != 0 && purpose & other.purpose != 0
            && marks & other.marks != 0 && role & other.role != 0 && about & other.about != 0
            && team & other.team != 0 && family & other.family != 0 && harm & other.harm != 0
            && manager & other.manager != 0 && urgency & other.urgency != 0
            && involvement & other.involvement != 0 && field & other.field != 0
            && days.low <= other.days.high && other.days.low <= days.high
            && ages.low <= other.ages.high && other.ages.low <= ages.high
            && months.low <= other.months.high && other.months.low <= months.high
    }

    /// In how many ways it reaches beyond another one that it meets: so many cuts free the rest of it.
    func cuts(by other: Box) -> Int {
        var cuts = 0
        if requester & ~other.requester != 0 { cuts += 1 }
        if category & ~other.category != 0 { cuts += 1 }
        if purpose & ~other.purpose != 0 { cuts += 1 }
        if marks & ~other.marks != 0 { cuts += 1 }
        if role & ~other.role != 0 { cuts += 1 }
        if about & ~other.about != 0 { cuts += 1 }
        if team & ~other.team != 0 { cuts += 1 }
        if family & ~other.family != 0 { cuts += 1 }
        if harm & ~other.harm != 0 { cuts += 1 }
        if manager & ~other.manager != 0 { cuts += 1 }
        if urgency & ~other.urgency != 0 { cuts += 1 }
        if involvement & ~other.involvement != 0 { cuts += 1 }
        if field & ~other.field != 0 { cuts += 1 }
        return cuts + days.cuts(by: other.days) + ages.cuts(by: other.ages) + months.cuts(by: other.months)
    }

    /// What both hold; `nil` if nothing.
    func intersection(_ other: Box) -> Box? {
        guard meets(other) else { return nil }
        var both = self
        for dimension in WordDimension.allCases { both[dimension] &= other[dimension] }
        for dimension in NumberDimension.allCases {
            both[dimension] = both[dimension].intersection(other[dimension])
        }
        return both
    }

    /// What it holds and another one does not, in boxes of which no two meet.
    func subtracting(_ other: Box) -> [Box] {
        guard meets(other) else { return [self] }
        var pieces: [Box] = []
        var rest = self
        for dimension in WordDimension.allCases where rest[dimension] & ~other[dimension] != 0 {
            var piece = rest
            piece[dimension] &= ~other[dimension]
            pieces.append(piece)
            rest[dimension] &= other[dimension]
        }
        for dimension in NumberDimension.allCases {
            for span in rest[dimension].subtracting(other[dimension]) {
                var piece = rest
                piece[dimension] = span
                pieces.append(piece)
            }
            rest[dimension] = rest[dimension].intersection(other[dimension])
        }
        return pieces
    }

    /// Becomes the smallest box around both.
    mutating func widen(_ other: Box) {
        requester |= other.requester
        category |= other.category
        purpose |= other.purpose
        marks |= other.marks
        role |= other.role
        about |= other.about
        team |= other.team
        family |= other.family
        harm |= other.harm
        manager |= other.manager
        urgency |= other.urgency
        involvement |= other.involvement
        field |= other.field
        days.widen(other.days)
        ages.widen(other.ages)
        months.widen(other.months)
    }

    /// A part that lies outside another one along one dimension, and the rest; `nil` if there is none.
    func parted(by other: Box) -> (outside: Box, rest: Box)? {
        for dimension in WordDimension.allCases where self[dimension] & ~other[dimension] != 0 {
            var (outside, rest) = (self, self)
            outside[dimension] &= ~other[dimension]
            rest[dimension] &= other[dimension]
            return (outside, rest)
        }
        for dimension in NumberDimension.allCases {
            guard let span = self[dimension].subtracting(other[dimension]).first else { continue }
            var (outside, rest) = (self, self)
            outside[dimension] = span
            rest[dimension] = self[dimension].subtracting(span)[0]
            return (outside, rest)
        }
        return nil
    }

    /// One box for both, where they are alike in all but one dimension and leave no gap in that one.
    func joined(_ other: Box) -> Box? {
        var joined = self
        var differences = 0
        for dimension in WordDimension.allCases where self[dimension] != other[dimension] {
            differences += 1
            joined[dimension] |= other[dimension]
        }
        for dimension in NumberDimension.allCases where self[dimension] != other[dimension] {
            let (first, second) = (self[dimension], other[dimension])
            guard first.low <= second.high + 1, second.low <= first.high + 1 else { return nil }
            differences += 1
            joined[dimension].widen(second)
        }
        return differences <= 1 ? joined : nil
    }
}

extension Box {
    subscript(dimension: WordDimension) -> WordMask {
        get {
            switch dimension {
            case .requester: requester
            case .category: category
            case .purpose: purpose
            case .marks: marks
            case .role: role
            case .about: about
            case .team: team
            case .family: family
            case .harm: harm
            case .manager: manager
            case .urgency: urgency
            case .involvement: involvement
            case .field: field
            }
        }
        set {
            switch dimension {
            case .requester: requester = newValue
            case .category: category = newValue
            case .purpose: purpose = newValue
            case .marks: marks = newValue
            case .role: role = newValue
            case .about: about = newValue
            case .team: team = newValue
            case .family: family = newValue
            case .harm: harm = newValue
            case .manager: manager = newValue
            case .urgency: urgency = newValue
            case .involvement: involvement = newValue
            case .field: field = newValue
            }
        }
    }

    subscript(dimension: NumberDimension) -> Span {
        get {
            switch dimension {
            case .days: days
            case .ages: ages
            case .months: months
            }
        }
        set {
            switch dimension {
            case .days: days = newValue
            case .ages: ages = newValue
            case .months: months = newValue
            }
        }
    }
}
