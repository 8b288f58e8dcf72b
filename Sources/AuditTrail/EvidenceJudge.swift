import Crypto
package import WireProtocol

/// Judges the signatures in a bundle of evidence by a directory (FCP-AUD-36): one counts where its key stands in the
/// version that the leaf names, and somebody else saw the leaf before that key's time was over.
///
/// Without the second, whoever finds an old key could sign something today and date it back.
package struct EvidenceJudge: Sendable {
    /// A key as the directory has it.
    package struct Key: Sendable, Equatable {
        /// 32 octets of Ed25519, or the 64 of P-256's coordinates.
        package let raw: [UInt8]
        /// The last moment it may have signed.
        package let end: Instant

        package init(raw: [UInt8], end: Instant) { (self.raw, self.end) = (raw, end) }
    }

    /// What came of one signature.
    package enum Judgement: Sendable, Equatable {
        /// It counts: the key's end, and when the leaf had been seen.
        case counts(end: Instant, seen: Instant)
        /// The leaf names another version of the directory than the one at hand.
        case otherDirectory(needed: Int64)
        /// The directory has no such key, or another one of this name.
        case unknownKey
        /// It was not made with the directory's key.
        case forged
        /// Nobody vouches that the leaf was there before the key's end.
        case late(end: Instant)
    }

    private let version: Int64
    private let key: @Sendable (String) -> Key?

    /// - Parameters:
    ///   - version: that of the directory at hand.
    ///   - key: its key of an id.
    package init(version: Int64, key: @escaping @Sendable (String) -> Key?) {
        (self.version, self.key) = (version, key)
    }

    /// Judges each signature of a bundle that was verified, by `request` and `response`.
    ///
    /// - Parameter stamped: what a timestamp says whose signature was checked; cosignatures are in the bundle.
    package func judge(_ bundle: BundleVerification, stamped: Instant?) -> [(message: String, judgement: Judgement)] {
        let seen = (bundle.cosignedAt + [stamped].compactMap { $0 }).min()
        return bundle.signed.map { ($0.name, judge($0.message, leaf: bundle.directory, seen: seen)) }
    }

    private func judge(_ message: BundleCompanion.Message, leaf: Int64, seen: Instant?) -> Judgement {
        guard leaf == version else { return .otherDirectory(needed: leaf) }
        guard let key = key(message.keyID), EvidenceDigest.body(key.raw).octets == message.keyHash else {
            return .unknownKey
        }
        guard message.isSigned(by: key.raw) else { return .forged }
        guard let seen, seen <= key.end else { return .late(end: key.end) }
        return .counts(end: key.end, seen: seen)
    }
}

extension EvidenceJudge.Judgement {
    /// Whether the signature counts as evidence.
    package var counts: Bool { if case .counts = self { true } else { false } }

    /// What came of it, for people.
    package var words: String {
        switch self {
        case .counts(let end, let seen):
            "counts: the key ends \(end.text), and the entry had been seen by \(seen.text)"
        case .otherDirectory(let needed):
            "not judged: the entry names version \(needed) of the directory, and this is another one"
        case .unknownKey: "does not count: this version of the directory has no such key"
        case .forged: "does not count: the directory's key did not sign it"
        case .late(let end):
            "does not count: the key ended \(end.text), and no cosignature or checked timestamp is from before"
        }
    }
}

extension BundleCompanion.Message {
    /// A key of 32 octets is one of Ed25519, one of 64 has the coordinates of P-256, as in the directory.
    func isSigned(by key: [UInt8]) -> Bool {
        if let ed25519 = try? Curve25519.Signing.PublicKey(rawRepresentation: key) {
            return ed25519.isValidSignature(signature, for: base)
        }
        guard let p256 = try? P256.Signing.PublicKey(rawRepresentation: key),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return p256.isValidSignature(signature, for: base)
    }
}
