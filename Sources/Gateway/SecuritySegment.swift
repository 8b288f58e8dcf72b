import AuditTrail
import WireProtocol

/// The failures between two summaries: all of them counted, as many of them as fit into one payload line by line.
struct SecuritySegment: Sendable {
    /// One failure: which peer, which code, when, and the reference the peer was told.
    struct Line: Sendable, CustomStringConvertible {
        let peer: AuthorityID
        let code: ProblemCode
        let time: Instant
        let reference: String
        /// `rq` of the first request that failed in this way though its signature held: what proves who sent it.
        var request: Commitment?

        var description: String {
            let request = request.map { Base64URL.encode($0.octets) } ?? "-"
            return "\(time.preciseText) \(peer.code) \(code.rawValue) \(reference) \(request)"
        }
    }

    private static let mostLines = 400
    private var kept: [(line: Line, isFirst: Bool)] = []
    private(set) var counts: [AuthorityID: [ProblemCode: Int]] = [:]

    /// The lines kept, oldest first: the newest, and the first of each peer and code.
    var lines: [Line] { kept.map(\.line) }

    /// Counts a failure, and keeps its line if room can be made.
    mutating func add(_ line: Line) {
        keep(line)
        let before = Mutant.miscounted.isOn ? 0 : counts[line.peer]?[line.code] ?? 0
        counts[line.peer, default: [:]][line.code] = before + 1
    }

    private mutating func keep(_ line: Line) {
        if kept.count == SecuritySegment.mostLines {
            guard let oldest = kept.firstIndex(where: { !$0.isFirst }) else { return }
            kept.remove(at: oldest)
        }
        kept.append((line, isFirst: counts[line.peer]?[line.code] == nil))
    }

    /// This segment and the one after it as one.
    func followed(by newer: SecuritySegment) -> SecuritySegment {
        var both = self
        for line in newer.lines { both.keep(line) }
        both.counts.merge(newer.counts) { older, newer in older.merging(newer, uniquingKeysWith: +) }
        return both
    }

    /// H(segment), as the leaf of a summary has it: SHA-256, in hexadecimal, of ``text``.
    var digest: String { Hex.encode(EvidenceDigest.body(Array(text.utf8)).octets) }

    /// The segment's one form: a head, and a line each.
    var text: String { (["fcg-security/v1"] + lines.map(\.description)).map { $0 + "\n" }.joined() }

    /// The payload of a summary: what ``text`` is made from, and the counts of all that failed.
    var payload: JSONValue {
        var peers: [String: JSONValue] = [:]
        for (peer, codes) in counts {
            let members = codes.map { code, count in (code.rawValue, JSONValue.integer(Int64(count))) }
            peers[peer.code] = .object(Dictionary(uniqueKeysWithValues: members))
        }
        return ["counts": .object(peers), "lines": .array(lines.map { .string($0.description) })]
    }
}
