import PersonMatching
import WireProtocol

/// One person as one source holds them, read back from the index to work out who is who.
struct HeldRecord: Sendable {
    /// An address, as far as it tells who lives together.
    struct Home: Sendable {
        let line: String?
        let postcode: String?
        let uprn: String?
        let authority: AuthorityID?
        let isCurrent: Bool

        /// Under which names a household is known: the property, and the line with its postcode.
        var households: [String] {
            let byLine = line.flatMap { line in postcode.map { "line|\($0)|\(line)" } }
            return [uprn.map { "uprn|\($0)" }, byLine].compactMap { $0 }
        }
    }

    /// A mark in force.
    struct Mark: Sendable {
        let word: Code
        let involvementID: String?
    }

    let id: Int64
    let source: Int64
    let marksAreKnown: Bool
    var person: HeldPerson
    var homes: [Home] = []
    var marks: [Mark] = []
}

/// One person of the index: records of one or more sources, and every mark that reaches them.
struct IndexedPerson: Sendable {
    let records: [HeldRecord]
    /// Marks of their own and of whoever lives with them; of marks on one involvement none.
    var marks: Set<Code>

    /// The marks as far as they are known: `nil` where no source of this person sends any and none reached them.
    var knownMarks: Set<Code>? { marks.isEmpty && !records.contains(where: \.marksAreKnown) ? nil : marks }
    /// Where they live now, by every name of the place.
    var households: Set<String> { Set(records.flatMap(\.homes).filter(\.isCurrent).flatMap(\.households)) }

    init(_ records: [HeldRecord], rules: MarkRules) {
        self.records = records
        marks = Set(records.flatMap(\.marks).map(\.word).filter { !rules.leavingRowsOut.contains($0) })
    }

    /// What is compared with a question.
    func record(_ rules: MarkRules) -> PersonRecord {
        let isProtected = !marks.isDisjoint(with: rules.currentIdentityOnly)
        let restricted = marks.contains(where: rules.hides)
        guard isProtected else { return PersonRecord(records.map(\.person), isRestricted: restricted) }
        let current = records.filter { record in
            record.marks.contains { rules.currentIdentityOnly.contains($0.word) }
        }
        return PersonRecord(
            (current.isEmpty ? records : current).map(\.person), isRestricted: restricted, currentIdentityOnly: true)
    }

    /// Local ids of this record's involvements that a mark leaves out; `nil` stands for all of them.
    static func rowsLeftOut(_ record: HeldRecord, _ rules: MarkRules) -> [String?] {
        record.marks.filter { rules.leavingRowsOut.contains($0.word) }.map(\.involvementID)
    }
}

/// Gives everybody the marks of whoever lives with them now. One step: no further from one household to the next.
func spreadMarks(_ people: [IndexedPerson], _ rules: MarkRules) -> [IndexedPerson] {
    var byHousehold: [String: Set<Code>] = [:]
    for person in people {
        let spreading = person.marks.filter(rules.hides)
        guard !spreading.isEmpty else { continue }
        for household in person.households { byHousehold[household, default: []].formUnion(spreading) }
    }
    return people.map { person in
        var person = person
        for household in person.households { person.marks.formUnion(byHousehold[household] ?? []) }
        return person
    }
}
