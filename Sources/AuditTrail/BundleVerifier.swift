import Foundation
package import MerkleLog
package import WireProtocol

/// What a check of one evidence bundle found.
package struct BundleVerification: Sendable {
    package let origin: String
    package let index: Int64
    package let size: Int64
    /// The leaf's octets, which the proof covers.
    package let leaf: [UInt8]
    /// The opened commitments, all of which fit.
    package let openings: [PayloadSlot: JSONValue]
    /// Witnesses that cosigned, by name.
    package let witnesses: [String]
    /// SHA-256 of the checkpoint as the log alone signed it: what a timestamp of it is over.
    package let noteDigest: [UInt8]
    /// What was found of the two messages, a clause each.
    package let messages: [String]
    /// The version of the directory that the leaf names; 0 where it names none.
    package let directory: Int64
    /// When each witness cosigned, by its own clock.
    package let cosignedAt: [Instant]
    /// The signed messages: `request`, `response`.
    package let signed: [(name: String, message: BundleCompanion.Message)]
}

/// Checks a `.tlog-proof` and the JSON beside it. Needs no node, no network and no secret.
package enum BundleVerifier {
    /// - Parameter companion: the octets of the JSON beside the proof, if it is there.
    package static func verify(
        _ proof: [UInt8], companion: [UInt8]?, policy: LogPolicy, at place: String
    ) throws(AuditFileFault) -> BundleVerification {
        let read: LogProof
        let found: (extra: ProofExtra, accepted: AcceptedCheckpoint)
        do {
            read = try LogProof(octets: proof)
            found = try ProofExtra.verify(read, policy: policy, commitments: commitments)
        } catch {
            throw fault(place, "\(error)".split(separator: "\n").first.map(String.init) ?? "")
        }
        guard read.octets == proof else { throw fault(place, "is not in its one form") }
        var openings: [PayloadSlot: JSONValue] = [:]
        for slot in PayloadSlot.allCases {
            guard let opening = found.extra.openings[slot.description] else { continue }
            guard let value = try? StrictJSON.parse(opening.payload, limits: .file) else {
                throw fault(place, "the opening of `\(slot)` is not JSON")
            }
            openings[slot] = value
        }
        let checkpoint = found.accepted.checkpoint
        let beside = companion.flatMap { BundleCompanion(octets: $0) }
        let messages = try companion.map { octets throws(AuditFileFault) in
            try check(octets, read, found.extra.leaf, checkpoint, decision: openings[.decision], at: place + ".json")
        }
        return BundleVerification(
            origin: checkpoint.origin, index: read.index, size: checkpoint.size, leaf: found.extra.leaf,
            openings: openings, witnesses: found.accepted.cosignatures.map(\.witness.name),
            noteDigest: found.accepted.noteDigest(in: read.note), messages: messages ?? [],
            directory: (try? ExchangeLeaf(octets: found.extra.leaf))?.directory ?? 0,
            cosignedAt: found.accepted.cosignatures.map { Instant(seconds: $0.seconds) },
            signed: [("request", beside?.request), ("response", beside?.response)].compactMap { name, message in
                message.map { (name, $0) }
            })
    }

    private static func commitments(_ octets: [UInt8]) -> [String: [UInt8]]? {
        guard let leaf = ReadLeaf(octets, in: .exchange) ?? ReadLeaf(octets, in: .internal) else { return nil }
        return Dictionary(
            uniqueKeysWithValues: PayloadSlot.allCases.map { ($0.description, leaf.commitments[$0].octets) })
    }

    // MARK: - What stands beside the proof

    private static func check(
        _ octets: [UInt8], _ proof: LogProof, _ leaf: [UInt8], _ checkpoint: Checkpoint, decision: JSONValue?,
        at place: String
    ) throws(AuditFileFault) -> [String] {
        guard let companion = BundleCompanion(octets: octets) else { throw fault(place, "is not in its one form") }
        guard companion.origin == checkpoint.origin, companion.index == proof.index,
            companion.size == checkpoint.size, companion.root == checkpoint.root, companion.hashes == proof.hashes,
            companion.leafHash == MerkleHash.leaf(leaf)
        else { throw fault(place, "says something else than the proof beside it") }
        guard let exchange = try? ExchangeLeaf(octets: leaf) else {
            guard companion.request == nil, companion.response == nil else {
                throw fault(place, "has messages, and the leaf is of no exchange")
            }
            return []
        }
        var found: [String] = []
        if let request = companion.request {
            guard request.digest == exchange.requestEvidence else {
                throw fault(place, "`request` is not the message the leaf names as `rq`")
            }
            found.append("the request: " + (try checkSignature(request, "request", at: place)))
        }
        if let response = companion.response {
            try check(response, exchange, decision, at: place)
            found.append("the response: " + (try checkSignature(response, "response", at: place)))
        }
        return found
    }

    /// A response names the answer by its digest, and where the decision is opened, by its evidence too.
    private static func check(
        _ response: BundleCompanion.Message, _ leaf: ExchangeLeaf, _ decision: JSONValue?, at place: String
    ) throws(AuditFileFault) {
        let line = "\"content-digest\": sha-256=:\(Base64.encode(leaf.answerDigest?.octets ?? [])):"
        let lines = String(decoding: response.base, as: UTF8.self).split(separator: "\n")
        guard leaf.event == .received, lines.contains(where: { $0 == line }) else {
            throw fault(place, "`response` is not about the answer the leaf names as `rs`")
        }
        guard let ra = decision?.member("ra")?.asText else { return }
        guard ra == Base64URL.encode(response.digest.octets) else {
            throw fault(place, "`response` is not the message that `decision` names as `ra`")
        }
    }

    private static func checkSignature(
        _ message: BundleCompanion.Message, _ name: String, at place: String
    ) throws(AuditFileFault) -> String {
        guard String(decoding: message.base, as: UTF8.self).contains("keyid=\"\(message.keyID)\"") else {
            throw fault(place, "`\(name)` was not signed with the key it names")
        }
        guard let octets = message.publicKey else {
            return "signed with `\(message.keyID)`, key not enclosed: SHA-256 of it is \(Hex.encode(message.keyHash))"
        }
        guard EvidenceDigest.body(octets).octets == message.keyHash else {
            throw fault(place, "the key enclosed with `\(name)` is not the one it was recorded with")
        }
        guard message.isSigned(by: octets) else { throw fault(place, "the signature of `\(name)` does not verify") }
        return "signature of `\(message.keyID)` verifies; compare its key with the directory"
    }

    private static func fault(_ place: String, _ problem: String) -> AuditFileFault {
        AuditFileFault(
            place, problem, help: "believe nothing of it, keep it, and ask the council for the proof again")
    }
}
