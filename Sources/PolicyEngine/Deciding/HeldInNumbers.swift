import WireProtocol

/// Whether a condition holds, when a fact may be missing.
enum Truth {
    case no, unknown, yes
}

/// The facts of the person found in the numbers of one set: made once a person and moved from row to row, so that a mark
/// costs no more looking up than none.
package struct HeldInNumbers: Sendable {
    let compiled: CompiledSet
    let day: CalendarDay
    private(set) var marks: Bits
    private var marksAreKnown: Bool
    let age: Int?
    private(set) var involvement: InvolvementBits = []
    private(set) var endedMonthsAgo: Int?

    init(_ facts: RecordFacts, _ compiled: CompiledSet) {
        self.compiled = compiled
        day = facts.day
        marks = compiled.index.marks.bits(facts.marks ?? [])
        marksAreKnown = facts.marks.map { $0.allSatisfy { compiled.index.marks[$0] != nil } } ?? false
        age = facts.age
        involvement = facts.involvement.map { InvolvementBits($0) } ?? []
        endedMonthsAgo = involvement == .current ? 0 : facts.endedMonthsAgo
    }

    /// The same person with one involvement; `endedMonthsAgo` in whole months, `nil` where unknown, and 0 of a current one.
    /// Where the marks of its source are not known, none counts as known.
    package func with(isCurrent: Bool, endedMonthsAgo: Int?, marksKnown: Bool) -> HeldInNumbers {
        var row = self
        row.involvement = isCurrent ? .current : .historic
        row.endedMonthsAgo = isCurrent ? 0 : endedMonthsAgo
        row.marksAreKnown = marksAreKnown && marksKnown
        row.marks = marksKnown ? marks : 0
        return row
    }

    /// Whether one of the marks is carried.
    func isMarked(_ wanted: Bits) -> Truth { marks & wanted != 0 ? .yes : marksAreKnown ? .no : .unknown }
}

/// `current` and `historic`; a fact in words nobody knows is none of them, and counts as missing.
struct InvolvementBits: OptionSet, Sendable {
    let rawValue: UInt8
    static let current = InvolvementBits(rawValue: 1)
    static let historic = InvolvementBits(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ word: Code) { self = word == "current" ? .current : word == "historic" ? .historic : [] }
}

/// Facts whose absence mattered.
struct MissingFacts: OptionSet, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }
    init(_ fact: RecordFact) { rawValue = 1 << UInt8(RecordFact.allCases.firstIndex(of: fact) ?? 0) }

    static let marks = MissingFacts(.marks)
    static let age = MissingFacts(.age)
    static let involvement = MissingFacts(.involvement)
    static let endedMonthsAgo = MissingFacts(.endedMonthsAgo)

    /// As words of the decision record, in the order in which missing ones are listed.
    var codes: [Code] { isEmpty ? [] : RecordFact.allCases.filter { contains(MissingFacts($0)) }.map(\.code) }
}

/// A condition on the record, in numbers.
struct RecordBits: Sendable {
    let age: WholeRange?
    private let involvement: InvolvementBits?
    let endedMonthsAgo: WholeRange?

    init(_ condition: RecordCondition) {
        age = condition.age
        involvement = condition.involvement?.reduce(into: []) { $0.formUnion(InvolvementBits($1)) }
        endedMonthsAgo = condition.endedMonthsAgo
    }

    func judge(_ facts: HeldInNumbers, into all: inout Conjunction) {
        if let age { all.add(.age, age.holds(facts.age)) }
        if let involvement {
            let said = facts.involvement
            all.add(.involvement, said.isEmpty ? .unknown : involvement.isSuperset(of: said) ? .yes : .no)
        }
        if let endedMonthsAgo { all.add(.endedMonthsAgo, endedMonthsAgo.holds(facts.endedMonthsAgo)) }
    }
}

extension WholeRange {
    func holds(_ number: Int?) -> Truth {
        guard let number else { return .unknown }
        return contains(number) ? .yes : .no
    }
}

/// Joins conditions: one that fails decides, then one that is unknown.
struct Conjunction {
    private(set) var truth = Truth.yes
    private(set) var missing: MissingFacts = []

    mutating func add(_ fact: MissingFacts, _ other: Truth) {
        switch other {
        case .no: truth = .no
        case .unknown where truth != .no:
            truth = .unknown
            missing.formUnion(fact)
        case .unknown, .yes: break
        }
    }
}
