import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("one person from several sources")
struct JoiningTests {
    private func school(_ fill: (inout TestExtract) -> Void) -> TestExtract {
        var extract = TestExtract()
        fill(&extract)
        return extract
    }

    private func housing(_ fill: (inout TestExtract) -> Void) -> TestExtract {
        var extract = TestExtract(source: "testham-housing", categories: ["housing"])
        fill(&extract)
        return extract
    }

    private func sources(_ test: TestIndex, _ description: PersonDescription) throws -> [String] {
        try test.index.read { snapshot in
            let result = try snapshot.find(description)
            guard result.outcome.isMatch else { return ["\(result.outcome)"] }
            return try ["school", "housing"].flatMap { category in
                try snapshot.involvements(of: result.key, category: category).map(\.source.text)
            }
        }
    }

    @Test("records with one number and birthday are one person, whatever the surname and place")
    func byNumber() throws {
        let test = try TestIndex()
        try test.load(school { $0.add("s1", "Catherine", "Hartley", born: "1984-05-12", number: number(0)) })
        try test.load(
            housing {
                $0.add("h9", "Kate", "Quill", born: "1984-05-12", number: number(0), postcode: "LS99 9ZZ")
            })
        #expect(
            try sources(test, asked("Catherine", "Quill", born: "1984-05-12", number: number(0)))
                == ["testham-schools", "testham-housing"])
        #expect(
            try sources(test, asked("Kate", "Hartley", born: "1984-05-12", postcode: "LS99 9ZZ"))
                == ["testham-schools", "testham-housing"])
    }

    @Test("without a number the whole cross-check joins them, in whichever order they are loaded", arguments: [0, 1])
    func byCrossCheck(order: Int) throws {
        let test = try TestIndex()
        let extracts = [
            school { $0.add("s1", "Jon", "Hartley", number: number(0)) }, housing { $0.add("h1", "Jon", "Hartley") },
        ]
        for extract in order == 0 ? extracts : extracts.reversed() { try test.load(extract) }
        #expect(
            try sources(test, asked("Jon", "Hartley", postcode: nil, number: number(0)))
                == ["testham-schools", "testham-housing"])
    }

    @Test("a record that fits two people with different numbers belongs to neither")
    func conflict() throws {
        let test = try TestIndex()
        try test.load(school { $0.add("s1", "Jon", "Hartley", number: number(0)) })
        try test.load(
            housing {
                $0.add("h1", "Jon", "Hartley", number: number(1))
            })
        var third = TestExtract(source: "testham-camhs", categories: ["camhs"])
        third.add("c1", "Jon", "Hartley")
        try test.load(third)
        #expect(try sources(test, asked("Jon", "Hartley", postcode: nil, number: number(0))) == ["testham-schools"])
        #expect(try sources(test, asked("Jon", "Hartley", postcode: nil, number: number(1))) == ["testham-housing"])
        #expect(try test.outcome(asked("Jon", "Hartley")) == .needMore)
    }

    @Test("twins whose names meet in a third record stay apart")
    func chain() throws {
        let test = try TestIndex()
        try test.load(
            school {
                $0.add("s1", "Samuel", "Hartley", born: "1984-05-12")
                $0.add("s2", "Samantha", "Hartley", born: "1984-05-12")
            })
        try test.load(housing { $0.add("h1", "Sam", "Hartley", born: "1984-05-12") })
        #expect(try test.outcome(asked("Sam", "Hartley", born: "1984-05-12")) == .needMore)
        #expect(try test.outcome(asked("Samuel", "Hartley", born: "1984-05-12")) == .needMore)
    }

    @Test("a number written to the wrong twin joins nobody and confirms nobody")
    func wrongTwin() throws {
        let test = try TestIndex()
        try test.load(school { $0.add("s1", "Amelia", "Hartley", number: number(0)) })
        try test.load(housing { $0.add("h1", "Noah", "Hartley", number: number(0)) })
        #expect(try test.outcome(asked("Amelia", "Hartley", number: number(0))) == .needMore)
        #expect(try test.outcome(asked("Noah", "Hartley")).isMatch)
    }

    @Test("two records of one source are two people unless a number joins them")
    func sameSource() throws {
        let test = try TestIndex()
        try test.load(
            school {
                $0.add("s1", "Jon", "Hartley")
                $0.add("s2", "Jon", "Hartley")
                $0.add("s3", "Ada", "Quill", number: number(3))
                $0.add("s4", "Ada", "Quill", number: number(3), postcode: "LS99 9ZZ")
            })
        #expect(try test.outcome(asked("Jon", "Hartley")) == .needMore)
        #expect(try test.involvements(asked("Ada", "Quill")).count == 2)
    }

    @Test("a likeness alone ties nobody who has another identity to an old record; the same number does")
    func severed() {
        func records(_ number: String?) -> RecordTable {
            var person = HeldPerson(family: "Hartley")
            person.given = "Jon"
            person.dateOfBirth = CalendarDay("2012-05-12")
            person.postcodes = ["SK99 1AA"]
            person.nhsNumber = number
            return table([(person, 0), (person, 1)])
        }
        let matcher = Matcher(on: CalendarDay(daysSinceEpoch: 20_777))
        func first(_ number: String?, _ severed: Set<Int>) -> [Int32] {
            PersonJoining(records: records(number), severed: severed, matcher: matcher).people()
        }
        #expect(first(nil, []) == [0, 0])
        #expect(first(nil, [1]) == [0, 1] && first(nil, [0]) == [0, 1])
        #expect(first(number(0), [1]) == [0, 0])
    }

    private func table(_ people: [(person: HeldPerson, source: Int16)]) -> RecordTable {
        var records = RecordTable()
        for (place, one) in people.enumerated() {
            let record = PersonRecord([one.person], isRestricted: false)
            records.ids.append(Int64(place))
            records.sources.append(one.source)
            records.numbers.append(one.person.nhsNumber.flatMap { Int64($0) } ?? 0)
            records.cards.append(record.card)
            records.keys += BlockKeys.of(record).map { FiledKey(key: $0, owner: Int32(place)) }
        }
        records.keys.sort()
        return records
    }

    @Test("people are the same whatever the order in which records stand")
    func deterministic() {
        let people = (0..<30).map { n -> HeldPerson in
            var person = HeldPerson(family: ["Hartley", "Quill"][n % 2])
            person.given = ["Sam", "Samuel", "Ada"][n % 3]
            person.dateOfBirth = CalendarDay(year: 1984, month: 5, day: 1 + n % 2)
            person.postcodes = ["SK99 1AA"]
            person.nhsNumber = n % 5 == 0 ? number(n % 4) : nil
            return person
        }
        let matcher = Matcher(on: CalendarDay(daysSinceEpoch: 20_777))
        func groups(_ order: [Int]) -> Set<Set<Int>> {
            let records = table(order.map { (people[$0], Int16($0 % 7)) })
            let first = PersonJoining(records: records, matcher: matcher).people()
            return Set(Dictionary(grouping: order.indices, by: { first[$0] }).values.map { Set($0.map { order[$0] }) })
        }
        let expected = groups(Array(people.indices))
        #expect(expected.count < 30 && expected.contains { $0.count > 1 })
        var chance = Chance(seed: 3)
        for _ in 0..<20 {
            var order = Array(people.indices)
            for index in order.indices { order.swapAt(index, chance.below(order.count)) }
            #expect(groups(order) == expected)
        }
    }
}

