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
            "trial count", "trial decide", "schemas", "suspend", "resume", "signer", "signers", "bundle", "sign",
            "activate", "rollback", "pin",
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
}
