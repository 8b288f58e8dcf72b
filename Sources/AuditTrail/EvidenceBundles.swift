import Foundation
import GRDB
package import MerkleLog
package import WireProtocol

/// Makes evidence bundles from an audit folder, beside a running node or of a stopped one.
///
/// Opening a commitment is an event that the caller records first.
package struct EvidenceBundles: Sendable {
    /// Which leaves.
    package enum Choice: Sendable, Equatable {
        case index(Int64)
        /// All leaves of one exchange, in the exchange log.
        case exchange(ExchangeID)

        /// A checkpoint of so many entries proves an index. An exchange's later entries may lie beyond it.
        fileprivate var least: Int64 {
            switch self {
            case .index(let index): index < 0 || index == .max ? 0 : index + 1
            case .exchange: 0
            }
        }
    }

    private let folder: String
    private let masterKey: [UInt8]?
    private let keys: [NoteVerifierKey]
    /// Commitments to open; none unless told.
    package var opening: Set<PayloadSlot> = []
    /// Names the witnesses of a log.
    package var policy: @Sendable (NoteVerifierKey) throws -> LogPolicy = {
        try LogPolicy(log: $0, witnesses: [], quorum: 0)
    }
    /// Finds the public key of a key id, 32 octets of Ed25519, in the directory at hand.
    package var publicKey: @Sendable (String) -> [UInt8]? = { _ in nil }

    package init(folder: String, masterKey: [UInt8]? = nil, keys: [NoteVerifierKey]) {
        self.folder = folder
        self.masterKey = masterKey
        self.keys = keys
    }

    /// One bundle a leaf, in the order of the log; none if no checkpoint reaches such a leaf yet.
    package func make(_ choice: Choice, in log: LogName, year: Int? = nil) throws -> [EvidenceBundle] {
        do {
            return try AuditVerifier.inSnapshot(of: log, folder) { database in
                let view = try ShardView(
                    database, log: log, year: year, keys: keys, voices: CheckpointVoices(folder: folder),
                    policy: policy, least: choice.least)
                let payloadKeys = opening.isEmpty ? nil : try payloadKeys()
                return try indexes(choice, view).map { try bundle($0, view, payloadKeys) }
            }
        } catch let error as DatabaseError {
            throw AuditFailure.damaged("`\(log.fileName)` cannot be read: \(error.auditText)")
        }
    }

    private func payloadKeys() throws -> KeyReader {
        let master = if let masterKey { masterKey } else { try AuditFolder(path: folder).readMasterKey() }
        return try KeyReader(folder: folder, masterKey: master)
    }

    private func indexes(_ choice: Choice, _ view: ShardView) throws -> [Int64] {
        let (first, size) = (view.shard.first, view.checkpoint.size)
        switch choice {
        case .index(let index): return (0..<size).contains(index) ? [index] : []
        case .exchange(let exchange):
            let found = try Int64.fetchAll(
                view.database,
                sql: """
                    SELECT seq FROM leaf WHERE seq >= ? AND seq < ? AND instr(octets, CAST(? AS BLOB)) > 0 ORDER BY seq
                    """, arguments: [first, first + size, "\"x\":\"\(exchange.text)\""])
            return found.map { $0 - first }
        }
    }

    private func bundle(
        _ index: Int64, _ view: ShardView, _ payloadKeys: KeyReader?
    ) throws -> EvidenceBundle {
        let row = try Row.fetchOne(
            view.database.cachedStatement(
                sql: """
                    SELECT l.octets, p.key, p.actor, p.decision, p.reason, p.subject
                    FROM leaf l LEFT JOIN payload p USING(seq) WHERE l.seq = ?
                    """), arguments: [view.shard.first + index])
        guard let row, let leaf = ReadLeaf(Array(row["octets"] as Data), in: view.log),
            let proof = try view.inclusionProof(of: index)
        else { throw AuditFileFault("leaf \(index)", "is not in its one form", help: "run `fcg audit fsck`") }
        let octets = Array(row["octets"] as Data)
        let opened = try OpenedLeaf(row, leaf, index: index, opening: opening, keys: payloadKeys)
        let openings = opened.openings.map { slot, opening in
            (slot.description, CommitmentOpening(key: opening.key, payload: CanonicalJSON.encode(opening.value)))
        }
        let extra = ProofExtra(leaf: octets, openings: Dictionary(openings) { first, _ in first })
        let messages = try messages(leaf, index, view)
        return EvidenceBundle(
            name: "\(view.log.rawValue)-\(view.shard.year)-\(index)",
            proof: LogProof(proof, note: view.note, extra: extra.octets),
            companion: BundleCompanion(
                origin: view.shard.origin, index: index, size: view.checkpoint.size, leafHash: MerkleHash.leaf(octets),
                root: view.checkpoint.root, hashes: proof.hashes, request: messages.request, response: messages.response
            ), stamp: view.stamp)
    }

    /// The signed messages of a leaf's exchange. A holder keeps the request; an asker keeps both, in two leaves.
    private func messages(
        _ leaf: ReadLeaf, _ index: Int64, _ view: ShardView
    ) throws -> (request: BundleCompanion.Message?, response: BundleCompanion.Message?) {
        guard let exchange = leaf.exchange else { return (nil, nil) }
        let seq = view.shard.first + index
        let find = "SELECT base, signature, key_id, key_hash FROM evidence WHERE seq = ?"
        let own = try Row.fetchOne(view.database.cachedStatement(sql: find), arguments: [seq]).map(message)
        switch exchange.event {
        case .answered, .asked: return (own, nil)
        case .received: return (try asked(exchange, before: seq, view), own)
        case .unanswered: return (try asked(exchange, before: seq, view), nil)
        }
    }

    /// The request that a later leaf speaks of; it stands not far before.
    private func asked(
        _ exchange: ExchangeLeaf, before seq: Int64, _ view: ShardView
    ) throws -> BundleCompanion.Message? {
        let rows = try Row.fetchCursor(
            view.database,
            sql: """
                SELECT l.octets, e.base, e.signature, e.key_id, e.key_hash FROM leaf l JOIN evidence e USING(seq)
                WHERE l.seq < ? AND instr(l.octets, CAST(? AS BLOB)) > 0 ORDER BY l.seq DESC
                """, arguments: [seq, "\"x\":\"\(exchange.exchange.text)\""])
        while let row = try rows.next() {
            guard let other = try? ExchangeLeaf(octets: Array(row["octets"] as Data)), other.event == .asked,
                other.exchange == exchange.exchange, other.requestEvidence == exchange.requestEvidence
            else { continue }
            return message(row)
        }
        return nil
    }

    private func message(_ row: Row) -> BundleCompanion.Message {
        let keyID: String = row["key_id"]
        return BundleCompanion.Message(
            base: Array(row["base"] as Data), signature: Array(row["signature"] as Data), keyID: keyID,
            keyHash: Array(row["key_hash"] as Data), publicKey: publicKey(keyID))
    }
}
