/// A checkpoint that a policy accepts, and who stands behind it.
public struct AcceptedCheckpoint: Sendable, Equatable {
    /// The checkpoint.
    public let checkpoint: Checkpoint
    /// The log's key that signed it.
    public let log: NoteVerifierKey
    /// What known witnesses said of it, the latest of each, whether the quorum needed it or not.
    public let cosignatures: [Cosignature]
}

/// Why a policy does not accept a checkpoint.
public enum LogPolicyRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The note is no checkpoint, or a known key's line fails.
    case note(NoteFault)
    /// No listed log has signed it as its own.
    case noLog
    /// Valid cosignatures of these witnesses only, by their names in the policy.
    case noQuorum([PolicyWord])

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .note(let fault): "the checkpoint is refused: \(fault)\nhelp: fetch it again from the log or a witness"
        case .noLog:
            "no log of the policy has signed this checkpoint as its own\nhelp: check that the policy is the one of this log"
        case .noQuorum(let witnesses):
            "the quorum is not met: cosigned by \(witnesses.isEmpty ? "nobody" : witnesses.map { "`\($0)`" }.joined(separator: ", "))\nhelp: fetch the checkpoint again later, or ask the missing witnesses what they hold"
        }
    }
}

extension LogPolicy {
    /// Whether the policy accepts a checkpoint: signed by a listed log as its own, and witnessed as the quorum asks.
    ///
    /// `now`, in seconds since 1970, makes cosignatures from a later second count for nothing. A known key's line that
    /// does not verify refuses the whole note.
    public func accept(_ note: SignedNote, now: Int64? = nil) throws(LogPolicyRefusal) -> AcceptedCheckpoint {
        let (checkpoint, signer, cosignatures) = try read(note)
        guard let signer else { throw .noLog }
        let counted = LogPolicy.latest(cosignatures.filter { $0.seconds <= now ?? .max })
        try demandQuorum(counted)
        return AcceptedCheckpoint(checkpoint: checkpoint, log: signer, cosignatures: counted)
    }

    private func read(_ note: SignedNote) throws(LogPolicyRefusal) -> (Checkpoint, NoteVerifierKey?, [Cosignature]) {
        do {
            let checkpoint = try Checkpoint(text: note.text)
            return (checkpoint, try signer(of: note, checkpoint), try note.cosignatures(of: witnesses.map(\.key)))
        } catch { throw .note(error) }
    }

    private func signer(of note: SignedNote, _ checkpoint: Checkpoint) throws(NoteFault) -> NoteVerifierKey? {
        let own = logs.map(\.key).filter { checkpoint.isOrigin($0.name) }
        guard let known = own.first(where: { key in note.signatures.contains { key.isNamed(by: $0) } }) else {
            return nil
        }
        try note.verify(with: own)
        return known
    }

    private static func latest(_ cosignatures: [Cosignature]) -> [Cosignature] {
        var latest: [Cosignature] = []
        for cosignature in cosignatures {
            if let known = latest.firstIndex(where: { $0.witness == cosignature.witness }) {
                if latest[known].seconds < cosignature.seconds { latest[known] = cosignature }
            } else {
                latest.append(cosignature)
            }
        }
        return latest
    }

    private func demandQuorum(_ cosignatures: [Cosignature]) throws(LogPolicyRefusal) {
        guard let quorum else { return }
        let keys = Set(cosignatures.map(\.witness))
        let names = witnesses.filter { keys.contains($0.key) }.map(\.name)
        var witnessed = Set(names)
        for group in groups where group.members.count(where: { witnessed.contains($0) }) >= group.threshold {
            witnessed.insert(group.name)
        }
        guard witnessed.contains(quorum) else { throw .noQuorum(names) }
    }
}
