import Foundation
import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("loading")
struct LoadingTests {
    private func family() -> TestExtract {
        var extract = TestExtract()
        extract.addContact()
        extract.add("p1", "Jon", "Hartley", number: number(0))
        extract.add("p2", "Ada", "Quill", born: "1986-02-03", involvement: "historic")
        extract.add("p3", "Wilhelmina", "Featherstone", born: "1990-06-07", number: number(1))
        extract.tables["flag.csv"] = [["inv-p1", "admission-type", "main"]]
        extract.tables["relationship.csv"] = [["p1", "p2", "mother"]]
        return extract
    }

    @Test("a sound extract is loaded, and its report counts everything")
    func sound() throws {
        let test = try TestIndex()
        let report = try test.load(family())
        #expect(report.outcome == .loaded)
        #expect(report.files.map(\.accepted) == [3, 3, 1, 3, 1, 1, 0])
        #expect(report.quarantined == 0 && report.marks == .known)
        #expect(report.quality?.shares.map(\.percent) == [66, 100, 100, 100, 100, 100, 100, 100, 66])
        #expect(report.text.contains("people with NHS number: 66 %"))
        let source = try #require(try test.index.sources().first)
        #expect(source.source == "testham-schools" && source.rows["person.csv"] == 3 && source.marksKnown)
        #expect(source.extractedAt == Instant("2026-11-20T02:10:00Z") && source.loadedAt == test.now)
    }

