import Foundation
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("the report on extracts")
struct QualityTests {
    private func spoiled() -> TestExtract {
        var extract = TestExtract()
        extract.addContact()
        extract.add("p1", "Jon", "Hartley", number: number(0))
        extract.add("p2", "Zebedee", "null")
        extract.add("p3", "Ada", "Quill", born: "31/02/1986")
        extract.add("p4", "Ivy", "Thorn", knownAs: "N/A")
        return extract
    }

    private func report(_ extracts: [TestExtract], loaded: [SourceState] = []) throws -> QualityReport {
        let test = try TestIndex()
        for extract in extracts { try extract.write(to: "\(test.root)/in/\(extract.source)") }
        return ExtractCheck(loaded: loaded).run(root: test.root + "/in", now: test.now)
    }

    @Test("counts every fault by kind with its first rows, and says nothing of what stood there")
    func faults() throws {
        let report = try report([spoiled()])
        let text = report.text
        #expect(text.contains("1 × person.csv:family_name: holds a word that stands for nothing"))
        #expect(text.contains("rows 3)") && text.contains("person.csv: 2 of 4 rows"))
        #expect(text.contains("people with NHS number: 50 % (1 of 2), low"))
        for page in [text, report.page, CanonicalJSON.text(report.json)] {
            for value in ["Zebedee", "Hartley", "31/02", "Robin", "0161"] { #expect(!page.contains(value), "\(value)") }
        }
        #expect(report.isSound, "faults of rows stop no load")
    }

    @Test("says what a load would refuse, and loads nothing")
    func refused() throws {
        var broken = TestExtract(source: "testham-broken", categories: ["camhs"])
        broken.manifestRows["person.csv"] = 7
        var silent = TestExtract(source: "testham-silent", categories: ["housing"], hasMarks: false)
        silent.add("h1", "Jon", "Hartley")
        var stale = TestExtract(source: "testham-stale", extractedAt: "2026-11-18T02:10:00Z")
        stale.add("p1", "Jon", "Hartley")
        let report = try report([broken, silent, stale])
        #expect(!report.isSound)
        #expect(report.text.contains("would be refused") && report.text.contains("sends no marks"))
        #expect(report.text.contains("extracted 50 hours ago"))
    }

    @Test("compares with what is loaded")
    func drop() throws {
        let test = try TestIndex()
        var many = TestExtract()
        for n in 0..<10 { many.add("p\(n)", "Jon", "Hartley", born: "2012-05-1\(n)") }
        try test.load(many)
        var few = TestExtract(extractedAt: "2026-11-19T02:10:00Z")
        few.add("p1", "Jon", "Hartley")
        let text = try report([few], loaded: try test.index.sources()).text
        #expect(text.contains("person.csv has 1 usable rows, 10 before: a load refuses it"))
        #expect(text.contains("older than what is loaded"))
    }

    @Test("the page stands alone and can be read by everybody")
    func page() throws {
        var extract = spoiled()
        extract.source = "testham-schools"
        let page = try report([extract]).page
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en-GB\">"))
        for part in ["<title>", "<h1>", "<main id=\"main\">", "class=\"skip\" href=\"#main\"", "name=\"viewport\""] {
            #expect(page.components(separatedBy: part).count == 2, "\(part)")
        }
        for forbidden in ["<script", "http:", "https:", "src=", "url(", "style=\"", "<img", "@import"] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        let tables = page.components(separatedBy: "<table>").count - 1
        #expect(tables == 4 && page.components(separatedBy: "<caption>").count - 1 == tables)
        #expect(!page.contains("<th>"), "every heading of a table says what it is a heading of")
        let ids = page.components(separatedBy: " id=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
        #expect(Set(ids).count == ids.count)
    }

    @Test("a manifest's name cannot write the page")
    func escaped() throws {
        let test = try TestIndex()
        let folder = test.root + "/in/x"
        try spoiled().write(to: folder)
        let path = folder + "/manifest.json"
        try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: "Name of testham-schools", with: "<script>alert(1)</script> & more")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let page = ExtractCheck().run(root: test.root + "/in", now: test.now).page
        #expect(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"))
    }
}

@Suite("import profiles")
struct ProfileTests {
    private static let profilePath = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/examples/ssd-profile.json").standardized.path

