import Foundation
import PersonMatching
import Synchronization
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("what is taken of a row")
struct IntakeTests {
    @Test(
        "a word that stands for nothing is no value: the cell is missing and counted",
        arguments: [
            "null", "NULL", "(null)", "N/A", "#N/A", " n/a ", "none", "-", "01/01/1900", "1900-01-01",
            "\u{A0}null\u{A0}",
        ])
    func placeholders(word: String) throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.addContact()
        extract.add("p1", "Jon", "Hartley", middle: word, knownAs: word)
        extract.tables["person.csv"]?[0][1] = word
        extract.tables["contact.csv"]?[0][3] = word
        extract.add("p2", "Ada", word)
        let report = try test.load(extract)
        #expect(report.cellsLeftOut == 4, "\(report.text)")
        #expect(report.files[0].accepted == 1)
        #expect(try test.involvements(asked("Jon", "Hartley")).map(\.contact.phone) == [nil])
        #expect(report.faultCounts.contains { $0.column == "family_name" && $0.effect == .rowLeftOut })
    }

    @Test("a child who is not born yet is kept for their household and found by nobody")
    func unborn() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.add("u1", "Unborn", "Hartley", born: "2027-03-01", line: "1 Row")
        extract.add("p2", "Ada", "Hartley", born: "1986-02-03", line: "1 Row")
        extract.add("p3", "Baby", "Quill", born: "2026-11-18", line: "2 Row")
        extract.add("p4", "Late", "Quill", born: "2028-01-01")
        extract.mark("u1", "refuge-or-confidential-address")
        let report = try test.load(extract)
        #expect(report.marks == .known)
        #expect(report.quality?.unborn == 1)
        #expect(report.faults.map(\.description).filter { $0.contains("date_of_birth") }.count == 1)
        #expect(try test.outcome(asked("Ada", "Hartley", born: "1986-02-03")) == .restricted)
        #expect(try test.outcome(asked("Unborn", "Hartley", born: "2027-03-01")) == .noMatch)
        #expect(try test.outcome(asked("Ivy", "Quill", born: "2026-11-18")).isMatch == false)
        #expect(try test.outcome(asked("Baby", "Quill", born: "2026-11-18")).isMatch == false)
    }

    @Test("the staff directory fills what a source leaves empty, and changes nothing")
    func staff() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.addContact()
        extract.tables["contact.csv"]?[0][3] = ""
        extract.tables["contact.csv"]?[0][4] = "null"
        extract.add("p1", "Jon", "Hartley")
        let path = test.root + "/staff.csv"
        let header = "source,contact_id,name,role,phone,email,team_name,team_phone,team_email\n"
        try Data((header + ",c1,Other Name,,0161 496 0099,staff@testham.example,,,\nother-source,c1,,,1,,,,\n").utf8)
            .write(to: URL(fileURLWithPath: path))
        let staff = try StaffOverlay(path: path)
        #expect(staff.count == 2)
        let folder = test.root + "/x"
        try extract.write(to: folder)
        _ = try test.index.load(folder: folder, now: test.now, staff: staff)
        let contact = try #require(try test.involvements(asked("Jon", "Hartley")).first).contact
        #expect(contact.name?.reveal() == "Robin Placeholder")
        #expect(contact.phone?.reveal() == "0161 496 0099" && contact.email?.reveal() == "staff@testham.example")
        try Data((header + ",c1,,,1,,,,\n,c1,,,2,,,,\n").utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: CaseIndexFault.self) { try StaffOverlay(path: path) }
    }

    @Test("a fall that two people accepted is taken for the source they named only")
    func acceptedDrop() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        for n in 0..<10 { extract.add("p\(n)", "Jon", "Hartley", born: "2012-05-1\(n)") }
        try test.load(extract)
        var next = TestExtract(extractedAt: "2026-11-20T03:10:00Z")
        next.add("p0", "Jon", "Hartley")
        #expect(try test.refusal(next)?.remedy.contains("--accept-drop testham-schools") == true)
        #expect(try test.refusal(next, limits: LoadLimits(dropAccepted: ["testham-housing"])) != nil)
        #expect(try test.people == 10)
        #expect(try test.refusal(next, limits: LoadLimits(dropAccepted: ["testham-schools"])) == nil)
        #expect(try test.people == 1)
    }

    @Test("a source that is stale, or whose marks are missing or unreadable, raises an alarm")
    func alarms() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.add("p1", "Jon", "Hartley")
        try test.load(extract)
        let taken = try #require(Instant("2026-11-20T02:10:00Z"))
        #expect(try test.index.alarms(now: taken.adding(seconds: 36 * 3_600)).isEmpty)
        #expect(
            try test.index.alarms(now: taken.adding(seconds: 36 * 3_600 + 1)).map(\.kind) == [.stale(hours: 36)])
        extract.hasMarks = false
        try test.load(extract, limits: LoadLimits(dropPercent: 100))
        #expect(try test.index.alarms(now: taken).map(\.kind) == [.marksMissing])
        extract.hasMarks = true
        extract.mark("nobody", "marac")
        try test.load(extract)
        #expect(try test.index.alarms(now: taken).map(\.kind) == [.marksUnreadable])
    }

    @Test("a load that is refused in the middle leaves no trace, and none is left of what a source no longer sends")
    func noTrace() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.addContact()
        extract.add("p1", "Wilhelmina", "Featherstone", number: number(2))
        try test.load(extract)
        var spoiled = TestExtract(extractedAt: "2026-11-20T03:10:00Z")
        spoiled.add("p2", "Bartholomew", "Quill")
        spoiled.manifestRows["mark.csv"] = 9
        #expect(try test.refusal(spoiled) != nil)
        #expect(try test.outcome(asked("Wilhelmina", "Featherstone")).isMatch)
        var next = TestExtract(extractedAt: "2026-11-20T04:10:00Z")
        next.add("p3", "Jon", "Hartley")
        try test.load(next)
        let octets = try Data(contentsOf: URL(fileURLWithPath: test.root + "/index.sqlite"))
        for name in ["Featherstone", "featherstone", "Bartholomew", "Robin Placeholder"] {
            #expect(octets.range(of: Data(name.utf8)) == nil, "\(name)")
        }
        #expect(octets.range(of: Data("Hartley".utf8)) != nil)
    }

    @Test("whoever watches hears of every stage, from its beginning to its end")
    func progress() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        for n in 0..<50 { extract.add("p\(n)", "Jon", "Hartley", born: "19\(40 + n)-05-12") }
        let folder = test.root + "/x"
        try extract.write(to: folder)
        let heard = Mutex<[(LoadProgress.Stage, Int, Int)]>([])
        let progress = LoadProgress { stage, done, all in heard.withLock { $0.append((stage, done, all)) } }
        _ = try test.index.load(folder: folder, now: test.now, progress: progress)
        let all = heard.withLock { $0 }
        #expect(
            all.map(\.0).reduce(into: [LoadProgress.Stage]()) { if $0.last != $1 { $0.append($1) } } == [
                .reading, .joining, .writing,
            ])
        #expect(all.filter { $0.0 == .reading }.last.map { $0.1 == $0.2 } == true)
    }

    @Test("a million faults are counted, and as many as a person can read are kept")
    func ledger() {
        var ledger = FaultLedger()
        for row in 0..<30_000 {
            ledger.add(
                RowFault(
                    file: "person.csv", row: row, column: row % 3 == 0 ? "sex" : "upn", reason: "is wrong",
                    effect: row % 3 == 0 ? .rowLeftOut : .cellLeftOut))
        }
        #expect(ledger.first.count == 10_000)
        #expect(ledger.count(.rowLeftOut) == 10_000 && ledger.count(.cellLeftOut) == 20_000)
        #expect(ledger.byKind.map(\.count) == [20_000, 10_000] && ledger.byKind[1].rows == [0, 3, 6, 9, 12])
        #expect(ledger.leftOutRow(of: .person) && !ledger.leftOutRow(of: .mark))
    }

    @Test("the table of ids says what a dictionary says")
    func identifiers() {
        var chance = Chance(seed: 12)
        var table = IdentifierTable()
        var plain: [String: (place: Int64, count: Int)] = [:]
        for row in 0..<20_000 {
            let id = "é\(chance.below(15_000))"
            let known = table.add(id, place: Int64(row), row: row)
            #expect((known != nil) == (plain[id] != nil))
            #expect(known.map(\.place) == plain[id]?.place)
            plain[id] = (plain[id]?.place ?? Int64(row), (plain[id]?.count ?? 0) + 1)
        }
        #expect(table.count == plain.values.count { $0.count == 1 })
        for (id, entry) in plain { #expect(table[id] == (entry.count == 1 ? entry.place : nil)) }
        #expect(table["nobody"] == nil && table[""] == nil)
    }
}