    @Test("what was loaded is what is read")
    func readBack() throws {
        let test = try TestIndex()
        try test.load(family())
        let row = try #require(try test.involvements(asked("Jon", "Hartley")).first)
        #expect(row.status == .current && row.started == CalendarDay("2020-09-01") && row.ended == nil)
        #expect(
            row.organisation == "Testham Primary" && row.source == "testham-schools" && row.marksKnown && !row.leftOut)
        #expect(row.contact.phone?.reveal() == "0161 496 0001" && row.contact.teamName == "Front office")
        #expect(row.flags == ["admission-type": "main"])
        let old = try #require(try test.involvements(asked("Ada", "Quill", born: "1986-02-03")).first)
        #expect(old.status == .historic && old.ended == CalendarDay("2024-07-19"))
        #expect(try test.facts(asked("Jon", "Hartley"))?.dateOfBirth == CalendarDay("2012-05-12"))
        let notes = try test.index.read { (try $0.sources(for: "school"), try $0.sources(for: "housing")) }
        #expect(notes.0.map(\.name) == ["Name of testham-schools"] && notes.0[0].area.map(\.code) == ["E08000007"])
        #expect(notes.0[0].currentAsOf == CalendarDay("2026-11-20") && notes.1.isEmpty)
    }

    @Test("carriage returns, a byte order mark and British dates are read alike")
    func forms() throws {
        let test = try TestIndex()
        var extract = family()
        extract.lineEnd = "\r\n"
        extract.byteOrderMark = true
        extract.dates = "dd/mm/yyyy"
        for (table, columns) in [("person.csv", [8]), ("address.csv", [6, 7]), ("involvement.csv", [4, 5])] {
            extract.tables[table] = extract.tables[table]?.map { row in
                row.enumerated().map { columns.contains($0.offset) ? british($0.element) : $0.element }
            }
        }
        #expect(try test.load(extract).quarantined == 0)
        #expect(try test.outcome(asked("Jon", "Hartley")).isMatch)
    }

    private func british(_ text: String) -> String { text.split(separator: "-").reversed().joined(separator: "/") }

    @Test("loading again replaces what the source sent before")
    func replaces() throws {
        let test = try TestIndex()
        try test.load(family())
        var next = family()
        next.extractedAt = "2026-11-20T03:10:00Z"
        next.tables["person.csv"]?[0][5] = "Thorn"
        try test.load(next)
        #expect(try test.people == 3)
        #expect(try test.outcome(asked("Jon", "Thorn")).isMatch)
        #expect(try !test.outcome(asked("Jon", "Hartley")).isMatch)
    }

    @Test("bad rows are left out with file, row, column and reason, and never with a value")
    func quarantine() throws {
        let test = try TestIndex()
        var extract = family()
        extract.add("p4", "Zebedee", "null")
        extract.add("p5", "Zebedee", "Marl", born: "31/02/2011")
        extract.add("p6", "Zebedee", "Marl", born: "1900-01-01")
        extract.add("p7", "Zebedee", "Marl", number: "9990000019")
        extract.add("p3", "Zebedee", "Marl")
        extract.tables["contact.csv"]?.append(["c2", "N/A", "", "", "", "", "", ""])
        extract.tables["involvement.csv"]?.append(["x", "p1", "housing", "current", "", "", "", ""])
        extract.tables["involvement.csv"]?.append(["y", "p1", "school", "maybe", "", "", "", ""])
        extract.tables["involvement.csv"]?.append(["z", "p1", "school", "current", "", "", "", "c3"])
        let report = try test.load(extract)
        let places = Set(report.faults.map { "\($0.file):\($0.row):\($0.column)" })
        #expect(
            places.isSuperset(of: [
                "person.csv:5:family_name", "person.csv:6:date_of_birth", "person.csv:7:date_of_birth",
                "person.csv:8:nhs_number", "person.csv:4:person_id", "person.csv:9:person_id", "contact.csv:3:name",
                "involvement.csv:10:category", "involvement.csv:11:status", "involvement.csv:12:contact_id",
            ]))
        #expect(report.files[0].accepted == 4)
        #expect(report.files[4].accepted == 2, "a word that stands for nothing costs a cell that may be empty")
        #expect(
            report.faultCounts.contains {
                $0.column == "name" && $0.effect == .cellLeftOut && $0.count == 1 && $0.rows == [3]
            })
        #expect(report.quarantined == report.faults.count { $0.effect == .rowLeftOut })
        #expect(report.cellsLeftOut == report.faults.count { $0.effect == .cellLeftOut } && report.cellsLeftOut == 4)
        #expect(try test.outcome(asked("Zebedee", "Marl")).isMatch, "an invalid number costs the number only")
        #expect(try test.outcome(asked("Wilhelmina", "Featherstone", born: "1990-06-07")) == .noMatch)
        let text = report.text + report.faults.map(\.description).joined()
        for value in ["Zebedee", "Marl", "31/02", "9990000019", "maybe", "p3,"] { #expect(!text.contains(value)) }
    }

    // clause: FCP-RES-5-
    @Test("a source that sends no marks has unknown marks, which is not none")
    func unknownMarks() throws {
        let test = try TestIndex()
        var extract = family()
        extract.hasMarks = false
        #expect(try test.load(extract).marks == .notSent)
        let facts = try #require(try test.facts(asked("Jon", "Hartley")))
        #expect(facts.marks == nil)
        #expect(try test.involvements(asked("Jon", "Hartley")).map(\.marksKnown) == [false])
        #expect(try test.index.sources().first?.marksKnown == false)
    }

    @Test("a mark row that cannot be read makes all marks of its source unknown")
    func unreadableMark() throws {
        let test = try TestIndex()
        var extract = family()
        extract.mark("p9", "marac")
        let report = try test.load(extract)
        #expect(report.marks == .unreadable)
        #expect(report.faults.map(\.column) == ["person_id"])
        #expect(try test.facts(asked("Jon", "Hartley"))?.marks == nil)
    }

    @Test("an index opens again with everything in it, for its owner only")
    func reopen() throws {
        let test = try TestIndex()
        try test.load(family())
        let again = try CaseIndex.open(path: test.root + "/index.sqlite")
        #expect(try again.read { try $0.find(asked("Jon", "Hartley")).outcome }.isMatch)
        let rights = try FileManager.default.attributesOfItem(atPath: test.root + "/index.sqlite")
        #expect(rights[.posixPermissions] as? Int == 0o600)
        #expect(throws: CaseIndexFault.cannotOpen(path: "/nowhere/index")) {
            try CaseIndex.open(path: "/nowhere/index")
        }
    }

    @Test("every folder with a manifest is loaded in one swap, and a bad one stops no other")
    func all() throws {
        let test = try TestIndex()
        var housing = TestExtract(source: "testham-housing", categories: ["housing"])
        housing.add("h1", "Ada", "Quill", born: "1986-02-03")
        var broken = TestExtract(source: "testham-broken", categories: ["camhs"])
        broken.manifestRows["person.csv"] = 7
        try family().write(to: test.root + "/in/a")
        try housing.write(to: test.root + "/in/b")
        try broken.write(to: test.root + "/in/c")
        try housing.write(to: test.root + "/in/d")
        try FileManager.default.createDirectory(atPath: test.root + "/in/e", withIntermediateDirectories: true)
        let reports = try test.index.loadAll(root: test.root + "/in", now: test.now)
        #expect(reports.count == 4)
        #expect(reports.map { $0.outcome == .loaded } == [true, true, false, false])
        #expect(try test.index.sources().map(\.source) == ["testham-housing", "testham-schools"])
        #expect(reports[2].text.contains("person.csv: has 0 rows where the manifest says 7"))
    }
}

@Suite("refusing an extract whole")
struct RefusalTests {
    private func family(_ count: Int = 10) -> TestExtract {
        var extract = TestExtract()
        for n in 0..<count { extract.add("p\(n)", "Jon", "Hartley", born: "2012-05-\(10 + n)") }
        return extract
    }

