import Crypto
import Foundation
import MerkleLog
import WireProtocol

/// A leaf with everything that is stored beside it, encoded, sealed and hashed: what is left is to write it.
struct PreparedLeaf: Sendable {
    let octets: [UInt8]
    let hash: MerkleHash
    let directory: Int64
    let nonce: NonceRow?
    let exchange: ExchangeRow?
    /// All its rows as ``RecordWriter`` wrote them: the journal takes the whole, the tables take parts of it.
    let record: [UInt8]
    /// What ``JournalSeal`` says of the record.
    let seal: [UInt8]
}

extension PreparedLeaf {
    /// As a journal holds it.
    init(record: ArraySlice<UInt8>, seal: ArraySlice<UInt8>) throws(JournalFault) {
        let rows = try LeafRows(record)
        self.init(
            octets: Array(rows.octets), hash: MerkleHash.leaf(Array(rows.octets)), directory: rows.directory,
            nonce: rows.nonce, exchange: rows.exchange, record: Array(record), seal: Array(seal))
    }
}

/// Evidence of one message as it is stored, with what ties the other rows of its leaf to it.
struct EvidenceRow: Sendable, Equatable {
    var base: [UInt8]
    var signature: [UInt8]
    var keyID: String
    var keyHash: [UInt8]
    /// SHA-256 of the query, where this node held its octets.
    var queryDigest: [UInt8]?
    var nonce: String?
    var nonceExpires: Int64?

    init(_ evidence: Evidence) throws(AuditFailure) {
        guard !evidence.base.isEmpty, !evidence.signature.isEmpty, evidence.keyHash.count == 32 else {
            throw .unacceptable("evidence needs a signature base, a signature and a key hash of 32 octets")
        }
        base = evidence.base
        signature = evidence.signature
        keyID = evidence.keyID
        keyHash = evidence.keyHash
    }

    init(_ base: [UInt8], _ signature: [UInt8], _ keyID: String, _ keyHash: [UInt8]) {
        (self.base, self.signature, self.keyID, self.keyHash) = (base, signature, keyID, keyHash)
    }

    /// A digest of all fields; it lies in the sealed frames, so that no field can change unseen.
    var digest: [UInt8] {
        var hasher = SHA256()
        hasher.add(Array("fcg-audit/evidence/v1\n".utf8))
        for field in [base, signature, Array(keyID.utf8), keyHash, queryDigest ?? [], Array((nonce ?? "").utf8)] {
            hasher.addMeasured(field)
        }
        hasher.addMeasured(Array(String(nonceExpires ?? 0).utf8))
        return hasher.finish().octets
    }

    /// What frames of a leaf without evidence are bound to.
    static let noDigest = [UInt8](repeating: 0, count: 32)
}

/// A nonce that must never be accepted again while its signature could pass.
struct NonceRow: Sendable {
    let authority: String
    let nonce: String
    let expires: Int64
}

/// The first attempt of an exchange.
struct ExchangeRow: Sendable {
    let authority: String
    let exchange: String
    let digest: [UInt8]
}
