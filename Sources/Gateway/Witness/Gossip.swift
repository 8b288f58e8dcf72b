package import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
package import WireProtocol

/// A log that told two stories, found just now.
package struct ForkFound: Sendable, Equatable {
    package let authority: AuthorityID
    package let origin: String
    /// The file with both notes and the key that signed them.
    package let evidence: String
}

/// Compares what witnesses hold of each log, and what each log says of itself, so that nobody can show two histories.
///
/// A fork is two notes signed by the log's key with one size and two roots, or two sizes that the log does not join within
/// ten minutes in which it is heard. Nothing else is one: not a false proof, which anybody can send, and not silence.
package struct Gossip: Sendable {
    private static let patience: Int64 = 600
    private let node: NodeContext
    private let calls: PeerCalls
    private let views: OwnViews
    private let bridge: LogBridge

    package init(node: NodeContext, calls: PeerCalls) {
        self.node = node
        self.calls = calls
        views = OwnViews(node: node, calls: calls)
        bridge = LogBridge(calls: calls)
    }

    /// One round over all logs; the forks that were found in it.
    package func round(now: Instant) async throws(AuditFailure) -> [ForkFound] {
        guard let file = node.witness?.file else { return [] }
        try await lookAtOwn()
        var found: [ForkFound] = []
        for gap in try file.gaps() {
            if let fork = try await settle(gap, in: file, now: now) { found.append(fork) }
        }
        for origin in node.directory.current.origins {
            for note in await notes(of: origin) {
                if let fork = try await hear(note, of: origin, in: file, now: now) { found.append(fork) }
            }
        }
        return found
    }

    private func lookAtOwn() async throws(AuditFailure) {
        for (shard, log) in views.logs() {
            for witness in log.witnesses {
                if case .contradicts(let note) = try await views.view(of: shard, at: witness) {
                    return try views.refuse(because: note)
                }
            }
        }
    }

    /// What the witnesses of another council's log hold of it, and what it says itself.
    private func notes(of origin: String) async -> [SignedNote] {
        guard let (owner, log) = node.directory.current.log(origin), owner.authority != node.authority,
            let own = origin.split(separator: "/", maxSplits: 1).dropFirst().first
        else { return [] }
        var asked = log.witnesses.filter { $0 != node.authority }.map { ($0, WitnessedName.path(of: origin)) }
        asked.append((owner.authority, "/\(own)/checkpoint"))
        return await withTaskGroup(of: SignedNote?.self) { group in
            for (authority, path) in asked {
                group.addTask {
                    guard let response = await calls.get(path, from: authority), response.head.status == .ok else {
                        return nil
                    }
                    return try? SignedNote(octets: response.body)
                }
            }
            return await group.reduce(into: []) { notes, note in if let note { notes.append(note) } }
        }
    }

    /// Lays a note beside what is held of its log: what was seen, and what this node cosigned.
    private func hear(
        _ note: SignedNote, of origin: String, in file: WitnessFile, now: Instant
    ) async throws(AuditFailure) -> ForkFound? {
        guard let (owner, log) = node.directory.current.log(origin), let key = node.directory.current.noteKey(of: log),
            let line = try? note.verify(with: [key]).first, let note = try? note.keeping([line]),
            (try? Checkpoint(note: note.octets, signedBy: key)) != nil
        else { return nil }
        var joins = true
        for held in try [file.seen(origin), file.held(origin)].compactMap({ $0 }) {
            switch try? NoteComparison.compare(held.octets, note.octets, signedBy: [key]) {
            case .same?: continue
            case .fork? where Mutant.forkUnseen.isOn: continue
            case .fork?:
                return try await report(held, note, of: log, by: owner.authority, in: file, now: now, isUnjoined: false)
            case .apart(let sides)?:
                let crossing = await bridge.cross(sides, of: owner.authority)
                if crossing == .joined { continue }
                joins = false
                try file.open(LogGap(origin: origin, held: held, other: note))
                if crossing == .notJoined { try file.notJoined(origin, now: now) }
            case nil: joins = false
            }
        }
        if joins { try file.see(note) }
        return nil
    }

    /// Tries again to join two notes; time runs only while the log is heard.
    private func settle(_ gap: LogGap, in file: WitnessFile, now: Instant) async throws(AuditFailure) -> ForkFound? {
        guard let (owner, log) = node.directory.current.log(gap.origin),
            let key = node.directory.current.noteKey(of: log),
            case .apart(let sides)? = try? NoteComparison.compare(
                gap.held.octets, gap.other.octets, signedBy: [key])
        else {
            try file.close(gap)
            return nil
        }
        switch await bridge.cross(sides, of: owner.authority) {
        case .unheard: return nil
        case .joined:
            try file.close(gap)
            return nil
        case .notJoined:
            try file.notJoined(gap.origin, now: now)
            guard let since = gap.unjoinedSince, now >= since.adding(seconds: Gossip.patience) else { return nil }
            let fork = try await report(
                gap.held, gap.other, of: log, by: owner.authority, in: file, now: now, isUnjoined: true)
            try file.close(gap)
            return fork
        }
    }

    /// Both notes to a file, the council held back, and a leaf that says so; once for each pair.
    private func report(
        _ first: SignedNote, _ second: SignedNote, of log: MemberLog, by authority: AuthorityID, in file: WitnessFile,
        now: Instant, isUnjoined: Bool
    ) async throws(AuditFailure) -> ForkFound? {
        let kept = try file.keepFork(
            of: log.origin, by: authority, first, second, isUnjoined: isUnjoined, now: now)
        guard let kept else { return nil }
        _ = try await node.audit.record(
            InternalEvent(
                event: "fork.detected", binding: "\(log.origin) \(kept.digest)",
                directory: node.directory.current.version, payloads: LeafPayloads(), time: now))
        return ForkFound(authority: authority, origin: log.origin, evidence: kept.file)
    }
}