    /// Loads a good extract, then a bad one; says why it was refused, having checked that the good one still stands.
    private func refused(limits: LoadLimits = .ordinary, _ spoil: (inout TestExtract) -> Void) throws -> String {
        let test = try TestIndex()
        try test.load(family())
        let before = try test.index.sources()
        var next = family()
        next.extractedAt = "2026-11-20T03:10:00Z"
        spoil(&next)
        let refusal = try #require(try test.refusal(next, limits: limits))
        #expect(try test.index.sources() == before)
        #expect(try test.outcome(asked("Jon", "Hartley", born: "2012-05-12")).isMatch)
        #expect(!refusal.remedy.isEmpty)
        return "\(refusal.place): \(refusal.problem)"
    }

    @Test("a file that was cut off")
    func truncated() throws {
        let text = try refused { $0.spoil["person.csv"] = { $0.prefix(300) + [0x0A] } }
        #expect(text.hasPrefix("person.csv:"))
        let rows = try refused { $0.manifestRows["address.csv"] = 11 }
        #expect(rows == "address.csv: has 10 rows where the manifest says 11: it is cut off or changed")
    }

    @Test("a file that was changed after the export")
    func digest() throws {
        let text = try refused { extract in
            extract.spoil["person.csv"] = { octets in octets.map { $0 == UInt8(ascii: "J") ? UInt8(ascii: "R") : $0 } }
        }
        #expect(text.contains("SHA-256"))
    }

    @Test("an extract older than what is served; the same one again is welcome")
    func older() throws {
        #expect(try refused { $0.extractedAt = "2026-11-19T03:10:00Z" }.contains("older"))
        let test = try TestIndex()
        try test.load(family())
        #expect(try test.refusal(family()) == nil)
    }

    @Test("an extract from the future, after which every true one would be older")
    func future() throws {
        #expect(try refused { $0.extractedAt = "2027-11-19T03:10:00Z" }.contains("future"))
    }

    @Test("more than a fifth of the rows gone, unless a higher limit is set")
    func drop() throws {
        let smaller: (inout TestExtract) -> Void = { extract in
            extract.tables = family(7).tables
        }
        #expect(try refused(smaller).contains("7 usable rows, 10 before"))
        let test = try TestIndex()
        try test.load(family())
        var next = family(7)
        next.extractedAt = "2026-11-20T03:10:00Z"
        #expect(try test.refusal(next, limits: LoadLimits(dropPercent: 30)) == nil)
        #expect(try test.people == 7)
    }

    @Test("rows that cannot be used count as gone")
    func spoiledRows() throws {
        let text = try refused { extract in
            for row in 0..<4 { extract.tables["person.csv"]?[row][8] = "soon" }
        }
        #expect(text.contains("6 usable rows"))
    }

    @Test("a column that is unknown or missing, without repeating what stands there")
    func columns() throws {
        let unknown = try refused { extract in
            extract.headers["person.csv"] = ExtractFile.person.columns.map { $0 == "upn" ? "ethnicity" : $0 }
        }
        #expect(unknown == "person.csv:1:column 3: is no column of the format")
        let missing = try refused { extract in
            extract.headers["mark.csv"] = Array(ExtractFile.mark.columns.dropLast())
        }
        #expect(missing == "mark.csv:1:until: must be a column, once")
    }

    @Test("a file that is no CSV")
    func structure() throws {
        let text = try refused { extract in
            extract.tables["person.csv"]?[2].append("one too many")
        }
        #expect(text == "person.csv:4:column 11: holds more or fewer fields than the header")
    }

    @Test("a marks file the manifest does not know of")
    func unlistedMarks() throws {
        let test = try TestIndex()
        let folder = test.root + "/x"
        var extract = family()
        extract.hasMarks = false
        try extract.write(to: folder)
        try Data("person_id".utf8).write(to: URL(fileURLWithPath: folder + "/mark.csv"))
        #expect(throws: CaseIndexFault.self) { try test.index.load(folder: folder, now: test.now) }
    }

    @Test(
        "a manifest that says anything unknown, or too little",
        arguments: [
            (#""schema":"fcg.extract/1""#, #""schema":"fcg.extract/2""#), (#""dates":"iso""#, #""dates":"us""#),
            (#""system":"Testsys""#, #""system":"Testsys","extra":1"#), (#""to":"2026-11-19""#, #""to":"2015-11-19""#),
            (#""E08000007""#, #""Testham""#), (#""flag.csv""#, #""flags.csv""#),
            (#""categories":["school"]"#, #""categories":[]"#),
        ])
    func manifest(part: String, replacement: String) throws {
        let test = try TestIndex()
        let folder = test.root + "/x"
        try family().write(to: folder)
        let text = try String(contentsOfFile: folder + "/manifest.json", encoding: .utf8)
        #expect(text.contains(part))
        try text.replacingOccurrences(of: part, with: replacement)
            .write(toFile: folder + "/manifest.json", atomically: true, encoding: .utf8)
        #expect(throws: CaseIndexFault.self) { try test.index.load(folder: folder, now: test.now) }
        #expect(try test.index.sources().isEmpty)
    }
}
