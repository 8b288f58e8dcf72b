import Foundation
import Testing

@Suite("The policy commands")
struct PolicyCommandTests {
    /// A copy of the samples, beside each other as in the repository.
    private final class Scratch {
        let path = FileManager.default.temporaryDirectory.appending(path: "fcg-policy-\(UUID().uuidString)").path()

        init() throws {
            let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Policies").path()
            try FileManager.default.copyItem(atPath: samples, toPath: path)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func edit(_ file: String, _ change: (String) -> String) throws {
            let whole = path + "/" + file
            try change(String(contentsOfFile: whole, encoding: .utf8)).write(
                toFile: whole, atomically: true, encoding: .utf8)
        }

        func policy(_ arguments: String...) async throws -> Finished { try await Program.fcg(["policy"] + arguments) }
    }

    @Test(
        "each teaches itself: help says what it is for and shows one use of it",
        arguments: [
            "explain", "format", "test", "diff", "print", "who-sees", "between", "replay", "trial report",
            "trial count", "trial decide", "schemas", "suspend", "resume",
        ])
    func help(command: String) async throws {
        let finished = try await Program.fcg(["policy"] + command.split(separator: " ").map(String.init) + ["--help"])

        #expect(finished.code == 0)
        #expect(finished.text.contains("Example: fcg policy \(command) "))
    }

    @Test("format mends what its check complains of, and then there is nothing to complain of")
    func format() async throws {
        let scratch = try Scratch()
        let set = scratch.path + "/leeds"
        try scratch.edit("leeds/bans.yaml") { $0.replacing(", ", with: " ,") + "\n\n" }

        let complaint = try await scratch.policy("format", set, "--check")
        let mended = try await scratch.policy("format", set)
        let after = try await scratch.policy("format", set, "--check")

        #expect(complaint.code == 1)
        #expect(complaint.text.contains("not laid out: \(set)/bans.yaml"))
        #expect(mended.code == 0)
        #expect(after.code == 0)
    }

    @Test("schemas are written anew where they differ, and their check fails before")
    func schemas() async throws {
        let scratch = try Scratch()
        let (set, folder) = (scratch.path + "/leeds", scratch.path + "/schemas")
        try scratch.edit("schemas/bans.schema.json") { $0 + " " }

        let complaint = try await scratch.policy("schemas", set, "--output", folder, "--check")
        let written = try await scratch.policy("schemas", set, "--output", folder)

        #expect(complaint.code == 1)
        #expect(written.text == "wrote \(folder)/bans.schema.json\n")
        #expect(try await scratch.policy("schemas", set, "--output", folder, "--check").code == 0)
    }

    @Test("a word, an agreement or a council that is not there is told, with what there is")
    func unknown() async throws {
        let scratch = try Scratch()
        let set = scratch.path + "/leeds"

        let word = try await scratch.policy("who-sees", set, "rent")
        let agreement = try await scratch.policy("print", set, "stockport-to-leeds")
        let council = try await scratch.policy("between", set, set)

        #expect(word.code == 1)
        #expect(word.text.contains("vocabulary.yaml"))
        #expect(agreement.code == 1)
        #expect(agreement.text.contains("`leeds-to-bradford`, `leeds-to-stockport`"))
        #expect(council.code == 1)
    }

    @Test(
        "one suspends, two resume, and a slip changes nothing; a node that does not run is not waited for",
        .timeLimit(.minutes(1)))
    func suspensions() async throws {
        let scratch = try Scratch()
        let node = scratch.path + "/node"
        try FileManager.default.createDirectory(atPath: node, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: scratch.path + "/leeds", toPath: node + "/policies")
        try "language: 1\nsuspensions: []\n".write(
            toFile: node + "/suspensions.yaml", atomically: true, encoding: .utf8)
        let (config, file) = (node + "/node.yaml", node + "/suspensions.yaml")
        func said() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

        let slip = try await scratch.policy(
            "suspend", "--config", config, "--category", "schol", "--because", "x", "--by", "duty-manager")
        #expect(slip.code == 1 && slip.text.contains("did you mean `school`?"))
        #expect(try said() == "language: 1\nsuspensions: []\n")

        let suspended = try await scratch.policy(
            "suspend", "--config", config, "--category", "school", "--because", "a wrong extract", "--by",
            "duty-manager")
        #expect(suspended.code == 0 && suspended.text.contains("not recorded yet"))
        #expect(try said().contains("  - category: school\n    because: \"a wrong extract\"\n"))

        let alone = try await scratch.policy(
            "resume", "--config", config, "--category", "school", "--by", "auditor", "--and", "auditor", "--review", "x"
        )
        #expect(alone.code == 1)
        #expect(try !said().contains("lifted"))

        let lifted = try await scratch.policy(
            "resume", "--config", config, "--category", "school", "--by", "auditor", "--and", "duty-manager",
            "--review", "mended")
        #expect(lifted.code == 0)
        #expect(try said().contains("lifted: { by: [auditor, duty-manager], "))
    }
}
