import Crypto
import Foundation
import MerkleLog
import Synchronization
import Testing
import WireProtocol

@testable import AuditTrail

/// A prepared audit folder of its own, with a clock that is turned by hand and chance that repeats.
final class Sandbox: Sendable {
    static let node = AuthorityID("E08000007")
    static let peer = AuthorityID("E08000035")

    let folder: String
    private let milliseconds: Mutex<(wall: Int64, monotonic: Int64)>
    private let drawn = Mutex(0)

    init(at time: String = "2026-11-20T10:36:00Z") throws {
        folder = FileManager.default.temporaryDirectory.path + "/fcg-audit-\(UUID().uuidString)"
        milliseconds = Mutex((try #require(Instant(time)).milliseconds, 5_000))
        try AuditTrail.initialise(folder: folder, random: random)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var now: Instant { milliseconds.withLock { Instant(milliseconds: $0.wall) } }
    var monotonic: Int64 { milliseconds.withLock { $0.monotonic } }

    /// Lets time pass.
    func advance(seconds: Int64) {
        milliseconds.withLock { $0 = ($0.wall + seconds * 1_000, $0.monotonic + seconds * 1_000) }
    }

    /// Sets the clock on the wall; no time passes.
    func setWall(_ time: Instant) { milliseconds.withLock { $0.wall = time.milliseconds } }

    func random(_ count: Int) -> [UInt8] {
        let number = drawn.withLock { drawn in
            drawn += 1
            return drawn
        }
        var octets: [UInt8] = []
        while octets.count < count {
            octets += Array(SHA256.hash(data: Array("draw \(number) \(octets.count)".utf8)))
        }
        return Array(octets.prefix(count))
    }

    func configuration(bodyDays: Int = 90) throws -> AuditConfiguration {
        AuditConfiguration(
            folder: folder, node: try #require(Sandbox.node), authority: "gateway.stockport.example",
            logKeys: LogKeys { log, year in
                [UInt8](repeating: (log == .exchange ? 1 : 2) + UInt8(year - 2026) * 2, count: 32)
            },
            masterKey: try AuditTrail.masterKey(folder: folder), random: { self.random($0) }, now: { self.now },
            monotonic: { self.monotonic }, bodyDays: bodyDays)
    }

    func open(bodyDays: Int = 90) throws -> AuditTrail { try AuditTrail.open(configuration(bodyDays: bodyDays)) }

    func verify(now: Instant? = nil) throws -> [LogVerification] {
        try AuditVerifier.verify(folder: folder, verifierKeys: verifierKeys(), now: now)
    }

    func verifierKeys() throws -> [NoteVerifierKey] {
        let configuration = try configuration()
        return try [2026, 2027].flatMap { year in
            try LogName.allCases.map { try configuration.verifierKey($0, year: year) }
        }
    }

    /// A copy of the folder as a killed process or a backup would leave it, with everything in the tables.
    func copy() throws -> String {
        for log in LogName.allCases where FileManager.default.fileExists(atPath: "\(folder)/\(log.fileName)") {
            try AuditVerifier.inSnapshot(of: log, folder) { _ in }
        }
        let copy = folder + "-copy"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        // What is being written under another name may have its own by the time it is copied.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasSuffix(".new") {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(copy)/\(name)")
        }
        return copy
    }

    // MARK: - What happens

    func evidence(_ name: String, nonce: String = "-") -> Evidence {
        Evidence(
            base: Array("\"@method\": POST\nnonce=\"\(nonce)\" \(name)".utf8), signature: Array("signed \(name)".utf8),
            keyID: "E08000035#2026a", keyHash: [UInt8](repeating: 9, count: 32))
    }

    func answered(
        _ name: String, nonce: String? = nil, query: String = "query",
        payloads: LeafPayloads = LeafPayloads(length: 64),
        outbox: [OutboxItem] = []
    ) throws -> AnsweredExchange {
        AnsweredExchange(
            counterpart: try #require(Sandbox.peer), exchange: try exchange(name), nonce: nonce ?? "nonce-\(name)",
            nonceExpires: now.adding(seconds: 180), directory: 17,
            requestEvidence: evidence(name, nonce: nonce ?? name),
            queryOctets: Array(query.utf8), answerOctets: Array("answer to \(name)".utf8), payloads: payloads,
            outbox: outbox, time: now)
    }

    func asked(_ name: String) throws -> AskedExchange {
        AskedExchange(
            counterpart: try #require(Sandbox.peer), exchange: try exchange(name), directory: 17,
            requestEvidence: evidence(name), queryOctets: Array("query".utf8), payloads: LeafPayloads(length: 64),
            time: now)
    }

    func received(_ name: String) throws -> ReceivedExchange {
        let asked = evidence(name)
        return ReceivedExchange(
            counterpart: try #require(Sandbox.peer), exchange: try exchange(name), directory: 17,
            request: EvidenceDigest.request(base: asked.base, signature: asked.signature),
            responseEvidence: evidence("response to \(name)"), answerOctets: Array("their answer".utf8),
            payloads: LeafPayloads(decision: ["class": "answered"], length: 64), time: now)
    }

    func unanswered(_ name: String) throws -> UnansweredExchange {
        let asked = evidence(name)
        return UnansweredExchange(
            counterpart: try #require(Sandbox.peer), exchange: try exchange(name), directory: 17,
            request: EvidenceDigest.request(base: asked.base, signature: asked.signature),
            payloads: LeafPayloads(decision: ["class": "timed-out"], length: 64), time: now)
    }

    /// An order to erase in the exchange log of 2026.
    func erasure(_ slots: Set<PayloadSlot>, _ indexes: [Int64]?, residues: [Residue] = []) -> Erasure {
        Erasure(
            log: .exchange, year: 2026, slots: slots, indexes: indexes, residues: residues, directory: 17,
            payloads: LeafPayloads(reason: "article 17"), time: now)
    }

    func event(_ name: String, binding: String = "x") -> InternalEvent {
        InternalEvent(
            event: name, binding: binding, directory: 17, payloads: LeafPayloads(actor: "worker 7", length: 64),
            time: now)
    }

    func exchange(_ name: String) throws -> ExchangeID {
        try #require(ExchangeID("exchange-" + name + String(repeating: "0", count: max(0, 13 - name.utf8.count))))
    }
}
