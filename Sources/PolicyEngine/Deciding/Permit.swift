package import WireProtocol

/// Leave to disclose at most some fields of one category about one person, with conditions still open.
///
/// Only ``PolicySet/decide(_:)`` makes one.
package struct Permit: Sendable, Equatable {
    package let category: Code
    /// The combined obligations; the same whether anything is found or not.
    package let obligations: Obligations
    /// The only day on which it may be used.
    package let day: CalendarDay
    /// Minutes within which the duty desk acts, should a mark call for a person.
    package let handOffMinutes: Int?
    let fieldBits: Bits
    let categoryIndex: Int
    let ceiling: Bits
    let shares: [CompiledShare]
    let prohibitions: [CompiledProhibition]
    let compiled: CompiledSet

    init(
        _ compiled: CompiledSet, _ category: Code, _ day: CalendarDay, _ handOffMinutes: Int?,
        _ resolved: ResolvedQuestion, _ shares: [CompiledShare], _ open: [CompiledProhibition]
    ) {
        self.compiled = compiled
        self.shares = shares
        self.category = category
        self.day = day
        self.handOffMinutes = handOffMinutes
        prohibitions = open
        categoryIndex = resolved.category
        let steps = shares.reduce(ObligationScale.Steps()) { $0.joined($1.steps) }
        obligations = compiled.vocabulary.obligations.obligations(at: steps)
        ceiling = compiled.index.ownFields[resolved.category]
            .prefix(Mutant.upToIgnored.isOn ? .max : resolved.upTo).reduce(0, |)
        fieldBits = shares.reduce(0) { $0 | $1.fields[resolved.category] } & ceiling
    }

    package static func == (left: Permit, right: Permit) -> Bool {
        (left.category, left.obligations, left.grantedBy, left.day, left.fields)
            == (right.category, right.obligations, right.grantedBy, right.day, right.fields)
            && left.prohibitions.map(\.id) == right.prohibitions.map(\.id)
    }

    /// The shares that fit the question, in the order of the files.
    package var grantedBy: [Code] { shares.map(\.id) }

    /// The highest level that could be disclosed.
    package var level: Code { compiled.level(of: fieldBits, category: categoryIndex) }

    /// What could be disclosed at most.
    package var fields: Set<Code> { Set(compiled.index.fields.words(in: fieldBits)) }
}

extension CompiledSet {
    /// The highest level that has one of its own fields here; `none` without any.
    func level(of fields: Bits, category: Int) -> Code {
        let own = index.ownFields[category]
        return VocabularyFile.levels[(own.lastIndex { $0 & fields != 0 } ?? -1) + 1]
    }
}
