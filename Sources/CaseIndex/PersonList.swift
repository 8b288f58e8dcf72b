import WireProtocol

/// Who is which record, and which records are whom. People count from 1.
struct PersonList {
    /// Of each record, its person.
    private(set) var person: [Int32] = []
    /// Of each person, from 0 on: the first record.
    private(set) var first: [Int32] = []
    /// All records of the people who have more than one.
    private(set) var several: [Int32: [Int]] = [:]

    var count: Int { first.count }

    /// `first` names of each record the first one of its person.
    init(first start: [Int32]) {
        person = [Int32](repeating: 0, count: start.count)
        for (record, root) in start.enumerated() {
            if Int(root) == record {
                first.append(root)
                person[record] = Int32(first.count)
            } else {
                person[record] = person[Int(root)]
                several[person[record], default: [Int(root)]].append(record)
            }
        }
    }

    func records(of person: Int32) -> [Int] { several[person] ?? [Int(first[Int(person) - 1])] }
}

/// Every mark that reaches a person: their own from any source, those of whoever has their NHS number, and those of whoever
/// lives with them now.
struct PersonMarks {
    /// Marks by person, for those who have any.
    private(set) var all: [Int32: Set<Code>] = [:]
    /// Records that bear a mark by which only their own identity counts, by person.
    private(set) var severed: [Int32: [Int]] = [:]
    /// What marks leave out of each record: ids of involvements, `nil` for all.
    private(set) var leftOut: [Int64: [String?]] = [:]

    init(_ people: PersonList, _ records: RecordTable, _ marks: HeldMarks, _ homes: HeldHomes, _ rules: MarkRules) {
        var near = 0
        for (record, words) in marks.byRecord.sorted(by: { $0.key < $1.key }) {
            guard let place = records.place(of: record, near: &near) else { continue }
            let person = people.person[place]
            for mark in words {
                if rules.leavingRowsOut.contains(mark.word) {
                    leftOut[record, default: []].append(mark.involvementID)
                } else {
                    all[person, default: []].insert(mark.word)
                }
            }
        }
        for record in marks.severed(by: rules).sorted() {
            guard let place = records.place(of: record, near: &near) else { continue }
            severed[people.person[place], default: []].append(place)
        }
        followNumbers(people, records, rules)
        spread(people, records, homes, rules)
    }

    /// Records with one NHS number that contradict each other stay apart; what hides one of them hides the others too.
    private mutating func followNumbers(_ people: PersonList, _ records: RecordTable, _ rules: MarkRules) {
        var byNumber: [Int64: Set<Code>] = [:]
        for (person, words) in all {
            let hiding = words.filter(rules.hides)
            guard !hiding.isEmpty else { continue }
            for record in people.records(of: person) where records.numbers[record] != 0 {
                byNumber[records.numbers[record], default: []].formUnion(hiding)
            }
        }
        guard !byNumber.isEmpty else { return }
        for (record, number) in records.numbers.enumerated() where number != 0 {
            if let words = byNumber[number] { all[people.person[record], default: []].formUnion(words) }
        }
    }

    /// One step: no further from one household to the next.
    private mutating func spread(
        _ people: PersonList, _ records: RecordTable, _ homes: HeldHomes, _ rules: MarkRules
    ) {
        var byHousehold: [Int64: Set<Code>] = [:]
        for (person, words) in all {
            let spreading = words.filter(rules.hides)
            guard !spreading.isEmpty else { continue }
            for record in people.records(of: person) {
                for home in homes.of(records.ids[record]) where home.isCurrent {
                    for key in home.households { byHousehold[key, default: []].formUnion(spreading) }
                }
            }
        }
        guard !byHousehold.isEmpty, !Mutant.householdSpread.isOn else { return }
        var near = 0
        for home in homes.all where home.isCurrent {
            for key in home.households {
                guard let words = byHousehold[key], let place = records.place(of: home.record, near: &near) else {
                    continue
                }
                all[people.person[place], default: []].formUnion(words)
            }
        }
    }
}
