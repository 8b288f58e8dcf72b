import Foundation
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("A start that fails")
struct FailedStartTests {
    /// `Policies/leeds` of this repository.
    private static let policies = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Policies/leeds").path(percentEncoded: false)

    @Test("past the opening of the audit trail leaves the mark of a clean stop, so the next start has no fence")
    func marked() async throws {
        let place = try TemporaryFolder()
        let folder = NodeFolder(path: place.path("leeds"))
        let made = try await Program.fcg([
            "init", "--folder", folder.path, "--authority", "E08000035", "--name", "Leeds", "--federation",
            "trial.example", "--public-name", "localhost:8535", "--policies", FailedStartTests.policies,
            "--signers", try SignedNode.register(for: "leeds", in: place),
            "--directory-signer=\(Base64URL.encode([UInt8](repeating: 7, count: 32)))",
        ])
        try #require(made.code == 0, Comment(rawValue: made.text))
        let mark = folder.audit + "/clean-stop"

        let started = try await Program.fcg(["serve", "--config", folder.config])
        let again = try await Program.fcg(["serve", "--config", folder.config])

        #expect(started.code != 0)
        #expect(started.text.contains("directory.json"))
        #expect(again.text == started.text)
        #expect(FileManager.default.fileExists(atPath: mark))
    }

    @Test("the command that takes a clock for right teaches when, and wants two people")
    func clockHelp() async throws {
        let help = try await Program.fcg(["clock", "accept", "--help"])
        let alone = try await Program.fcg(["clock", "accept", "--config", "node.yaml", "--by", "ops-1"])

        #expect(help.text.contains("Two people compare"))
        #expect(alone.code == 64)
        #expect(alone.text.contains("--second"))
    }
}
