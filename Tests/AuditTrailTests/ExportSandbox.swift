import AuditTrail
import Crypto
import Foundation
import MerkleLog
import Testing
import WireProtocol

/// A small log of every kind of leaf with real signatures beside it, and its export.
struct ExportSandbox {
    let sandbox: Sandbox
    let signing: Curve25519.Signing.PrivateKey

    /// Whether signatures are recorded that nobody made.
    private let isForged: Bool

    /// `key` is another one whose asker asks here too.
    init(answered: Int = 2, key: ExportSandbox? = nil, isForged: Bool = false) async throws {
        self.isForged = isForged
        signing = key?.signing ?? Curve25519.Signing.PrivateKey()
        sandbox = try Sandbox()
        let trail = try sandbox.open()
        for number in 0..<answered { _ = try await trail.record(try question("q\(number)")) }
        var asked = try sandbox.asked("two")
        asked.requestEvidence = try signed("asked \"content-digest\": x")
        asked.payloads = payloads("leeds")
        _ = try await trail.record(asked: [asked])
        _ = try await trail.record(try received("two", answerTo: asked.requestEvidence))
        _ = try await trail.record(sandbox.event("policy.activated", binding: "sha-256:00"))
        sandbox.advance(seconds: 3_600)
        for log in LogName.allCases { _ = try trail.checkpoint(log, at: sandbox.now) }
        try trail.stop()
    }

    var peerKey: [UInt8] { Array(signing.publicKey.rawRepresentation) }

    func payloads(_ word: String) -> LeafPayloads {
        LeafPayloads(
            actor: ["staff": "worker-17", "name": "Ada Ö. Worker", "role": "social-worker"],
            decision: ["outcome": "answered", "policySet": "ab12", "note": .string(word)],
            reason: ["purpose": "s47-enquiry"],
            subject: [["ref": "s1", "about": "child", "family": "Okafor", "given": ["Ada"]]])
    }

    private func question(_ name: String) throws -> AnsweredExchange {
        var answered = try sandbox.answered(name, payloads: payloads(name))
        answered.requestEvidence = try signed(name)
        return answered
    }

    private func received(_ name: String, answerTo asked: Evidence) throws -> ReceivedExchange {
        var received = try sandbox.received(name)
        let digest = EvidenceDigest.body(received.answerOctets)
        received.request = EvidenceDigest.request(base: asked.base, signature: asked.signature)
        received.responseEvidence = try signed("\"content-digest\": sha-256=:\(Base64.encode(digest.octets)):")
        let evidence = received.responseEvidence
        let ra = EvidenceDigest.request(base: evidence.base, signature: evidence.signature)
        received.payloads = LeafPayloads(decision: ["class": "answered", "ra": .string(Base64URL.encode(ra.octets))])
        return received
    }

    private func signed(_ text: String) throws -> Evidence {
        let base = Array("\"@method\": POST\n\(text)\n\"@signature-params\": ();keyid=\"E08000035#2026a\"".utf8)
        return Evidence(
            base: base,
            signature: isForged ? [UInt8](repeating: 1, count: 64) : Array(try signing.signature(for: base)),
            keyID: "E08000035#2026a",
            keyHash: EvidenceDigest.body(peerKey).octets)
    }

    func export(_ log: LogName = .exchange, opening: Set<PayloadSlot> = [], to place: String) throws
        -> LogExport.Summary
    {
        var export = LogExport(folder: sandbox.folder, keys: try sandbox.verifierKeys())
        export.opening = opening
        return try export.write(log, to: place)
    }

    func bundles(_ choice: EvidenceBundles.Choice, opening: Set<PayloadSlot> = []) throws -> [EvidenceBundle] {
        var bundles = EvidenceBundles(folder: sandbox.folder, keys: try sandbox.verifierKeys())
        bundles.opening = opening
        bundles.publicKey = { [peerKey] in $0 == "E08000035#2026a" ? peerKey : nil }
        return try bundles.make(choice, in: .exchange)
    }
}

/// Every octet of a file, one after another, or some of them, changed in one bit and put back.
struct OctetFlips {
    let path: String
    private let octets: Data

    init(_ path: String) throws {
        self.path = path
        octets = try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// Positions that `body` does not find, of about `count` looked at.
    func unseen(_ count: Int, _ body: () throws -> Void) throws -> [Int] {
        var unseen: [Int] = []
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        for position in stride(from: 0, to: octets.count, by: max(1, octets.count / count)) {
            try set(octets[position] ^ (1 << UInt8(position % 7)), at: position, file)
            do {
                try body()
                unseen.append(position)
            } catch is AuditFileFault {}
            try set(octets[position], at: position, file)
        }
        return unseen
    }

    private func set(_ octet: UInt8, at position: Int, _ file: FileHandle) throws {
        try file.seek(toOffset: UInt64(position))
        try file.write(contentsOf: [octet])
    }
}
