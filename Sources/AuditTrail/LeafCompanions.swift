import Crypto
import Foundation
import GRDB
import WireProtocol

/// What stands beside one leaf outside the tree: payloads, evidence, bodies, its exchange.
struct LeafCompanions {
    let verifier: LogVerifier
    let shard: ShardRow
    let index: Int64
    let leaf: ReadLeaf
    let row: Row

    func check(_ result: inout LogVerification) throws {
        let evidence = try checkEvidence()
        if evidence != nil { result.evidence += 1 }
        try eachSlot(&result) { try checkPayload($0, bound: evidence?.digest ?? EvidenceRow.noDigest, &$1) }
        try checkExchange(evidence)
        result.bodies += try checkBody(evidence)
    }

    /// Of a leaf with several bad payloads, all are named where all are asked for.
    private func eachSlot(
        _ result: inout LogVerification, _ body: (PayloadSlot, inout LogVerification) throws -> Void
    ) throws {
        guard (row["p"] as Int64?) != nil else { throw fault("payload actor", "is missing") }
        for slot in PayloadSlot.allCases {
            do { try body(slot, &result) } catch let fault as VerificationFault where verifier.findingAll {
                result.note(fault)
            }
        }
    }

    private func fault(_ what: String, _ problem: String) -> VerificationFault {
        VerificationFault("\(what) of leaf \(index)", problem)
    }

    // MARK: - Payloads

    private func checkPayload(_ slot: PayloadSlot, bound: [UInt8], _ result: inout LogVerification) throws {
        let name = "payload \(slot)"
        let tombstone = verifier.tombstones.place(verifier.log, year: shard.year, index: index, slot: slot)
        guard let sealed = row[slot.description] as Data? else {
            guard let tombstone else { throw fault(name, "is missing, and no tombstone says that it was erased") }
            guard try !verifier.keys.holdsRecordKey(row["key"], RecordUse(slot)) else {
                throw fault(
                    name, "is erased, but its key is still in `keys.db`: erase the same again, or start the node")
            }
            result.erased += 1
            if verifier.findingAll { result.erasures.append("\(name) of leaf \(index): erased, \(tombstone)") }
            return
        }
        if let tombstone { throw fault(name, "is still here, and the \(tombstone) says that it was erased") }
        guard let key = try key(of: slot, name) else {
            result.erased += 1
            return
        }
        let opened = SealedFrame.open(sealed, slot: slot, commitment: leaf.commitments[slot], key: key)
        guard let opened else { throw fault(name, "does not fit the commitment in the leaf") }
        guard opened.bound == bound else { throw fault("evidence", "is not the one its payloads were sealed with") }
        result.payloads += 1
    }

    /// The key of a payload that is here; `nil` if it was erased since the check began.
    private func key(of slot: PayloadSlot, _ name: String) throws -> SymmetricKey? {
        switch try verifier.keys.find(row["key"], RecordUse(slot)) {
        case .key(let key): return key
        case .unknown: throw fault(name, "names a key that does not exist")
        case .changed: throw fault(name, "has a key that was changed in `keys.db`")
        case .destroyed:
            let sql = "SELECT 1 FROM payload WHERE seq = ? AND \(slot) IS NOT NULL"
            guard try verifier.isGone(sql, [row["seq"] as Int64]) else {
                throw fault(name, "is still here, but its key was destroyed")
            }
            return nil
        }
    }

    // MARK: - Evidence

    private func checkEvidence() throws -> EvidenceRow? {
        let isThere = (row["e"] as Int64?) != nil
        let belongs = leaf.exchange.map { $0.event != .unanswered } ?? false
        guard isThere == belongs else { throw fault("evidence", isThere ? "belongs to no message" : "is missing") }
        guard isThere, let exchange = leaf.exchange else { return nil }
        var evidence = EvidenceRow(
            Array(row["base"] as Data), Array(row["signature"] as Data), row["key_id"], Array(row["key_hash"] as Data))
        evidence.queryDigest = (row["query_digest"] as Data?).map(Array.init)
        evidence.nonce = row["nonce"]
        evidence.nonceExpires = row["nonce_expires"]
        let digest = EvidenceDigest.request(base: evidence.base, signature: evidence.signature)
        guard exchange.event == .received || digest == exchange.requestEvidence else {
            throw fault("evidence", "does not fit `rq` of the leaf")
        }
        return evidence
    }

    // MARK: - Exchange and bodies

    private func checkExchange(_ evidence: EvidenceRow?) throws {
        guard let exchange = leaf.exchange, exchange.event == .answered else { return }
        let find = try verifier.database.cachedStatement(
            sql: "SELECT digest, first FROM exchange WHERE authority = ? AND id = ?")
        let held = try Row.fetchOne(find, arguments: [exchange.counterpart.code, exchange.exchange.text])
        guard let held, Array(held["digest"] as Data) == evidence?.queryDigest,
            (held["first"] as Int64) <= (row["seq"] as Int64)
        else {
            throw fault("exchange", "is missing, or has another body or first attempt")
        }
    }

    /// The number of bodies that opened.
    private func checkBody(_ evidence: EvidenceRow?) throws -> Int {
        guard (row["b"] as Int64?) != nil else { return 0 }
        guard let exchange = leaf.exchange, row["day"] as Int == leaf.time.utcDay else {
            throw fault("body", "belongs to no message of that day")
        }
        guard let key = try bodyKey() else { return 0 }
        let query = try opened("query", as: BodyRow.queryWord, key)
        let answer = try opened("answer", as: BodyRow.answerWord, key)
        guard query == evidence?.queryDigest.flatMap({ Commitment($0) }), answer == exchange.answerDigest else {
            throw fault("body", "has not the digest the leaf speaks of")
        }
        return (query == nil ? 0 : 1) + (answer == nil ? 0 : 1)
    }

    /// `nil` if the body went since the check began.
    private func bodyKey() throws -> SymmetricKey? {
        switch try verifier.keys.findBody(row["body_key"], day: row["day"]) {
        case .key(let key): return key
        case .unknown: throw fault("body", "names a key that does not exist")
        case .changed: throw fault("body", "has a key that was changed in `keys.db`")
        case .destroyed:
            guard try verifier.isGone("SELECT 1 FROM body WHERE seq = ?", [row["seq"] as Int64]) else {
                throw fault("body", "is still here, but its key was destroyed")
            }
            return nil
        }
    }

    private func opened(_ column: String, as word: String, _ key: SymmetricKey) throws -> Commitment? {
        guard let sealed = row[column] as Data? else { return nil }
        guard let octets = SealedOctets.open(sealed, as: word, key: key) else {
            throw fault("body", "does not open: its \(column) was changed")
        }
        return EvidenceDigest.body(octets)
    }
}
