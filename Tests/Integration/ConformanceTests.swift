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
