import AuditTrail
import MerkleLog
import PeerDirectory
package import TrustedTimestamps
package import WireProtocol

/// Sends a request in DER to a timestamp authority and brings back what it answered.
package typealias AskTimestamp = @Sendable ([UInt8]) async throws -> [UInt8]

/// Why a checkpoint has no stamp yet. The node goes on answering; the next round tries again.
package enum StampFault: Error, Sendable, CustomStringConvertible {
    /// The authority was not heard.
    case unheard(String)
    /// What it answered proves nothing.
    case refused(TimestampFault)

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .unheard(let why):
            "the timestamp authority was not heard: \(why); checkpoints stay unstamped until it is"
        case .refused(let fault): "the timestamp is refused: \(fault)"
        }
    }
}

/// Has an authority outside the federation say when our checkpoints existed (RFC 3161): the newest of each log, at most
/// once in so many minutes. A stamp covers all checkpoints before it.
package struct CheckpointStamps: Sendable {
    /// Seconds by which two sound clocks, and the way between them, may differ.
    private static let tolerance: Int64 = 300
    /// Seconds after a start in which nothing is overdue: the first round is just being made.
    private static let patience: Int64 = 120

    private let node: NodeContext
    private let authority: TimestampAuthority
    private let pause: Int64
    private let ask: AskTimestamp

    package init(
        node: NodeContext, authority: TimestampAuthority, everyMinutes minutes: Int, ask: @escaping AskTimestamp
    ) {
        self.node = node
        self.authority = authority
        pause = Int64(minutes) * 60
        self.ask = ask
    }

    /// Stamps what is due; the origins that were stamped.
    package func round(now: Instant) async throws -> [String] {
        guard let file = node.witness?.file else { return [] }
        var stamped: [String] = []
        for shard in node.audit.shards {
            guard let octets = try node.audit.storedCheckpoint(shard.log, year: shard.year) else { continue }
            let checkpoint = try Checkpoint(text: try SignedNote(octets: octets).text)
            let last = try file.newestStamp(of: checkpoint.origin)
            if let last, last.size >= checkpoint.size || now.seconds < last.seconds + pause { continue }
            try file.keep(try await stamp(octets, size: checkpoint.size, now: now), of: checkpoint.origin)
            stamped.append(checkpoint.origin)
        }
        return stamped
    }

    /// Logs whose newest checkpoint should have been stamped by now, and for how many minutes that has been so. A log that
    /// never was stamped is due from `begun`, when this process began.
    package func overdue(begun: Instant, now: Instant) throws -> [(origin: String, minutes: Int)] {
        guard let file = node.witness?.file else { return [] }
        return try node.audit.shards.compactMap { shard in
            guard let octets = try node.audit.storedCheckpoint(shard.log, year: shard.year) else { return nil }
            let checkpoint = try Checkpoint(text: try SignedNote(octets: octets).text)
            let last = try file.newestStamp(of: checkpoint.origin)
            guard last?.size ?? -1 < checkpoint.size else { return nil }
            let due = max(last.map { $0.seconds + pause } ?? 0, begun.seconds + CheckpointStamps.patience)
            return now.seconds > due ? (checkpoint.origin, Int((now.seconds - due) / 60)) : nil
        }
    }

    /// The digest is that of the note as the log signed it, without cosignatures, which come later.
    private func stamp(_ note: [UInt8], size: Int64, now: Instant) async throws(StampFault) -> CheckpointStamp {
        let digest = EvidenceDigest.body(note).octets
        let request: TimestampRequest
        do { request = try TimestampRequest(digest: digest, nonce: node.random(16)) } catch { throw .refused(error) }
        let response: [UInt8]
        do { response = try await ask(request.der) } catch { throw .unheard("\(error)") }
        let seconds = node.now().seconds
        do {
            let timestamp = try authority.verify(
                response, digest: digest, nonce: request.nonce,
                within: now.seconds - CheckpointStamps.tolerance...seconds + CheckpointStamps.tolerance)
            return CheckpointStamp(size: size, seconds: timestamp.seconds, response: response)
        } catch { throw .refused(error) }
    }
}
