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

    /// A bundle of the holder's first leaf, cosigned at a second or by nobody, and verified.
    private func bundle(of made: ExportSandbox, cosigned seconds: Int64?) throws -> BundleVerification {
        let key = try #require(made.policy().logs.first?.key)
        var policy = try LogPolicy(log: key, witnesses: [], quorum: 0)
        if let seconds {
            let trail = try made.sandbox.open()
            let note = try SignedNote(octets: trail.checkpoint(.exchange, at: made.sandbox.now))
            try trail.stop()
            try keepVoices(made, size: 4, line: witness().cosign(note.text, at: seconds).line, stamp: [])
            policy = try self.policy(made)
        }
        var bundles = EvidenceBundles(folder: made.sandbox.folder, keys: try made.sandbox.verifierKeys())
        bundles.policy = { [policy] _ in policy }
        let made = try #require(try bundles.make(.index(0), in: .exchange).first)
        return try BundleVerifier.verify(
            made.proof.octets, companion: made.companion.octets, policy: policy, at: "proof")
    }

    /// When the witness cosigned.
    private static let seen: Int64 = 1_795_170_960

    private func judge(
        _ bundle: BundleVerification, version: Int64 = 17, id: String = "E08000035#2026a", raw: [UInt8],
        end: Int64 = seen + 60, stamped: Int64? = nil
    ) -> [EvidenceJudge.Judgement] {
        let judge = EvidenceJudge(version: version) { name in
            name == id ? EvidenceJudge.Key(raw: raw, end: Instant(seconds: end)) : nil
        }
        return judge.judge(bundle, stamped: stamped.map { Instant(seconds: $0) }).map(\.judgement)
    }

    // clause: FCP-AUD-36+
    @Test("a signature counts whose key stands in the leaf's directory and ended after somebody had seen the leaf")
    func counts() async throws {
        let made = try await ExportSandbox()
        let (witnessed, bare) = (
            try bundle(of: made, cosigned: WitnessedExportTests.seen),
            try bundle(of: try await ExportSandbox(key: made), cosigned: nil)
        )
        let (seen, end) = (WitnessedExportTests.seen, WitnessedExportTests.seen + 60)
        let expected = EvidenceJudge.Judgement.counts(end: Instant(seconds: end), seen: Instant(seconds: seen))

        #expect(judge(witnessed, raw: made.peerKey) == [expected] && expected.counts)
        #expect(judge(witnessed, raw: made.peerKey, end: seen).map(\.counts) == [true])
        #expect(judge(bare, raw: made.peerKey, stamped: seen) == [expected])
        #expect(judge(witnessed, raw: made.peerKey, stamped: seen + 50) == [expected])
    }

    // clause: FCP-AUD-36-
    @Test("a signature counts for nothing under another directory, without its key, or seen only after the key's end")
    func doesNotCount() async throws {
        let made = try await ExportSandbox()
        let (witnessed, bare) = (
            try bundle(of: made, cosigned: WitnessedExportTests.seen),
            try bundle(of: try await ExportSandbox(key: made), cosigned: nil)
        )
        let end = WitnessedExportTests.seen - 1
        let late = EvidenceJudge.Judgement.late(end: Instant(seconds: end))

        #expect(judge(witnessed, version: 18, raw: made.peerKey) == [.otherDirectory(needed: 17)])
        #expect(judge(witnessed, id: "E08000035#2026b", raw: made.peerKey) == [.unknownKey])
        #expect(judge(witnessed, raw: [UInt8](repeating: 3, count: 32)) == [.unknownKey])
        let forged = try bundle(of: try await ExportSandbox(key: made, isForged: true), cosigned: nil)
        #expect(judge(forged, raw: made.peerKey, stamped: end) == [.forged])
        #expect(judge(witnessed, raw: made.peerKey, end: end) == [late] && !late.counts)
        #expect(judge(bare, raw: made.peerKey) == [.late(end: Instant(seconds: end + 61))])
        #expect(judge(bare, raw: made.peerKey, end: end, stamped: end + 1) == [late])
        #expect(late.words.contains("the key ended \(Instant(seconds: end).text)"))
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
