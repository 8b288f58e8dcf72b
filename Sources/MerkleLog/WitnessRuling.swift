import WireProtocol

/// What a witness does with an `add-checkpoint` body (C2SP tlog-witness, July 2026). A pure decision.
///
/// The store that asks must make the decision, and write down what it cosigns, in one transaction: two requests that are
/// decided side by side could roll a log back. A fork is never concluded from a ruling: anyone can send a log's true
/// checkpoint with a false proof.
public enum WitnessRuling: Sendable, Equatable {
    /// Why a checkpoint is not cosigned although its log signed it; all are 422.
    public enum Contradiction: Sendable, Equatable {
        /// The consistency proof does not join the two trees.
        case badProof
        /// A proof from size 0, where there is nothing to prove.
        case proofFromNothing
        /// An empty tree whose root is not SHA-256 of nothing.
        case badEmptyRoot
        /// The size the witness cosigned last, with another root: compare both notes with ``NoteComparison``.
        case otherRoot
    }

    /// 200: store this checkpoint, then answer with a cosignature of a new time over the note's text.
    case cosign(Checkpoint, SignedNote)
    /// 400: not a request in its one form, or an old size larger than the checkpoint's.
    case malformed
    /// 403: no signature of a key that is trusted for the origin, or one that fails.
    case untrusted
    /// 404: no such log is known here.
    case unknownOrigin
    /// 409: this, and not the old size sent, is what the witness cosigned last.
    case conflict(size: Int64)
    /// 422: signed by the log, and still not to be cosigned.
    case contradiction(Contradiction)

    /// The status of the response.
    public var status: Int {
        switch self {
        case .cosign: 200
        case .malformed: 400
        case .untrusted: 403
        case .unknownOrigin: 404
        case .conflict: 409
        case .contradiction: 422
        }
    }

    /// The media type that goes with ``conflict(size:)``.
    public static let sizeMediaType = "text/x.tlog.size"

    /// The body that goes with ``conflict(size:)``: the size and a line end.
    public var sizeBody: [UInt8]? {
        guard case .conflict(let size) = self else { return nil }
        return Array("\(size)\n".utf8)
    }

    /// The size in the body of a witness's 409, or `nil` if it is not in its one form.
    public static func size(inConflict body: [UInt8]) -> Int64? {
        guard body.last == 0x0A, let text = String(validating: body.dropLast(), as: UTF8.self) else { return nil }
        return decimal(text, atMost: .max)
    }

    /// Decides about a body.
    ///
    /// `keys` gives the keys trusted for an origin, or `nil` for a log that is not known. `latest` gives the checkpoint
    /// cosigned last for an origin, or `nil` if there is none.
    public static func decide(
        _ body: [UInt8], keys: (String) -> [any NoteVerifier]?, latest: (String) -> Checkpoint?
    ) -> WitnessRuling {
        guard let request = try? AddCheckpointRequest(octets: body),
            let checkpoint = try? Checkpoint(textOfAnyRoot: request.note.text)
        else { return .malformed }
        guard let keys = keys(checkpoint.origin) else { return .unknownOrigin }
        guard Mutant.anyNoteCosigned.isOn || (try? request.note.verify(with: keys)) != nil else { return .untrusted }
        guard request.oldSize <= checkpoint.size else { return .malformed }
        let held = latest(checkpoint.origin)
        guard request.oldSize == held?.size ?? 0 || Mutant.anyOldSize.isOn else {
            return .conflict(size: held?.size ?? 0)
        }
        if let contradiction = contradiction(request, checkpoint, held: held?.root ?? MerkleHash.empty) {
            return .contradiction(contradiction)
        }
        return .cosign(checkpoint, request.note)
    }

    private static func contradiction(
        _ request: AddCheckpointRequest, _ checkpoint: Checkpoint, held root: MerkleHash
    ) -> Contradiction? {
        if checkpoint.size == 0, checkpoint.root != MerkleHash.empty { return .badEmptyRoot }
        if request.oldSize == 0 {
            return request.hashes.isEmpty || Mutant.proofFromNothing.isOn ? nil : .proofFromNothing
        }
        if request.oldSize == checkpoint.size, checkpoint.root != root {
            return Mutant.otherRoot.isOn ? nil : .otherRoot
        }
        let proof = ConsistencyProof(oldSize: request.oldSize, newSize: checkpoint.size, hashes: request.hashes)
        return proof.proves(root, growsInto: checkpoint.root) || Mutant.anyGrowth.isOn ? nil : .badProof
    }
}
