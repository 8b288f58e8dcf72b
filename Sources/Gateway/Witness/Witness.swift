package import AuditTrail
package import MerkleLog
import PeerDirectory
import WireProtocol

/// What a node is as a witness of other councils' logs: a key of its own, and what it has cosigned.
package struct Witness: Sendable {
    let signer: Ed25519WitnessSigner
    package let file: WitnessFile

    package init(signer: Ed25519WitnessSigner, file: WitnessFile) {
        self.signer = signer
        self.file = file
    }
}

extension Directory {
    /// A log of a member, by its origin; names are compared octet by octet.
    func log(_ origin: String) -> (owner: Member, log: MemberLog)? {
        for member in members.values {
            if let log = member.logs.first(where: { $0.origin.utf8.elementsEqual(origin.utf8) }) {
                return (member, log)
            }
        }
        return nil
    }

    /// The key of a log's checkpoints.
    func noteKey(of log: MemberLog) -> NoteVerifierKey? {
        try? NoteVerifierKey(name: log.origin, publicKey: log.rawKey)
    }

    /// The key of a member's cosignatures.
    func witnessKey(of authority: AuthorityID) -> WitnessVerifierKey? {
        members[authority]?.witness.flatMap { try? WitnessVerifierKey(name: $0.name, publicKey: $0.rawKey) }
    }

    /// Whose checkpoints of a log to believe: its key, its witnesses and their quorum (C2SP tlog-policy); `nil` for a
    /// log that no member has.
    package func policy(of origin: String) -> LogPolicy? {
        guard let (_, log) = log(origin), let key = noteKey(of: log) else { return nil }
        return try? LogPolicy(log: key, witnesses: log.witnesses.compactMap(witnessKey), quorum: log.quorum)
    }

    /// Every log of every member, in one order.
    package var origins: [String] { members.values.flatMap(\.logs).map(\.origin).sorted() }
}
