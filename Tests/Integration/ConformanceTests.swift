import Foundation
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

/// The conformance suite, as somebody from outside would run it, against real nodes.
extension ProcessTests {
    private func conformance(_ arguments: [String]) async throws -> (finished: Finished, report: JSONValue) {
        let path = sandbox.plan.folder + "/report-\(UUID().uuidString).json"
        let finished = try await Program.run(
            "fcg-conformance",
            ["run", "--kit", sandbox.plan.folder + "/peer-kit", "--seed", "1", "--json", path] + arguments)
        let octets = Array(try #require(FileManager.default.contents(atPath: path), Comment(rawValue: finished.text)))
        return (finished, try StrictJSON.parse(octets, limits: .file))
    }

    private func verdicts(_ report: JSONValue) -> Set<String> {
        Set((report["results"]?.elements ?? []).compactMap { $0["verdict"]?.text }).subtracting(["not-claimed"])
    }

    @Test("a node passes a short run of the conformance suite that asks it")
    func conformsAsHolder() async throws {
        // Both of the others witness the log, and a receipt is only whole with them.
        try await sandbox.running(.bradford)
        try await sandbox.running(.stockport)
        let short = ["X", "C", "E", "K"].joined(separator: ",")

        let (finished, report) = try await conformance([
            "--profile", "answer", "--profile", "audit", "--sections", short,
        ])

        #expect(finished.code == 0, Comment(rawValue: finished.text))
        #expect(verdicts(report) == ["pass"])
        #expect((report["counts"]?["pass"]?.number ?? 0) > 50)
    }

    @Test(
        "a node that asks passes a short run of the suite that is asked, and shows what it must not believe as nothing")
    func conformsAsAsker() async throws {
        try await sandbox.running(.leeds)
        let leeds = sandbox.plan.council(.leeds)
        let port = sandbox.plan.port(of: sandbox.plan.testAuthorities[0])
        let command = "'\(Program.executable.path)' ask --config '\(leeds.folder.config)' --json --question -"
        let cases = ["sound", "unsigned", "other-rq", "level", "server-other-ca", "closed"].flatMap {
            ["--only", "asking.\($0)"]
        }

        let (finished, report) = try await conformance(
            [
                "--profile", "ask", "--node", "https://\(leeds.publicName)", "--ask-port", "\(port)", "--ask-command",
                command,
            ] + cases)

        #expect(finished.code == 0, Comment(rawValue: finished.text))
        #expect(verdicts(report) == ["pass"])
        #expect(report["counts"]?["pass"]?.number == 6)
    }

    @Test("the rows that IG officers wrote are decided in the same run, and the set in force is known by its digest")
    func policyRows() async throws {
        try await sandbox.running(.stockport)
        let policies = sandbox.plan.folder + "/stockport/policies"
        let bent = sandbox.plan.folder + "/bent-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: policies, toPath: bent)
        defer { try? FileManager.default.removeItem(atPath: bent) }
        let file = bent + "/tests/stockport-to-leeds.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.contains("level: contact") })
        let name = try #require(lines[..<first].lastIndex { $0.contains("- name: ") }) + 1
        try text.replacing("level: contact", with: "level: detail", maxReplacements: 1).write(
            toFile: file, atomically: true, encoding: .utf8)

        let (sound, report) = try await conformance(["--only", "exchange.sound", "--policies", policies + "/"])
        let (failing, other) = try await conformance(["--only", "exchange.sound", "--policies", bent])

        #expect(sound.code == 0, Comment(rawValue: sound.text))
        let set = try #require(report["policies"]?.elements?.first)
        let rows = set["rows"]?.elements ?? []
        #expect(rows.count { $0["kind"]?.text == "row" && $0["verdict"]?.text == "pass" } > 40)
        #expect(Set(rows.map { $0["verdict"]?.text }) == ["pass"] && !rows.contains { $0["kind"]?.text == "untested" })
        #expect(rows.last?["kind"]?.text == "in-force" && rows.last?["verdict"]?.text == "pass")
        #expect(failing.code == 1)
        #expect(failing.text.contains("FAIL  \(file):\(name)\n"), Comment(rawValue: failing.text))
        #expect(failing.text.contains("level: expected `detail`, decided `contact`"))
        #expect(other["policies"]?.elements?.first?["rows"]?.elements?.last?["verdict"]?.text == "warn")
    }

    @Test("a set with a mistake, or without a row, is said before anything is asked, and ends a run with 2")
    func brokenPolicies() async throws {
        let kit = sandbox.plan.folder + "/peer-kit"
        let broken = sandbox.plan.folder + "/broken-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: sandbox.plan.folder + "/stockport/policies", toPath: broken)
        defer { try? FileManager.default.removeItem(atPath: broken) }
        try FileManager.default.removeItem(atPath: broken + "/tests")

        let rowless = try await Program.run("fcg-conformance", ["run", "--kit", kit, "--policies", broken])
        try Data("language: 2\n".utf8).write(to: URL(fileURLWithPath: broken + "/bans.yaml"))
        let mistaken = try await Program.run("fcg-conformance", ["run", "--kit", kit, "--policies", broken])

        #expect(rowless.code == 2 && rowless.text.contains("no row of a test stands beside this set"))
        #expect(
            mistaken.code == 2 && mistaken.text.contains("\(broken)/bans.yaml:1:"), Comment(rawValue: mistaken.text))
        #expect(mistaken.text.contains("nothing was tested") && !mistaken.text.contains("seed"))
    }

    @Test("a node that is not there ends a run with 3, and a case that does not exist with 2")
    func conformanceCodes() async throws {
        try await sandbox.stop(.bradford)
        let kit = sandbox.plan.folder + "/peer-kit"
        let node = "https://\(sandbox.plan.council(.bradford).publicName)"

        let absent = try await Program.run("fcg-conformance", ["run", "--kit", kit, "--node", node])
        let unknown = try await Program.run("fcg-conformance", ["run", "--kit", kit, "--only", "no.such"])
        let caseless = try await Program.run("fcg-conformance", ["run", "--kit", kit, "--profile", "directory"])
        let nowhere = try await Program.run("fcg-conformance", ["preflight", "--kit", kit + "/none"])

        #expect(absent.code == 3 && absent.text.contains("the firewall, or the node is not running"))
        #expect(unknown.code == 2 && unknown.text.contains("there is no such case"))
        #expect(caseless.code == 2 && caseless.text.contains("there is no such case"))
        #expect(nowhere.code == 2 && nowhere.text.contains("there are not two folders"))
    }
}