@Suite("marks")
struct MarkTests {
    private let jon = asked("Jon", "Hartley")
    private let ada = asked("Ada", "Hartley", born: "1986-02-03")

    private func household(_ fill: (inout TestExtract) -> Void) -> TestExtract {
        var extract = TestExtract()
        extract.add("p1", "Jon", "Hartley", number: number(0), line: "1, Testing Row")
        extract.add("p2", "Ada", "Hartley", born: "1986-02-03", line: "1 testing row")
        extract.add("p3", "Ivy", "Thorn", born: "1970-03-04", line: "2 Testing Row")
        fill(&extract)
        return extract
    }

    // clause: FCP-RES-4+ FCP-RES-4-
    @Test("a mark hides the person in every source and everybody who lives with them, and no neighbour")
    func spreads() throws {
        let test = try TestIndex()
        try test.load(household { $0.mark("p2", "refuge-or-confidential-address") })
        var housing = TestExtract(source: "testham-housing", categories: ["housing"])
        housing.add("h1", "Jon", "Hartley", number: number(0), postcode: "SK99 9ZZ")
        try test.load(housing)
        #expect(try test.outcome(ada) == .restricted)
        #expect(try test.outcome(jon) == .restricted)
        #expect(try test.outcome(asked("Jon", "Hartley", postcode: "SK99 9ZZ")) == .restricted)
        #expect(try test.outcome(asked("Ivy", "Thorn", born: "1970-03-04")).isMatch)
        let marks = try test.index.read { snapshot in
            try snapshot.find(jon).candidates.map { try snapshot.facts(of: $0).marks }
        }
        #expect(marks == [["refuge-or-confidential-address"]])
    }

