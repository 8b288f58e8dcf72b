import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

extension TestExtract {
    /// Gives every person the optional columns; `numbers` and `pupilNumbers` say what stands there, by id.
    fileprivate mutating func supersede(_ numbers: [String: String], pupilNumbers: [String: String] = [:]) {
        headers["person.csv"] = ExtractFile.person.columns + ExtractFile.person.optionalColumns
        tables["person.csv"] = tables["person.csv"]?.map { row in
            row + [numbers[row[0]] ?? "", pupilNumbers[row[0]] ?? ""]
        }
    }
}

@Suite("superseded numbers")
struct SupersededNumberTests {
    /// A school that knows the new number and, with `superseded`, that it took the place of another.
    private func school(superseded: String = number(0)) -> TestExtract {
        var extract = TestExtract()
        extract.add("s1", "Catherine", "Hartley", born: "1984-05-12", number: number(1))
        extract.supersede(["s1": superseded])
        return extract
    }

    /// Housing that still has the old number, and another surname and place.
    private var housing: TestExtract {
        var extract = TestExtract(source: "testham-housing", categories: ["housing"])
        extract.add("h1", "Kate", "Quill", born: "1984-05-12", number: number(0), postcode: "LS99 9ZZ")
        return extract
    }

    private func asked(_ given: String, _ family: String, _ asked: Int) -> PersonDescription {
        CaseIndexTests.asked(given, family, born: "1984-05-12", postcode: nil, number: number(asked))
    }

    @Test("a question with the number of before finds the person, one with a third number does not")
    func byOldNumber() throws {
        let test = try TestIndex()
        try test.load(school())
        #expect(try test.outcome(asked("Catherine", "Hartley", 0)).isMatch)
        #expect(try test.outcome(asked("Catherine", "Hartley", 1)).isMatch)
        #expect(try test.outcome(asked("Catherine", "Hartley", 2)).isMatch == false)
        try test.load(school(superseded: ""))
        #expect(try test.outcome(asked("Catherine", "Hartley", 0)).isMatch == false)
    }

    @Test("a source with the old number and one with the new know one person, in whichever order", arguments: [0, 1])
    func joins(order: Int) throws {
        let test = try TestIndex()
        for extract in order == 0 ? [school(), housing] : [housing, school()] { try test.load(extract) }
        for question in [asked("Catherine", "Quill", 0), asked("Kate", "Hartley", 1)] {
            #expect(try test.involvements(question, "school").count == 1)
            #expect(try test.involvements(question, "housing").count == 1)
        }
        try test.load(school(superseded: ""))
        #expect(try test.involvements(asked("Kate", "Quill", 0), "school").isEmpty)
    }

    @Test("pupil numbers of before join two schools' records")
    func pupilNumbers() throws {
        func schools(_ former: String) throws -> Int {
            let test = try TestIndex()
            var (old, new) = (TestExtract(source: "testham-old-school"), TestExtract())
            old.add("o1", "Ivy", "Hart", postcode: "LS99 9ZZ", upn: "B801200005001")
            new.add("n1", "Ivy", "Hart", postcode: "SK99 1AA", upn: "P207000016049")
            new.supersede([:], pupilNumbers: ["n1": former])
            try test.load(old)
            try test.load(new)
            return try test.involvements(CaseIndexTests.asked("Ivy", "Hart")).count
        }
        #expect(try schools("B801200005001") == 2)
        #expect(try schools("") == 1)
    }

    @Test("what cannot be a number is left out and reported, the others of the cell are kept")
    func unreadable() throws {
        let test = try TestIndex()
        let report = try test.load(school(superseded: "999 000 0000; \(number(0));"))
        let fault = try #require(report.faults.first)
        #expect(fault.column == "superseded_nhs_numbers" && fault.row == 2 && fault.effect == .cellLeftOut)
        #expect(!fault.reason.contains("999"))
        #expect(try test.outcome(asked("Catherine", "Hartley", 0)).isMatch)
    }

    @Test("an optional column may be missing, and may not stand twice")
    func columns() throws {
        var extract = school()
        extract.headers["person.csv"] = ExtractFile.person.columns + ["former_upns", "former_upns"]
        let refusal = try #require(try TestIndex().refusal(extract))
        #expect("\(refusal)".contains("person.csv:1:former_upns: stands twice"))
    }

    @Test(
        "whoever has another identity than before is not found by the number of before",
        arguments: ["adoption", "witness-protection", "protected-gender-history"])
    func severed(mark: String) throws {
        func joined(_ marks: [String]) throws -> Bool {
            let test = try TestIndex()
            try test.load(housing)
            var new = school()
            for mark in marks { new.mark("s1", mark) }
            try test.load(new)
            return try test.index.read { snapshot in
                let found = try snapshot.find(asked("Kate", "Quill", 0))
                return try !snapshot.involvements(of: found.key, category: "school").isEmpty
            }
        }
        #expect(try joined([]))
        #expect(try joined([mark]) == false)
    }

    @Test("a third record with the new number does not lead from the old identity to the new one")
    func severedByNumber() throws {
        func joined(_ marks: [String]) throws -> Bool {
            let test = try TestIndex()
            try test.load(housing)
            var new = TestExtract()
            new.add("s1", "Catherine", "Hartley", born: "1984-05-12", number: number(1))
            for mark in marks { new.mark("s1", mark) }
            try test.load(new)
            var third = TestExtract(source: "testham-camhs", categories: ["camhs"])
            third.add("c1", "Catherine", "Hartley", born: "1984-05-12", number: number(1), previous: "Quill")
            third.supersede(["c1": number(0)])
            try test.load(third)
            return try test.index.read { snapshot in
                let found = try snapshot.find(asked("Kate", "Quill", 0))
                return try !snapshot.involvements(of: found.key, category: "school").isEmpty
                    || !snapshot.involvements(of: found.key, category: "camhs").isEmpty
            }
        }
        #expect(try joined([]))
        #expect(try joined(["adoption"]) == false)
    }

    @Test("what hides a record hides every record with its number, though names keep them apart")
    func marksFollowNumbers() throws {
        func marks(_ given: String, _ numbered: Int) throws -> Set<Code>? {
            let test = try TestIndex()
            var old = TestExtract(source: "testham-housing", categories: ["housing"])
            old.add("h1", given, "Hartley", number: number(numbered), postcode: "LS99 9ZZ")
            var new = TestExtract()
            new.add("s1", "Amelia", "Hartley", number: number(0))
            new.mark("s1", "refuge-or-confidential-address")
            try test.load(old)
            try test.load(new)
            return try test.index.read { snapshot in
                let found = try snapshot.find(CaseIndexTests.asked(given, "Hartley", postcode: "LS99 9ZZ"))
                return try Set(found.candidates.flatMap { try snapshot.facts(of: $0).marks ?? [] })
            }
        }
        #expect(try marks("Noah", 0)?.contains("refuge-or-confidential-address") == true)
        #expect(try marks("Noah", 1)?.contains("refuge-or-confidential-address") == false)
    }
}
