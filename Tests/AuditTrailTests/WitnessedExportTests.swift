import AuditTrail
import Foundation
import GRDB
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("exports of a witnessed log")
struct WitnessedExportTests {
    /// What a node keeps of its witnesses and its timestamp authority.
    private func keepVoices(_ made: ExportSandbox, size: Int64, line: String, stamp: [UInt8]) throws {
        let database = try DatabaseQueue(path: made.sandbox.folder + "/witness.db")
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE cosigned(origin TEXT, size INTEGER, witness TEXT, line TEXT);
                    CREATE TABLE stamp(origin TEXT, size INTEGER, seconds INTEGER, response BLOB);
                    """)
            let origin = "gateway.stockport.example/audit/2026"
            try database.execute(
                sql: "INSERT INTO cosigned VALUES (?, ?, 'leeds', ?)", arguments: [origin, size, line])
            try database.execute(
                sql: "INSERT INTO stamp VALUES (?, ?, 1, ?)", arguments: [origin, size, Data(stamp)])
        }
        try database.close()
    }

    private func witness() throws -> Ed25519WitnessSigner {
        try Ed25519WitnessSigner(name: "leeds.example/witness", privateKey: [UInt8](repeating: 42, count: 32))
    }

    private func policy(_ made: ExportSandbox) throws -> LogPolicy {
        let key = try #require(made.policy().logs.first?.key)
        return try LogPolicy(log: key, witnesses: [witness().verifierKey], quorum: 1)
    }

    @Test("carry the cosignatures and the timestamp of the newest checkpoint that enough have witnessed")
    func witnessed() async throws {
        let made = try await ExportSandbox()
        let trail = try made.sandbox.open()
        let old = try trail.checkpoint(.exchange, at: made.sandbox.now)
        let line = try witness().cosign(SignedNote(octets: old).text, at: 1_795_170_960)
        try keepVoices(made, size: 4, line: line.line, stamp: [1, 2, 3])
        _ = try await trail.record(made.sandbox.answered("later"))
        made.sandbox.advance(seconds: 60)
        _ = try trail.checkpoint(.exchange, at: made.sandbox.now)
        try trail.stop()
        let policy = try policy(made)
        let place = try TemporaryFolder()
        var export = LogExport(folder: made.sandbox.folder, keys: try made.sandbox.verifierKeys())
        export.policy = { _ in policy }

        _ = try export.write(.exchange, to: place.path("export"))
        let found = try ExportVerifier(place.path("export"), policy: policy).verify()

        #expect((found.size, found.witnesses) == (4, ["leeds.example/witness"]))
        #expect(FileManager.default.contents(atPath: place.path("export/checkpoint.tsr")) == Data([1, 2, 3]))
        var bundles = EvidenceBundles(folder: made.sandbox.folder, keys: try made.sandbox.verifierKeys())
        bundles.policy = { _ in policy }
        let proven = try #require(try bundles.make(.index(1), in: .exchange).first)
        #expect((proven.companion.size, proven.stamp) == (4, [1, 2, 3]))
        // Not witnessed yet: proven under the newest checkpoint, which a reader with this policy does not accept.
        let later = try #require(try bundles.make(.index(4), in: .exchange).first)
        #expect(later.companion.size == 5)
        #expect(throws: AuditFileFault.self) {
            try BundleVerifier.verify(later.proof.octets, companion: nil, policy: policy, at: "later")
        }
    }

    @Test("a cosignature that is false makes nobody's quorum")
    func forged() async throws {
        let made = try await ExportSandbox()
        let other = try Ed25519WitnessSigner(
            name: "leeds.example/witness", privateKey: [UInt8](repeating: 43, count: 32))
        let line = try other.cosign(Checkpoint(origin: "other", size: 0, root: .empty).text, at: 1_795_170_960)
        try keepVoices(made, size: 4, line: line.line, stamp: [])
        let policy = try policy(made)
        let place = try TemporaryFolder()
        var export = LogExport(folder: made.sandbox.folder, keys: try made.sandbox.verifierKeys())
        export.policy = { _ in policy }

        _ = try export.write(.exchange, to: place.path("export"))

        #expect(throws: AuditFileFault.self) { try ExportVerifier(place.path("export")).verify() }
    }
}
