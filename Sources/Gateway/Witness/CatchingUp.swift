package import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
package import WireProtocol

/// Brings a witness that was put back, or stopped without order, to where the logs are, before it cosigns them again.
///
/// It takes the largest checkpoint that two other witnesses hold. Where a log has fewer others, the log itself is asked
/// as well; all of them must have been heard.
package struct CatchingUp: Sendable {
    private let node: NodeContext
    private let calls: PeerCalls
    private let bridge: LogBridge

    package init(node: NodeContext, calls: PeerCalls) {
        self.node = node
        self.calls = calls
        bridge = LogBridge(calls: calls)
    }

    /// Origins that are still silent afterwards.
    package func round(now: Instant) async throws(AuditFailure) -> [String] {
        guard let file = node.witness?.file, !node.audit.isRolledBack else { return [] }
        var silent: [String] = []
        for origin in node.directory.current.origins {
            guard let (owner, log) = node.directory.current.log(origin), log.witnesses.contains(node.authority),
                !(try file.isCaughtUp(origin))
            else { continue }
            if !(try await catchUp(with: log, of: owner.authority, in: file, now: now)) { silent.append(origin) }
        }
        return silent
    }

    private func catchUp(
        with log: MemberLog, of owner: AuthorityID, in file: WitnessFile, now: Instant
    ) async throws(AuditFailure) -> Bool {
        guard let key = node.directory.current.noteKey(of: log), let notes = await notes(of: log, by: owner, key)
        else { return false }
        let held = try file.held(log.origin)
        for note in notes {
            guard let held else { continue }
            switch try? NoteComparison.compare(held.octets, note.octets, signedBy: [key]) {
            case .same?: continue
            case .apart(let sides)?:
                guard await bridge.cross(sides, of: owner) == .joined else { return false }
            case .fork?, nil: return false
            }
        }
        let largest = notes.max { size($0) < size($1) }
        try file.catchUp(log.origin, with: try bare(largest, key), now: now)
        return true
    }

    private func size(_ note: SignedNote) -> Int64 { (try? Checkpoint(text: note.text))?.size ?? 0 }

    /// The note under its log's signature alone.
    private func bare(_ note: SignedNote?, _ key: NoteVerifierKey) throws(AuditFailure) -> SignedNote? {
        guard let note else { return nil }
        guard let line = try? note.verify(with: [key]).first, let bare = try? note.keeping([line]) else {
            throw .unacceptable("a note of `\(key.name)` that is not signed by it")
        }
        return bare
    }

    /// What was heard, or `nil` if too few were.
    private func notes(of log: MemberLog, by owner: AuthorityID, _ key: NoteVerifierKey) async -> [SignedNote]? {
        let others = log.witnesses.filter { $0 != node.authority }
        var notes: [SignedNote] = []
        var heard = 0
        for witness in others {
            guard let answer = await note(WitnessedName.path(of: log.origin), at: witness, key) else { continue }
            heard += 1
            notes += answer
        }
        guard heard >= min(2, others.count) else { return nil }
        if others.count < 2 {
            let path = log.origin.split(separator: "/", maxSplits: 1).dropFirst().first ?? ""
            guard let answer = await note("/\(path)/checkpoint", at: owner, key) else { return nil }
            notes += answer
        }
        return notes
    }

    /// A note, none, or `nil` for somebody who was not heard.
    private func note(_ path: String, at authority: AuthorityID, _ key: NoteVerifierKey) async -> [SignedNote]? {
        guard let response = await calls.get(path, from: authority) else { return nil }
        if response.head.status == .notFound { return [] }
        guard response.head.status == .ok, let note = try? SignedNote(octets: response.body),
            (try? Checkpoint(note: note.octets, signedBy: key)) != nil
        else { return nil }
        return [note]
    }
}
