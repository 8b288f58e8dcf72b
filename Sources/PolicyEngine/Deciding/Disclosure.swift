package import WireProtocol

/// What is disclosed of one category once the person's facts are known. The level `none` is `nothing-to-show`.
///
/// Everything but `level` and `fields` is for our own staff and the audit trail. Words are made when they are asked for.
package struct Disclosure: Sendable, Equatable {
    private let permit: Permit
    private let fieldBits: Bits
    private let marks: Bits
    package let grounds: Grounds

    fileprivate init(_ permit: Permit, fieldBits: Bits, marks: Bits, _ grounds: Grounds) {
        self.permit = permit
        self.fieldBits = fieldBits
        self.marks = marks
        self.grounds = grounds
    }

    /// By what it says: two sets of the same policies may number their words differently.
    package static func == (left: Disclosure, right: Disclosure) -> Bool {
        (left.level, left.fields, left.by) == (right.level, right.fields, right.by)
            && (left.missing, left.handOffMinutes, left.reasonsKept)
                == (right.missing, right.handOffMinutes, right.reasonsKept)
    }

    package var isNothing: Bool { fieldBits == 0 }
    package var level: Code { permit.compiled.level(of: fieldBits, category: permit.categoryIndex) }
    package var fields: Set<Code> { Set(permit.compiled.index.fields.words(in: fieldBits)) }
    /// The rules that decided: the prohibitions if any held, otherwise the shares that fitted.
    package var by: [Code] { permit.rules(of: grounds) }
    /// The facts whose absence made a prohibition hold or a share fail.
    package var missing: [Code] { permit.missing(of: grounds) }
    /// Minutes within which the duty desk acts, when a known mark calls for a person.
    package var handOffMinutes: Int? { permit.handOffMinutes(of: grounds) }

    /// Of the vocabulary's `reasons kept`; empty when something is shown.
    package var reasonsKept: [Code] {
        guard isNothing else { return [] }
        let holding = grounds.holding.kept(of: permit.prohibitions)
        guard !holding.isEmpty else { return ["not-covered-by-record"] }
        var reasons: Set<Code> = []
        for rule in holding {
            guard rule.marks != 0 else {
                reasons.insert("not-covered-by-record")
                continue
            }
            let isOfRows = rule.marks & ~permit.compiled.marksOfRows == 0
            reasons.insert(isOfRows ? "row-left-out" : "marked")
            if marks & rule.marks & permit.compiled.marksOfCourts != 0 { reasons.insert("court-order") }
        }
        return permit.compiled.vocabulary.reasonsKept.filter(reasons.contains)
    }
}

extension PolicySet {
    /// The facts of a person in numbers, for every permit of this set.
    package func held(_ facts: RecordFacts) -> HeldInNumbers { HeldInNumbers(facts, compiled) }
}

extension Permit {
    /// Narrows the permit with the facts of the person found; the second half of the decision.
    package func narrow(_ facts: RecordFacts) -> Disclosure { narrow(HeldInNumbers(facts, compiled)) }

    /// The same with facts in numbers, which must be of the set that gave the permit: of any other nothing is told.
    package func narrow(_ facts: HeldInNumbers) -> Disclosure {
        var grounds = Grounds()
        for place in prohibitions.indices {
            let rule = prohibitions[place]
            let found = judge(rule, facts)
            guard found.truth != .no, found.truth == .yes || !Mutant.missingFactShares.isOn else { continue }
            grounds.holding.insert(place)
            grounds.missing.formUnion(found.missing)
            let isKnown = rule.marks == 0 ? found.truth == .yes : facts.isMarked(rule.marks) == .yes
            grounds.handsOff = grounds.handsOff || (rule.handsOff && isKnown)
        }
        let told = grounds.holding.isEmpty && facts.day == day && facts.compiled === compiled
        var bits: Bits = 0
        for place in shares.indices {
            let share = shares[place]
            let found = judge(share, facts)
            if found.truth == .unknown { grounds.missing.formUnion(found.missing) }
            guard told, found.truth == .yes else { continue }
            grounds.fitting.insert(place)
            bits |= share.fields[categoryIndex]
        }
        return Disclosure(self, fieldBits: bits & ceiling, marks: facts.marks, grounds)
    }

    private func judge(_ rule: CompiledProhibition, _ facts: HeldInNumbers) -> Conjunction {
        var conjunction = Conjunction()
        if rule.marks != 0 { conjunction.add(.marks, facts.isMarked(rule.marks)) }
        rule.record.judge(facts, into: &conjunction)
        return conjunction
    }

    /// A category's own ages bind every share of it.
    private func judge(_ share: CompiledShare, _ facts: HeldInNumbers) -> Conjunction {
        var conjunction = Conjunction()
        conjunction.add(.age, compiled.ages[categoryIndex].holds(facts.age))
        share.record.judge(facts, into: &conjunction)
        return conjunction
    }
}
