import Crypto
package import WireProtocol

/// What proves that a key signed a message: the octets that were signed, and the signature. No personal data.
package struct Evidence: Sendable, Equatable {
    /// Signature base of RFC 9421.
    package var base: [UInt8]
    /// The signature.
    package var signature: [UInt8]
    /// Name of the key, `<GSS>#<name>`.
    package var keyID: String
    /// SHA-256 of the raw public key as the directory writes it, 32 octets.
    package var keyHash: [UInt8]

    package init(base: [UInt8], signature: [UInt8], keyID: String, keyHash: [UInt8]) {
        self.base = base
        self.signature = signature
        self.keyID = keyID
        self.keyHash = keyHash
    }
}

/// The digests by which leaves and parties name messages (protocol §4).
package enum EvidenceDigest {
    /// `E(base, signature)`: `rq` of a request, `ra` of a response.
    package static func request(base: [UInt8], signature: [UInt8]) -> Commitment {
        var hasher = SHA256()
        hasher.add(Array("fcg-evidence/v1\n".utf8))
        if Mutant.evidenceUnmeasured.isOn { hasher.add(base) } else { hasher.addMeasured(base) }
        hasher.add(signature)
        return hasher.finish()
    }

    /// SHA-256 of a message's octets: `rs` of an answer.
    package static func body(_ octets: [UInt8]) -> Commitment {
        var hasher = SHA256()
        hasher.add(octets)
        return hasher.finish()
    }
}

extension SHA256 {
    mutating func add(_ octets: [UInt8]) { octets.withUnsafeBytes { update(bufferPointer: $0) } }

    /// Adds octets behind their length, four octets, the most significant first.
    mutating func addMeasured(_ octets: [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: octets.count).bigEndian) { update(bufferPointer: $0) }
        add(octets)
    }

    func finish() -> Commitment { Commitment(digest: finalize()) }
}

extension Commitment {
    /// A digest has the 32 octets a commitment needs.
    init(digest: some Sequence<UInt8>) {
        guard let commitment = Commitment(Array(digest)) else {
            preconditionFailure("a SHA-256 digest has 32 octets")
        }
        self = commitment
    }
}