    // clause: FCP-RES-4+
    @Test("a household is known by its property number, across sources")
    func property() throws {
        let test = try TestIndex()
        var school = TestExtract()
        school.add("p1", "Jon", "Hartley", line: "Flat A", uprn: "999900000001")
        school.mark("p1", "marac")
        var housing = TestExtract(source: "testham-housing", categories: ["housing"])
        housing.add("h1", "Ada", "Quill", born: "1986-02-03", postcode: "LS99 1AA", line: "1 Row", uprn: "999900000001")
        housing.add("h2", "Ivy", "Moor", born: "1986-02-03", uprn: "999900000001", until: "2024-01-01")
        try test.load(school)
        try test.load(housing)
        #expect(try test.outcome(asked("Ada", "Quill", born: "1986-02-03", postcode: "LS99 1AA")) == .restricted)
        #expect(try test.outcome(asked("Ivy", "Moor", born: "1986-02-03")).isMatch, "she moved away")
    }

    // clause: FCP-RES-5-
    @Test("a mark nobody has heard of hides, too")
    func unheard() throws {
        let test = try TestIndex()
        try test.load(household { $0.mark("p1", "some-new-mark") })
        #expect(try test.outcome(jon) == .restricted)
    }

    @Test("a mark that has ended hides nobody; on its last day it still does")
    func ended() throws {
        let test = try TestIndex()
        try test.load(household { $0.mark("p1", "marac", until: "2026-11-19") })
        #expect(try test.facts(jon)?.marks == [])
        try test.load(household { $0.mark("p1", "marac", until: "2026-11-20") }, limits: LoadLimits(dropPercent: 100))
        #expect(try test.outcome(jon) == .restricted)
    }

    // clause: FCP-RES-16+ FCP-RES-16-
    @Test("a mark on one involvement leaves that one out, and spreads to nobody")
    func rowLeftOut() throws {
        let test = try TestIndex()
        try test.load(
            household { extract in
                extract.tables["involvement.csv"]?.append(
                    ["inv-x", "p1", "school", "current", "2022-01-01", "", "", ""])
                extract.mark("p1", "protected-referrer", involvement: "inv-x")
            })
        let facts = try #require(try test.facts(jon))
        #expect(facts.marks == [] && facts.rowsLeftOut == ["inv-x"])
        #expect(try test.involvements(jon).map(\.leftOut) == [false, true])
        #expect(try test.facts(ada)?.marks == [])
    }

    @Test("such a mark without an involvement leaves out all of them")
    func everyRowLeftOut() throws {
        let test = try TestIndex()
        try test.load(household { $0.mark("p1", "third-party-information") })
        #expect(try test.involvements(jon).allSatisfy(\.leftOut))
        #expect(try test.facts(jon)?.rowsLeftOut == ["inv-p1"])
    }

    // clause: FCP-RES-11+
    @Test("a protected history is matched on the current name only, and does not spread")
    func protectedHistory() throws {
        let test = try TestIndex()
        try test.load(
            household { extract in
                extract.add(
                    "p4", "Alex", "Moor", born: "1990-06-07", number: number(5), line: "1 testing row",
                    previous: "Hartley")
                extract.mark("p4", "protected-gender-history")
            })
        #expect(try test.facts(asked("Alex", "Moor", born: "1990-06-07"))?.marks == ["protected-gender-history"])
        #expect(try !test.outcome(asked("Alex", "Hartley", born: "1990-06-07")).isMatch)
        #expect(try test.facts(jon)?.marks == [])
    }

    // clause: FCP-RES-5+
    @Test("a person known to a source with marks and one without has known marks; the other's rows stay unknown")
    func mixed() throws {
        let test = try TestIndex()
        try test.load(household { _ in })
        var housing = TestExtract(source: "testham-housing", categories: ["housing"], hasMarks: false)
        housing.add("h1", "Jon", "Hartley", number: number(0))
        try test.load(housing)
        #expect(try test.facts(jon)?.marks == [])
        #expect(try test.involvements(jon, "school").map(\.marksKnown) == [true])
        #expect(try test.involvements(jon, "housing").map(\.marksKnown) == [false])
    }

    @Test("the authorities of somebody's addresses are known, those of a hidden person are not")
    func authorities() throws {
        let test = try TestIndex()
        let extract = household { extract in
            extract.tables["address.csv"]?.append(
                ["p3", "9 Old Row", "", "LS99 2BB", "", "E08000035", "2010-01-01", "2014-12-31"])
            extract.tables["address.csv"]?.append(
                ["p1", "9 Old Row", "", "LS99 2BB", "", "E08000035", "2010-01-01", "2014-12-31"])
            extract.mark("p1", "adoption")
        }
        try test.load(extract)
        func authorities(_ description: PersonDescription) throws -> [[String]] {
            try test.index.read { snapshot in
                try snapshot.find(description).candidates.map {
                    try snapshot.previousAuthorities(of: $0).map(\.code).sorted()
                }
            }
        }
        #expect(try authorities(asked("Ivy", "Thorn", born: "1970-03-04")) == [["E08000007", "E08000035"]])
        #expect(try authorities(jon) == [[]])
    }
}
