import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import WireProtocol

/// Endpoints 5 and 6: cosigns the checkpoints of logs that name this node as a witness, and shows what it cosigned.
struct WitnessDoor: Sendable {
    let node: NodeContext

    /// Rules on an `add-checkpoint`. Who sends it plays no part: the checkpoint bears its log's signature.
    func add(_ body: [UInt8], now: Instant) throws(Rejection) -> ReadyResponse {
        guard let witness = node.witness else { throw .transport(.notFound) }
        guard !node.audit.isRolledBack else { throw .transport(.unavailable) }
        do { try node.audit.checkClock() } catch { throw .clock }
        let directory = node.directory.current
        guard now <= directory.expires else { throw .directoryStale }
        let reply: WitnessReply
        do {
            reply = try witness.file.rule(
                body, keys: { keys(of: $0, by: directory) }, signer: witness.signer, now: now)
        } catch { throw .notRecorded(error) }
        switch reply {
        case .cosigned(let line): return .text(200, Array(line.line.utf8))
        case .refused(let ruling): return .ruling(ruling)
        case .tooSoon(let seconds): throw .tooMany(retryAfter: seconds)
        case .silent: throw .transport(.unavailable)
        }
    }

    /// The keys of a log that names this node as a witness; every other log is unknown here.
    private func keys(of origin: String, by directory: Directory) -> [any NoteVerifier]? {
        guard let (_, log) = directory.log(origin), log.witnesses.contains(node.authority) || Mutant.anyLogCosigned.isOn
        else { return nil }
        return directory.noteKey(of: log).map { [$0] }
    }

    /// `/witness/<hex H(origin)>/checkpoint`: the last note cosigned, with the cosignature.
    func witnessed(_ path: String) throws(Rejection) -> ReadyResponse {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let witness = node.witness, parts.count == 4, let name = Hex.decode(String(parts[2])), name.count == 32
        else { throw .transport(.notFound) }
        let note: [UInt8]?
        do { note = try witness.file.witnessed(name: name) } catch { throw .notRecorded(error) }
        guard let note else { throw .transport(.notFound) }
        return .text(200, note)
    }
}

extension ReadyResponse {
    static func text(_ status: Int, _ body: [UInt8], type: String = "text/plain; charset=utf-8") -> ReadyResponse {
        var head = HTTPResponse(status: .init(code: status))
        head.headerFields[.contentType] = type
        return ReadyResponse(head: head, body: body)
    }

    /// A refusal as C2SP tlog-witness has it: the status says why, the body of 409 is the size.
    fileprivate static func ruling(_ ruling: WitnessRuling) -> ReadyResponse {
        if let size = ruling.sizeBody { return .text(ruling.status, size, type: WitnessRuling.sizeMediaType) }
        return .text(ruling.status, Array((ruling.sentence + "\n").utf8))
    }
}

extension WitnessRuling {
    /// What is wrong, for whoever runs the log.
    fileprivate var sentence: String {
        switch self {
        case .cosign: "cosigned"
        case .malformed: "not an add-checkpoint body, or its old size is larger than the checkpoint"
        case .untrusted: "no signature of the log's key, or one that fails"
        case .unknownOrigin: "no such log names this witness"
        case .conflict: "another size was cosigned last"
        case .contradiction(.badProof): "the proof does not join what was cosigned last to this checkpoint"
        case .contradiction(.proofFromNothing): "there is nothing to prove from size 0"
        case .contradiction(.badEmptyRoot): "an empty log has the root SHA-256 of nothing"
        case .contradiction(.otherRoot): "another root was cosigned at this size"
        }
    }
}
