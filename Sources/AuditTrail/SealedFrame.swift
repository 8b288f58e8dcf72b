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

    /// HMAC-SHA-256 of a payload under its own random key (audit trail §1).
    static func commitment(to payload: [UInt8], key: [UInt8]) -> Commitment {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: domain)
        code.update(data: payload)
        return Commitment(digest: code.finalize())
    }

    /// Encrypts; `seed` is 44 random octets: the commitment's key and the cipher's nonce.
    static func seal(
        _ payload: [UInt8], slot: PayloadSlot, bound: [UInt8], length: Int, key: SymmetricKey, seed: ArraySlice<UInt8>
    ) throws(AuditFailure) -> (commitment: Commitment, sealed: Data) {
        guard payload.count <= length else {
            throw .unacceptable("payload `\(slot)` has \(payload.count) octets, more than the \(length) asked for")
        }
        let commitmentKey = Array(seed.prefix(32))
        let commitment = commitment(to: payload, key: commitmentKey)
        let frame = frame(commitmentKey, bound, payload, length: length)
        do {
            let nonce = try AES.GCM.Nonce(data: seed.suffix(12))
            let box = try AES.GCM.seal(
                frame, using: key, nonce: nonce, authenticating: associated(commitment, slot))
            guard let combined = box.combined else { throw AuditFailure.wrongKey("a payload cannot be encrypted") }
            return (commitment, combined)
        } catch {
            throw .wrongKey("a payload cannot be encrypted")
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

    private static func frame(_ key: [UInt8], _ bound: [UInt8], _ payload: [UInt8], length: Int) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: head + length)
        frame.withUnsafeMutableBytes { octets in
            octets[..<32].copyBytes(from: key)
            octets[32..<64].copyBytes(from: bound)
            octets.storeBytes(of: UInt32(payload.count).bigEndian, toByteOffset: 64, as: UInt32.self)
            octets[head...].copyBytes(from: payload)
        }
        return frame
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
        _ octets: [UInt8], as what: String, key: SymmetricKey, nonce: [UInt8]
    ) throws(AuditFailure) -> Data {
        do {
            let box = try AES.GCM.seal(
                octets, using: key, nonce: try AES.GCM.Nonce(data: nonce), authenticating: Array(what.utf8))
            guard let combined = box.combined else { throw AuditFailure.wrongKey("octets cannot be encrypted") }
            return combined
        } catch {
            throw .wrongKey("octets cannot be encrypted")
        }
    }

    static func open(_ sealed: Data, as what: String, key: SymmetricKey) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let octets = try? AES.GCM.open(box, using: key, authenticating: Array(what.utf8))
        else { return nil }
        return Array(octets)
    }
}
