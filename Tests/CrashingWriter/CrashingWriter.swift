import AuditTrail
import Crypto
import Foundation
import MerkleLog
import Synchronization
import WireProtocol

/// Writes to an audit folder as a node would, and says on its standard output what it was told is durable, so that a test
/// can kill it at any moment and look whether that is true.
///
///     CrashingWriter FOLDER MILLISECONDS many   64 writers until it is killed, a checkpoint every 20 ms
///     CrashingWriter FOLDER MILLISECONDS steps  one of each kind of record, checkpoints between, and a stop in order
///
/// Steps begin when a line, or the end, comes on standard input. Lines: `open`, `leaf <log> <index> <leaf hash>`, `note <base64>`, `failed <why>`, `end`. The clock begins at the milliseconds
/// given (since 1970) and moves with the machine's.
@main
struct CrashingWriter {
    private let trail: AuditTrail
    private let now: @Sendable () -> Instant
    private let run: String

    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let start = Int64(arguments[2]), let authority = AuthorityID("E08000007") else {
            say("failed usage: CrashingWriter FOLDER MILLISECONDS many|steps")
            exit(64)
        }
        do {
            let writer = try CrashingWriter(folder: arguments[1], start: start, authority: authority)
            if arguments[3] == "many" { try await writer.many() } else { try await writer.steps() }
            say("end")
        } catch {
            say("failed \(error)")
            exit(1)
        }
    }

    private init(folder: String, start: Int64, authority: AuthorityID) throws {
        let begun = DispatchTime.now().uptimeNanoseconds
        let elapsed: @Sendable () -> Int64 = { Int64((DispatchTime.now().uptimeNanoseconds - begun) / 1_000_000) }
        let now: @Sendable () -> Instant = { Instant(milliseconds: start + elapsed()) }
        run = "\(start)"
        self.now = now
        trail = try AuditTrail.open(
            AuditConfiguration(
                folder: folder, node: authority, authority: "gateway.stockport.example",
                logKeys: LogKeys { log, year in
                    [UInt8](repeating: (log == .exchange ? 1 : 2) + UInt8(year - 2026) * 2, count: 32)
                },
                masterKey: try AuditTrail.masterKey(folder: folder),
                random: { count in
                    var generator = SystemRandomNumberGenerator()
                    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
                }, now: now, monotonic: elapsed))
    }

    // MARK: - What it does

    private func many() async throws {
        try await withThrowingTaskGroup { group in
            for writer in 0..<64 {
                group.addTask {
                    for number in 0..<Int.max {
                        try await answer("\(run)-\(writer)-\(number)", isInternal: writer % 8 == 0)
                    }
                }
            }
            group.addTask {
                for number in 1..<Int64.max {
                    try await Task.sleep(for: .milliseconds(20))
                    try publish(after: number * 10)
                }
            }
            try await group.waitForAll()
        }
    }

    private func steps() async throws {
        Self.say("open")
        _ = readLine()
        for number in 0..<3 { await attempt { try await answer("\(run)-\(number)", isInternal: false) } }
        await attempt { try publish(after: 10) }
        await attempt {
            let receipts = try await trail.record(asked: (0..<2).map { try asked("\(run)-asked-\($0)") })
            receipts.forEach { Self.say($0, in: .exchange) }
        }
        await attempt { try await answer("\(run)-event", isInternal: true) }
        await attempt { try publish(after: 3_600) }
        await attempt { try await answer("\(run)-last", isInternal: false) }
        try trail.stop()
    }

    /// What cannot be recorded is said; the next step is tried all the same, as the next question would be.
    private func attempt(_ body: () async throws -> Void) async {
        do { try await body() } catch { Self.say("failed \(error)") }
    }

    private func answer(_ name: String, isInternal: Bool) async throws {
        if isInternal {
            let event = InternalEvent(
                event: "audit.searched", binding: name, directory: 17, payloads: LeafPayloads(length: 64), time: now())
            return Self.say(try await trail.record(event), in: .internal)
        }
        let answered = AnsweredExchange(
            counterpart: try peer(), exchange: try exchange(name), nonce: "nonce-\(name)",
            nonceExpires: now().adding(seconds: 180), directory: 17, requestEvidence: evidence(name),
            queryOctets: Array("query".utf8), answerOctets: Array("answer to \(name)".utf8),
            payloads: LeafPayloads(length: 64), time: now())
        Self.say(try await trail.record(answered), in: .exchange)
    }

    private func asked(_ name: String) throws -> AskedExchange {
        AskedExchange(
            counterpart: try peer(), exchange: try exchange(name), directory: 17, requestEvidence: evidence(name),
            queryOctets: Array("query".utf8), payloads: LeafPayloads(length: 64), time: now())
    }

    /// A checkpoint, as if so many seconds had passed.
    private func publish(after seconds: Int64) throws {
        let note = try trail.checkpoint(.exchange, at: now().adding(seconds: seconds))
        Self.say("note \(Base64.encode(note))")
    }

    private func peer() throws -> AuthorityID {
        guard let peer = AuthorityID("E08000035") else { throw AuditFailure.stopped }
        return peer
    }

    private func exchange(_ name: String) throws -> ExchangeID {
        let digits = Hex.encode(SHA256.hash(data: Array(name.utf8))).prefix(32)
        guard let exchange = ExchangeID(String(digits)) else { throw AuditFailure.stopped }
        return exchange
    }

    private func evidence(_ name: String) -> Evidence {
        Evidence(
            base: Array("\"@method\": POST\nnonce=\"nonce-\(name)\"".utf8), signature: Array("signed \(name)".utf8),
            keyID: "E08000035#2026a", keyHash: [UInt8](repeating: 9, count: 32))
    }

    // MARK: - What it says

    private static func say(_ receipt: AuditReceipt, in log: LogName) {
        say("leaf \(log.rawValue) \(receipt.index) \(Hex.encode(MerkleHash.leaf(receipt.leaf).octets))")
    }

    /// One write a line: what was said before a kill stays said.
    private static func say(_ line: String) {
        let octets = Array((line + "\n").utf8)
        _ = octets.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
