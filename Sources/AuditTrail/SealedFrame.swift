import Crypto
import Foundation
import WireProtocol

/// One payload as it is stored: the commitment's key, what it is bound to, the payload, padded and encrypted.
///
/// The commitment's key lies inside, so that whoever opens the frame can open the commitment, and whoever erases the
/// frame closes it for good.
enum SealedFrame {
    /// Octets of a frame beyond the padded payload: key, binding, length, nonce and tag.
    private static let head = 32 + 32 + 4
    /// Octets of a frame as it is stored, beyond the padded payload.
    static let storedHead = 12 + head + 16

    /// HMAC-SHA-256 of a payload under its own random key (audit trail §1).
    static func commitment(to payload: [UInt8], key: [UInt8]) -> Commitment {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: domain)
        code.update(data: payload)
        return Commitment(digest: code.finalize())
    }

    /// The same for what is to be sealed; `seed` is 44 random octets: the commitment's key and the cipher's nonce.
    static func commitment(
        to payload: [UInt8], seed: ArraySlice<UInt8>, with code: borrowing OctetCode
    ) throws(AuditFailure) -> Commitment {
        Commitment(digest: try code.of(domain, payload, key: seed.prefix(32)))
    }

    /// Appends the frame of a payload, which has at most `length` octets, by the seed of its commitment.
    static func seal(
        _ payload: [UInt8], of slot: PayloadSlot, _ commitment: Commitment, bound: [UInt8], length: Int,
        key: KeyPart, seed: ArraySlice<UInt8>, with cipher: borrowing OctetCipher, into octets: inout [UInt8]
    ) throws(AuditFailure) {
        try cipher.seal(
            into: &octets, key: key, nonce: seed.suffix(12), authenticating: associated(commitment, slot)
        ) { frame in
            frame.append(contentsOf: seed.prefix(32))
            frame.append(contentsOf: bound)
            frame.appendBigEndian(UInt32(payload.count))
            frame.append(contentsOf: payload)
            frame.appendZeros(length - payload.count)
        }
    }

    /// What a frame holds.
    struct Opened {
        let payload: [UInt8]
        let bound: [UInt8]
        let commitmentKey: [UInt8]
    }

    /// Decrypts, and checks the payload against the commitment in the leaf; `nil` if anything was changed.
    static func open(_ sealed: Data, slot: PayloadSlot, commitment: Commitment, key: SymmetricKey) -> Opened? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let frame = try? AES.GCM.open(box, using: key, authenticating: associated(commitment, slot)),
            frame.count >= head
        else { return nil }
        let octets = Array(frame)
        let length = octets[64..<68].reduce(0) { $0 << 8 | Int($1) }
        guard length <= octets.count - head else { return nil }
        let opened = Opened(
            payload: Array(octets[head..<head + length]), bound: Array(octets[32..<64]),
            commitmentKey: Array(octets[..<32]))
        guard SealedFrame.commitment(to: opened.payload, key: opened.commitmentKey) == commitment else { return nil }
        return opened
    }

    private static let domain = Array("fcg-audit/payload/v1\n".utf8)

    /// A frame moved to another slot or leaf does not open.
    private static func associated(_ commitment: Commitment, _ slot: PayloadSlot) -> [UInt8] {
        commitment.octets + [UInt8(slot.rawValue)]
    }
}

/// Octets encrypted whole, bound to a word that says what they are: bodies and outbox items.
enum SealedOctets {
    static func seal(
        _ octets: [UInt8], as what: String, key: KeyPart, nonce: ArraySlice<UInt8>,
        with cipher: borrowing OctetCipher
    ) throws(AuditFailure) -> [UInt8] {
        try cipher.seal(octets, key: key, nonce: nonce, authenticating: Array(what.utf8))
    }

    /// The same, appended.
    static func seal(
        _ octets: [UInt8], as what: String, key: KeyPart, nonce: ArraySlice<UInt8>,
        with cipher: borrowing OctetCipher, into sealed: inout [UInt8]
    ) throws(AuditFailure) {
        try cipher.seal(into: &sealed, key: key, nonce: nonce, authenticating: Array(what.utf8)) {
            $0.append(contentsOf: octets)
        }
    }

    static func open(_ sealed: Data, as what: String, key: SymmetricKey) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let octets = try? AES.GCM.open(box, using: key, authenticating: Array(what.utf8))
        else { return nil }
        return Array(octets)
    }
}
