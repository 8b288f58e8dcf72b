import ConformanceKit
import Foundation
import NodeIdentity
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

/// A statement of conformance in the internal log: recorded while the node runs and while none does, or refused.
extension ProcessTests {
    private static let runner = [UInt8](repeating: 21, count: 32)

    /// A file with a statement about a council's node.
    private func statement(
        about council: SyntheticCouncil, issued: Instant = wallClock(), bent: (String) -> String = { $0 }
    ) throws -> String {
        let node = sandbox.plan.council(council)
        let report: JSONValue = [
            "type": "fcg.conformance-report/1",
            "suite": ["name": "fcg-conformance", "version": "1.0.0", "digest": "aa"],
            "node": [
                "address": .string("https://\(node.publicName)"), "authority": .string(node.authority.code),
                "software": "family-context-gateway 0.1.0", "directory": 1,
            ], "profiles": ["answer"], "mode": "certify", "began": .string(issued.text),
            "counts": ["pass": 3, "fail": 0, "warn": 0, "inconclusive": 0, "not-claimed": 0],
        ]
        let sealed = try Statement(report: CanonicalJSON.encode(report), issued: issued).sealed(
            by: try SigningKey(seed: ProcessTests.runner).pem)
        let path = sandbox.plan.folder + "/statement-\(UUID().uuidString).json"
        try Data(bent(String(decoding: sealed, as: UTF8.self)).utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func record(_ statement: String, key: [UInt8]? = nil) async throws -> Finished {
        let key = try key ?? SigningKey(seed: ProcessTests.runner).publicOctets
        return try await Program.fcg([
            "audit", "conformance", "--config", sandbox.plan.council(.stockport).folder.config, "--statement",
            statement,
            "--key", Base64URL.encode(key), "--by", "M. Shah",
        ])
    }

    private func recorded() async throws -> String {
        try await Program.fcg([
            "audit", "search", "--config", sandbox.plan.council(.stockport).folder.config, "--by", "ia", "--log",
            "internal", "--event", "conformance.stated",
        ]).text
    }

    @Test("a statement of conformance is recorded, by a node that runs and by a folder at rest, and the log verifies")
    func statementRecorded() async throws {
        let config = sandbox.plan.council(.stockport).folder.config
        let statement = try statement(about: .stockport)

        try await sandbox.running(.stockport)
        let running = try await record(statement)
        try await sandbox.stop(.stockport)
        let resting = try await record(statement)
        let verified = try await Program.fcg(["audit", "verify", "--config", config])

        for said in [running, resting] {
            #expect(said.code == 0, Comment(rawValue: said.text))
            #expect(said.text.contains("3 cases passed") && said.text.contains("of the internal log, digest "))
        }
        #expect(verified.code == 0, Comment(rawValue: verified.text))
        #expect(try await recorded().contains("found: 2"))
    }

    @Test("a statement that is over, altered, of another key or of another node is refused, and nothing is recorded")
    func statementRefused() async throws {
        try await sandbox.running(.stockport)
        let before = try await recorded()
        let over = try await record(
            statement(about: .stockport, issued: wallClock().adding(seconds: -181 * 86_400)))
        let altered = try await record(
            statement(about: .stockport) { $0.replacing("\"pass\":3", with: "\"pass\":4") })
        let other = try await record(
            statement(about: .stockport), key: SigningKey(seed: [UInt8](repeating: 22, count: 32)).publicOctets)
        let leeds = try await record(statement(about: .leeds))
        let none = try await record("\(sandbox.plan.folder)/no-such-file.json")

        for (said, words) in [
            (over, "does not hold: its time is over"),
            (altered, "does not hold: it is not signed by this key, or was altered"),
            (other, "does not hold: it is not signed by this key, or was altered"),
            (leeds, "it speaks of `E08000035` at "), (none, "cannot be read"),
        ] {
            #expect(said.code != 0 && said.text.contains(words), Comment(rawValue: said.text))
        }
        #expect(try await recorded() == before)
    }
}
