import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// `docs/examples/verify_export.py`, which shares no code with us.
@Suite("a verifier that is not ours")
struct IndependentVerifierTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/examples/verify_export.py")

    private func says(of path: String, policy: String? = nil) throws -> (isFine: Bool, text: String) {
        let process = Process()
        let said = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.script.path(percentEncoded: false), path] + (policy.map { ["--policy", $0] } ?? [])
        process.standardOutput = said
        process.standardError = said
        try process.run()
        let octets = said.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus == 0, String(decoding: octets, as: UTF8.self))
    }

    @Test("accepts an export of several levels, and rejects each file of it once it is altered")
    func export() async throws {
        let made = try await ExportSandbox(answered: 511)
        let place = try TemporaryFolder()
        let export = place.path("export")
        _ = try made.export(opening: [.actor], to: export)

        let sound = try says(of: export)
        #expect(sound.isFine && sound.text.contains("intact: gateway.stockport.example/audit/2026: 513 entries"))

        let watched = [
            "checkpoint", "policy", "leaves.jsonl", "payloads.jsonl", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2",
            "tile/entries/000", "tile/entries/002.p/1",
        ]
        for file in watched {
            let unseen = try OctetFlips("\(export)/\(file)").unseen(Soak.count(2, soak: 200)) {
                guard try says(of: export).isFine else { throw AuditFileFault(file, "rejected", help: "") }
            }
            #expect(unseen == [], "\(file)")
        }
        #expect(try says(of: export).isFine)
    }

    @Test("accepts a proof, and rejects it once it is altered")
    func proof() async throws {
        let made = try await ExportSandbox(answered: 300)
        let bundle = try #require(try made.bundles(.index(17), opening: [.subject]).first)
        let place = try TemporaryFolder()
        try Data(bundle.proof.octets).write(to: URL(fileURLWithPath: place.path("one.tlog-proof")))
        try Data(try made.policy().octets).write(to: URL(fileURLWithPath: place.path("policy")))

        let sound = try says(of: place.path("one.tlog-proof"), policy: place.path("policy"))
        #expect(sound.isFine && sound.text.contains(": entry 17 of a tree of "), "\(sound.text)")

        let unseen = try OctetFlips(place.path("one.tlog-proof")).unseen(Soak.count(20, soak: 1_000)) {
            guard try says(of: place.path("one.tlog-proof"), policy: place.path("policy")).isFine else {
                throw AuditFileFault("proof", "rejected", help: "")
            }
        }
        #expect(unseen == [])
    }
}
