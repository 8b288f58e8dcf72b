import Foundation
import PersonMatching
import SyntheticFamilies
import Testing
import TestSupport
import WireProtocol

@testable import fcg

@Suite("fcg match")
struct MatchCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = "\(folder.path)/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func lines(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func people() throws -> String {
        try file(
            "people.csv",
            """
            family_name,person_id,given_name,date_of_birth,postcode,previous_postcodes,previous_family_names,nhs_number,shoe
            Hartley,p1,Jon,2012-05-12,SK99 1AA,SK99 2BB; SK99 3CC,,9990000018,4
            "Quill, the Younger",p2,Ada,12/05/1984,SK99 1AA,,Thorn;Bramble,N/A,5
            Hartley,p3,Jonny,20120512,SK99 7ZZ,,,,6
            """)
    }

    @Test("each query is a match, ambiguous or none, whatever the order of the columns and whichever are there")
    func disclose() throws {
        let queries = try file(
            "asked.csv",
            """
            \u{FEFF}query_id,postcode,given_name,family_name,date_of_birth,nhs_number\r
            q1,sk991aa,Jon,Hartley,2012-05-12,\r
            q2,SK99 3CC,JON,Hartley,2012-05-12,null\r
            q3,SK99 1AA,Ada,Bramble,1984-05-12,\r
            q4,SK99 9QQ,Jon,Hartley,2012-05-12,\r
            q5,SK99 1AA,Amelia,Moore,1990-01-02,\r
            q6,,Jon,Hartley,,\r
            q7,,Jon,Hartley,2012-05-12,999 000 0018\r

            """)
        let out = "\(folder.path)/results.csv"

        try MatchCommand.Score.run([
            "--index", try people(), "--queries", queries, "--profile", "disclose", "--out", out, "--day", "2026-11-20",
        ])

        let rows = try lines(out)
        #expect(rows[0] == ["query_id", "outcome", "matched_id", "score", "ms"])
        #expect(
            rows.dropFirst().map { Array($0.prefix(3)) } == [
                ["q1", "match", "p1"], ["q2", "match", "p1"], ["q3", "match", "p2"], ["q4", "ambiguous", ""],
                ["q5", "none", ""], ["q6", "none", ""], ["q7", "match", "p1"],
            ])
        #expect(rows.dropFirst().allSatisfy { Double($0[4]) != nil })
        #expect(rows[1][3].split(separator: ".").last?.count == 3)
    }

    @Test("a bad file is refused with its row and nothing of what it says")
    func faults() throws {
        let wrong = [
            ("a,b\n1,2\n", "no column `person_id`"),
            ("person_id,a\n1,2,3\n", ":2: error: more or fewer fields than the header"),
            ("person_id,a\n1,\"Hartley\n", ":2: error: a quoted field"), ("", "has no header"),
            ("person_id,person_id\n1,2\n", "stands twice"), ("person_id,a\n", "has no rows"),
            ("person_id,a\n1,\"Hartley\"x\n", "something between a closing quote"),
        ]
        for (text, complaint) in wrong {
            let path = try file("bad.csv", text)
            let error = #expect(throws: Complaint.self) { try MatchPopulation(path, forLinking: false) }
            #expect(error?.description.contains(complaint) == true, "\(complaint)")
            #expect(error?.description.contains("Hartley") == false)
        }
    }

    @Test(
        "dates are read in three forms, and what is no date is none",
        arguments: [
            ("2012-05-12", 20_120_512), ("20120512", 20_120_512), ("12/05/2012", 20_120_512),
            ("2012-05-12T00:00:00", 20_120_512),
            ("19275009", 19_275_009), ("", nil), ("May 2012", nil), ("12/05/12", nil), ("2012-05", nil),
        ] as [(String, Int?)])
    func dates(text: String, digits: Int?) { #expect(MatchFile.digits(text) == digits) }

    @Test("linked pairs within a file and between two are written with their scores")
    func link() throws {
        let population = LinkagePopulation(seed: 5, count: 300, today: CalendarDay(daysSinceEpoch: 20_777))
        let rows = (0..<300).map { (["p\($0)"] + population.person(at: $0).cells).joined(separator: ",") }
        let plain = rows.map { $0.contains("Flat") ? $0.replacing(", ", with: " ") : $0 }
        let header = (["person_id"] + LinkagePerson.columns).joined(separator: ",") + "\n"
        let index = try file("a.csv", header + plain.joined(separator: "\n"))
        let twice = try file("b.csv", header + (plain + ["copy" + plain[5].dropFirst(2)]).joined(separator: "\n"))
        let (pairs, out) = ("\(folder.path)/pairs.csv", "\(folder.path)/out.csv")

        try MatchCommand.Score.run(["--index", twice, "--profile", "link", "--pairs", pairs])
        let within = try lines(pairs).map { Array($0.prefix(2)) }
        #expect(within.first == ["person_id", "other_person_id"])
        #expect(within.contains(["p5", "copy"]) && within.count <= 10)

        try MatchCommand.Score.run([
            "--index", index, "--queries", twice, "--profile", "link", "--pairs", pairs, "--out", out,
        ])
        let found = try lines(out)
        #expect(found.last?.prefix(3) == ["copy", "match", "p5"])
        #expect(found.dropFirst().allSatisfy { $0[1] == "match" && ($0[2] == $0[0] || $0[0] == "copy") })
    }

    @Test("a model reads back as it was written, and a share without its bits is refused by place")
    func models() throws {
        let text = String(decoding: MatchModel.shipped.file, as: UTF8.self)
        #expect(try MatchModel.read(try file("model.json", text)) == .shipped)
        let changed = text.replacing("\"same\":900000000", with: "\"same\":800000000")
        let error = #expect(throws: Complaint.self) { try MatchModel.read(try file("model.json", changed)) }
        #expect(error?.description.contains("`fields.given.exact.bits` does not follow") == true)
        let ours = "\"normaliser\":\(Normaliser.version)"
        let older = text.replacing(ours, with: "\"normaliser\":\(Normaliser.version - 1)")
        let old = #expect(throws: Complaint.self) { try MatchModel.read(try file("model.json", older)) }
        #expect(old?.description.contains("train it anew") == true)
        #expect(MatchModel.shipped.digest.count == 16)
    }
}