    private func tables(_ root: String, _ changes: [String: String] = [:]) throws {
        var tables = [
            "ssd_person.csv": """
            pers_person_id,pers_upn,pers_forename,pers_surname,pers_sex,pers_ethnicity,pers_dob,pers_single_unique_id,pers_expected_dob
            1001,,Jon,Hartley,M,WBRI,2012-05-12 00:00:00.000,\(number(0)),
            1002,NULL,Unborn,Hartley,U,,,NULL,2027-03-01 00:00:00.000
            1003,,Ada,,F,,1986-02-03 00:00:00.000,,

            """,
            "ssd_address.csv": """
            addr_table_id,addr_person_id,addr_address_postcode,addr_address_json,addr_address_start_date,addr_address_end_date
            1,1001,SK99 1AA,"{""HOUSE"":""1"",""STREET"":""Testing Row"",""TOWN"":""Testham"",""UPRN"":999900000001}",2015-01-01 00:00:00.000,
            2,1002,SK99 1AA,not json,2026-11-01 00:00:00.000,NULL

            """,
            "ssd_involvements.csv": """
            invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_person_id,invo_involvement_start_date,invo_involvement_end_date
            9,77,Social worker,T1,1001,2024-03-04 09:30:00.000,
            10,78,Social worker,T9,1001,2020-03-04 09:30:00.000,2021-05-06 00:00:00.000

            """,
            "ssd_department.csv": "dept_team_id,dept_team_name\nT1,Testham North\n",
            "ssd_professionals.csv": """
            prof_professional_id,prof_professional_name,prof_professional_job_title,prof_professional_department
            77,Robin Placeholder,Social worker,Testham North

            """,
            "fcg_marks.csv": "person_id,mark,involvement_id,from,until\n",
        ]
        tables.merge(changes) { $1 }
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for (name, text) in tables { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(root)/\(name)")) }
    }

    private func convert(_ test: TestIndex, _ changes: [String: String] = [:]) throws -> [ProfileConversion.FileResult]
    {
        try tables(test.root + "/ssd", changes)
        var conversion = ProfileConversion(
            try ImportProfile(path: Self.profilePath), tables: test.root + "/ssd", extract: test.root + "/out")
        return try conversion.run(extractedAt: try #require(Instant("2026-11-20T02:10:00Z")))
    }

    @Test("the Standard Safeguarding Dataset becomes an extract that is loaded without a fault")
    func dataset() throws {
        let test = try TestIndex()
        let files = try convert(test)
        #expect(files.map(\.rows) == [2, 2, 0, 2, 1, 0, 0] && files[0].passedOver == 1)
        let report = try test.index.load(folder: test.root + "/out", now: test.now)
        #expect(report.outcome == .loaded && report.marks == .known)
        #expect(report.faults.map(\.column) == ["contact_id"], "a worker who is not in the table")
        #expect(report.quality?.unborn == 1)
        let rows = try test.involvements(asked("Jon", "Hartley", number: number(0)), "childrens-social-care")
        #expect(rows.map(\.status) == [.current, .historic] && rows[0].organisation == "Testham North")
        #expect(rows[0].contact.name?.reveal() == "Robin Placeholder" && rows[0].started == CalendarDay("2024-03-04"))
        #expect(rows[1].organisation == nil && rows[1].ended == CalendarDay("2021-05-06"))
        let written = try String(contentsOfFile: test.root + "/out/address.csv", encoding: .utf8)
        #expect(written.contains("1001,1 Testing Row,Testham,SK99 1AA,999900000001,,2015-01-01,"))
        #expect(written.contains("1002,,,SK99 1AA,,,2026-11-01,"))
        let people = try String(contentsOfFile: test.root + "/out/person.csv", encoding: .utf8)
        #expect(!people.contains("WBRI"), "what the profile does not name is not read")
    }

    @Test("without a table of marks there are none, so nothing is shown; a table that is named must be there")
    func marks() throws {
        let test = try TestIndex()
        try tables(test.root + "/ssd")
        try FileManager.default.removeItem(atPath: test.root + "/ssd/fcg_marks.csv")
        var conversion = ProfileConversion(
            try ImportProfile(path: Self.profilePath), tables: test.root + "/ssd", extract: test.root + "/out")
        #expect(throws: CaseIndexFault.self) { try conversion.run(extractedAt: test.now) }
        let text = try String(contentsOfFile: Self.profilePath, encoding: .utf8)
        guard case .object(var profile) = try StrictJSON.parse(Array(text.utf8), limits: .file),
            case .object(var files)? = profile["files"]
        else { return #expect(Bool(false)) }
        files["mark.csv"] = nil
        profile["files"] = .object(files)
        var silent = ProfileConversion(
            try ImportProfile(.object(profile)), tables: test.root + "/ssd", extract: test.root + "/out2")
        _ = try silent.run(extractedAt: try #require(Instant("2026-11-20T02:10:00Z")))
        #expect(try test.index.load(folder: test.root + "/out2", now: test.now).marks == .notSent)
    }

    @Test("a column that is named and not there is refused with its place")
    func missingColumn() throws {
        let test = try TestIndex()
        do {
            _ = try convert(test, ["ssd_department.csv": "dept_team_id\nT1\n"])
            Issue.record("it was taken")
        } catch CaseIndexFault.refused(let refusal) {
            #expect(refusal.place == "ssd_department.csv:1:dept_team_name")
        }
    }

    @Test(
        "a profile that says anything unknown is refused",
        arguments: [
            ("\"person_id\": \"pers_person_id\"", "\"person_id\": {\"guess\": \"x\"}"), ("\"upn\":", "\"ethnicity\":"),
            ("fcg.import-profile/1", "fcg.import-profile/2"), ("\"ssd_person.csv\"", "\"../ssd_person.csv\""),
            ("\"person.csv\":", "\"people.csv\":"), ("E08000035", "Leeds"),
        ])
    func unknown(part: String, replacement: String) throws {
        let text = try String(contentsOfFile: Self.profilePath, encoding: .utf8)
        #expect(text.contains(part))
        let changed = text.replacingOccurrences(of: part, with: replacement)
        #expect(throws: SchemaFault.self) {
            try ImportProfile(try StrictJSON.parse(Array(changed.utf8), limits: .file))
        }
    }
}
