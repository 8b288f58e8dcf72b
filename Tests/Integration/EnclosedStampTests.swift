import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@testable import fcg

/// A small log, exported with a timestamp of `openssl ts` beside its checkpoint.
@Suite("The timestamp that comes with an export")
struct EnclosedStampTests {
    private let place: TemporaryFolder
    private let export: String
    private let digest: [UInt8]
    private let now: Instant

    init() async throws {
        place = try TemporaryFolder()
        now = try #require(Instant("2026-11-20T10:36:00Z"))
        for name in ["tsa", "other"] { try Self.makeAuthority(name, in: place) }
        let audit = place.path("audit")
        try AuditTrail.initialise(folder: audit, random: systemRandom)
        let time = now
        let configuration = AuditConfiguration(
            folder: audit, node: try #require(AuthorityID("E08000007")), authority: "gateway.stockport.example",
            logKeys: LogKeys(exchange: Array(1...32), internalLog: Array(2...33)),
            masterKey: try AuditTrail.masterKey(folder: audit), random: systemRandom, now: { time },
            monotonic: { 0 })
        let trail = try AuditTrail.open(configuration)
        _ = try await trail.record(
            InternalEvent(event: "node.start", binding: "x", directory: 1, payloads: LeafPayloads(), time: time))
        let note = try trail.checkpoint(.internal, at: time.adding(seconds: 3_600))
        digest = EvidenceDigest.body(note).octets
        let response = try Self.stamp(digest, in: place)
        let file = try trail.openWitnessFile()
        try file.keep(
            CheckpointStamp(size: 1, seconds: time.seconds, response: response),
            of: configuration.origin(.internal, year: 2026))
        try file.close()
        try trail.stop()
        export = place.path("export")
        let keys = [try configuration.verifierKey(.internal, year: 2026)]
        _ = try LogExport(folder: audit, keys: keys).write(.internal, to: export)
        let bundles = try EvidenceBundles(folder: audit, keys: keys).make(.index(0), in: .internal)
        try BundleFolder.write(
            bundles, key: keys[0], policy: try LogPolicy(log: keys[0], witnesses: [], quorum: 0),
            to: place.path("proof"))
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments.prefix(3))")
    }

    private static func makeAuthority(_ name: String, in place: TemporaryFolder) throws {
        let settings = """
            [req]
            distinguished_name = name
            x509_extensions = stamping
            [name]
            [stamping]
            basicConstraints = critical,CA:false
            keyUsage = critical,digitalSignature
            extendedKeyUsage = critical,timeStamping
            subjectKeyIdentifier = hash
            [service]
            serial = \(place.path("serial"))
            signer_cert = \(place.path("tsa.pem"))
            signer_key = \(place.path("tsa.key"))
            signer_digest = sha256
            default_policy = 1.3.6.1.4.1.32473.1
            digests = sha256
            ess_cert_id_alg = sha256

            """
        try NodeFolder.write(settings, to: place.path("openssl.cnf"))
        try NodeFolder.write("01\n", to: place.path("serial"))
        try run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-config", place.path("openssl.cnf"), "-subj", "/CN=Invented \(name)", "-keyout", place.path("\(name).key"),
            "-out", place.path("\(name).pem"),
        ])
    }

    private static func stamp(_ digest: [UInt8], in place: TemporaryFolder) throws -> [UInt8] {
        try run([
            "openssl", "ts", "-query", "-sha256", "-digest", Hex.encode(digest), "-cert", "-out", place.path("in.tsq"),
        ])
        try run([
            "openssl", "ts", "-reply", "-config", place.path("openssl.cnf"), "-section", "service", "-queryfile",
            place.path("in.tsq"), "-out", place.path("out.tsr"),
        ])
        return try NodeFolder(path: place.path).octets(of: place.path("out.tsr"))
    }

    private func verify(_ path: String, _ options: String...) async throws -> Finished {
        try await Program.fcg(["audit", "verify", path] + options)
    }

    @Test("is checked with the auditor's certificate, and without one the line says what was not checked")
    func checked() async throws {
        for path in [export, place.path("proof/internal-2026-0.tlog-proof")] {
            let bare = try await verify(path)
            let sound = try await verify(path, "--timestamp-authority", place.path("tsa.pem"))
            let strange = try await verify(path, "--timestamp-authority", place.path("other.pem"))

            #expect(bare.code == 0 && bare.text.contains("fits the checkpoint; signature not checked"), "\(bare.text)")
            #expect(sound.code == 0 && sound.text.contains("signature and certificate checked"), "\(sound.text)")
            #expect(sound.text.contains("policy 1.3.6.1.4.1.32473.1"))
            #expect(strange.code == 1 && strange.text.contains("checkpoint.tsr: error: "), "\(strange.text)")
        }
        let none = try await verify(export, "--timestamp-authority", place.path("openssl.cnf"))
        #expect(none.code == 1 && none.text.contains("openssl.cnf: error: "))
    }

    @Test("that is of something else is refused, signed or not")
    func ofSomethingElse() throws {
        let other = try Self.stamp([UInt8](repeating: 7, count: 32), in: place)
        try NodeFolder.write(other, to: export + "/checkpoint.tsr")

        for certificates in [nil, place.path("tsa.pem")] {
            let fault = #expect(throws: Complaint.self) {
                try EnclosedStamp(in: export, certificates: certificates).sentence(over: digest)
            }
            #expect(fault?.description.contains("for another digest") == true)
        }
    }

    @Test("has no octet that can change unseen: with the certificate all are found, without it the line says so")
    func everyOctet() async throws {
        let path = export + "/checkpoint.tsr"
        let sound = try NodeFolder(path: export).octets(of: path)
        let trusting = try EnclosedStamp(in: export, certificates: place.path("tsa.pem"))
        let bare = try EnclosedStamp(in: export, certificates: nil)

        for position in stride(from: 0, to: sound.count, by: Soak.count(11, soak: 1)) {
            var damaged = sound
            damaged[position] ^= 1 << UInt8(position % 8)
            try NodeFolder.write(damaged, to: path)
            #expect(throws: Complaint.self, "octet \(position)") { try trusting.sentence(over: digest) }
            if let said = try? bare.sentence(over: digest) { #expect(said.contains("signature not checked")) }
        }
        // The damage is still there, and the digests beside it speak of what was: no certificate is needed to see that.
        let found = try await verify(export)
        #expect(found.code == 1 && found.text.contains("checkpoint.tsr"))
    }
}
