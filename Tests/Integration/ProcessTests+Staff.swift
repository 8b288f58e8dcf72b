import Foundation
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

// What duty staff and the data engineer do to a running node, by the commands they have.
extension ProcessTests {
    private func fcg(_ words: String...) async throws -> Finished {
        try await Program.fcg(words + ["--config", sandbox.plan.council(.stockport).folder.config])
    }

    private func outcome(_ stranger: Stranger) async throws -> SubjectOutcome? {
        let query = stranger.query([sandbox.people.child])
        return try await stranger.send(try stranger.sign(query)).answer().subjects.first?.outcome
    }

    @Test("a mark hides a child from the next question on; one person cannot lift it, two can")
    func marks() async throws {
        try await sandbox.running(.stockport)
        let child = sandbox.people.child.person.localID(at: .stockport)

        try await sandbox.withStranger { stranger in
            #expect(try await outcome(stranger) == .matched)
            let set = try await fcg(
                "mark", "set", "--source", "stockport-schools", "--person", child, "--mark",
                "refuge-or-confidential-address", "--by", "R. Dunne", "--why", "police call")
            #expect(set.code == 0, "\(set.text)")
            #expect(try await outcome(stranger) == .notConfirmed)
            let number = try #require(set.text.firstMatch(of: /mark ([0-9]+) holds/)?.1)

            let alone = try await fcg(
                "mark", "lift", String(number), "--by", "R. Dunne", "--second", "R. Dunne", "--why", "risk ended")
            #expect(alone.code == 1)
            #expect(try await outcome(stranger) == .notConfirmed)

            let both = try await fcg(
                "mark", "lift", String(number), "--by", "R. Dunne", "--second", "M. Shah", "--why", "risk ended")
            #expect(both.code == 0, "\(both.text)")
            #expect(try await outcome(stranger) == .matched)
        }
        let list = try await fcg("mark", "list", "--by", "R. Dunne")
        #expect(list.text.contains("no mark of our own stands"))
    }

    @Test("everybody who received a wrong answer becomes a task of the duty desk, once")
    func corrections() async throws {
        try await sandbox.running(.stockport)
        let child = sandbox.people.child.person
        let words = [
            "correct", "--family", child.family, "--given", child.given, "--born", child.dateOfBirth.description,
            "--by",
            "R. Dunne", "--why", "matched to a cousin",
        ]
        let config = ["--config", sandbox.plan.council(.stockport).folder.config]
        try await sandbox.withStranger { stranger in
            let found = try await outcome(stranger)
            #expect(found == .matched)
        }

        let trial = try await Program.fcg(words + ["--dry-run"] + config)
        let before = try await fcg("duty", "list")
        let first = try await Program.fcg(words + config)
        let again = try await Program.fcg(words + config)
        let after = try await fcg("duty", "list")

        #expect(trial.text.contains("received on") && !trial.text.contains("to be told"))
        #expect(!before.text.contains("Correction"))
        #expect(first.code == 0, "\(first.text)")
        #expect(first.text.contains(/to be told: [1-9]/))
        #expect(again.text.contains("to be told: 0"))
        #expect(after.text.contains("Correction, tell"))
    }

    @Test("the report on extracts ends with 1 where a source would be hidden, names nobody and loads nothing")
    func importCheck() async throws {
        try await sandbox.running(.stockport)
        let index = sandbox.plan.council(.stockport).folder.index
        let page = sandbox.plan.folder + "/check.html"
        let before = try Data(contentsOf: URL(fileURLWithPath: index))

        let report = try await fcg("import", "--check", "--html", page)
        let json = try await fcg("import", "--check", "--json")

        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(report.code == 1)
        #expect(report.text.contains("stockport-early-help") && html.contains("stockport-early-help"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: index)) == before)
        _ = try StrictJSON.parse(Array(json.text.utf8), limits: .file)
        let people = sandbox.plan.families.allPersonalStrings()
        for text in [report.text, html, json.text] {
            #expect(Haystack(text).findings(of: people).isEmpty)
        }
    }
}
