import Crypto
import Foundation
import GRDB
package import MerkleLog
import WireProtocol

/// A proof that one leaf stands in the log, with what shows whom it came from: a `.tlog-proof`, and JSON beside it.
package struct EvidenceBundle: Sendable, Equatable {
    /// `exchange-2026-17`, what its files are named after.
    package let name: String
    /// Inclusion proof, checkpoint, leaf, and the commitments that are opened.
    package let proof: LogProof
    /// The signatures of both sides, as far as this node holds them, and the proof's numbers again.
    package let companion: BundleCompanion
    /// A timestamp of the checkpoint (RFC 3161), if one is kept.
    package let stamp: [UInt8]?
}

/// What stands beside a `.tlog-proof`. It is believed only as far as proof and leaf bear it out.
package struct BundleCompanion: Sendable, Equatable {
    /// A signed message: what was signed, by which key, and that key where the directory still has it.
    package struct Message: Sendable, Equatable {
        package let base: [UInt8]
        package let signature: [UInt8]
        package let keyID: String
        package let keyHash: [UInt8]
        package let publicKey: [UInt8]?

        package init(base: [UInt8], signature: [UInt8], keyID: String, keyHash: [UInt8], publicKey: [UInt8]?) {
            (self.base, self.signature, self.keyID, self.keyHash) = (base, signature, keyID, keyHash)
            self.publicKey = publicKey
        }

        /// `E(base, signature)` of the protocol.
        var digest: Commitment { EvidenceDigest.request(base: base, signature: signature) }
    }

    package let origin: String
    package let index: Int64
    package let size: Int64
    package let leafHash: MerkleHash
    package let root: MerkleHash
    package let hashes: [MerkleHash]
    /// What the asker signed.
    package let request: Message?
    /// What the holder signed.
    package let response: Message?

    package var octets: [UInt8] { Array((CanonicalJSON.prettyText(json) + "\n").utf8) }

    private var json: JSONValue {
        var members: [String: JSONValue] = [
            "type": "fcg.proof/1", "origin": .string(origin), "index": .integer(index), "size": .integer(size),
            "leaf_hash": .string(Base64.encode(leafHash.octets)), "root": .string(Base64.encode(root.octets)),
            "proof": .array(hashes.map { .string(Base64.encode($0.octets)) }),
        ]
        members["request"] = request?.json
        members["response"] = response?.json
        return .object(members)
    }

    package init(
        origin: String, index: Int64, size: Int64, leafHash: MerkleHash, root: MerkleHash, hashes: [MerkleHash],
        request: Message?, response: Message?
    ) {
        (self.origin, self.index, self.size, self.leafHash) = (origin, index, size, leafHash)
        (self.root, self.hashes, self.request, self.response) = (root, hashes, request, response)
    }

    /// Reads the one form; anything else is `nil`.
    package init?(octets: [UInt8]) {
        guard let value = try? StrictJSON.parse(octets, limits: .file),
            let read = try? BundleCompanion(value), read.octets == octets
        else { return nil }
        self = read
    }

    private init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`fcg.proof/1`") { $0 == "fcg.proof/1" ? true : nil }
        func hash(_ text: String) -> MerkleHash? { Base64.decode(text).flatMap { MerkleHash(octets: $0) } }
        self.init(
            origin: try reader.text("origin"), index: try reader.integer("index", in: 0...(1 << 53)),
            size: try reader.integer("size", in: 0...(1 << 53)),
            leafHash: try reader.parsed("leaf_hash", as: "a hash", hash),
            root: try reader.parsed("root", as: "a hash", hash),
            hashes: try reader.list("proof", 0...63) { value, path throws(SchemaFault) in
                guard let found = value.asText.flatMap(hash) else { throw SchemaFault(path, "is not a hash") }
                return found
            },
            request: try Message(reader.takeIfPresent("request"), at: "request"),
            response: try Message(reader.takeIfPresent("response"), at: "response"))
        try reader.finish()
    }
}

extension BundleCompanion.Message {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "base": .string(Base64URL.encode(base)), "signature": .string(Base64URL.encode(signature)),
            "key": .string(keyID), "keyHash": .string(Base64URL.encode(keyHash)),
        ]
        members["publicKey"] = publicKey.map { .string(Base64URL.encode($0)) }
        return .object(members)
    }

    fileprivate init?(_ value: JSONValue?, at path: String) throws(SchemaFault) {
        guard let value else { return nil }
        var reader = try ObjectReader(value, at: path)
        func octets(_ text: String) -> [UInt8]? { Base64URL.decode(text) }
        self.init(
            base: try reader.parsed("base", as: "base64url", octets),
            signature: try reader.parsed("signature", as: "base64url", octets), keyID: try reader.text("key"),
            keyHash: try reader.parsed("keyHash", as: "base64url", octets),
            publicKey: try reader.parsedIfPresent("publicKey", as: "base64url", octets))
        try reader.finish()
    }
}
