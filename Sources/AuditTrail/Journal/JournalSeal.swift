import Crypto

/// Says that octets were written by this node, whole: twelve octets of nonce and sixteen of tag. AES-256-GCM over no text,
/// with the octets authenticated (NIST SP 800-38D, GMAC).
enum JournalSeal {
    static let length = 28

    /// The key, from the master key.
    static func key(masterKey: [UInt8]) -> SymmetricKey {
        let word = Array("fcg-audit/journal-key/v1\n".utf8)
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: word, using: SymmetricKey(data: masterKey)))
    }

    static func make(
        _ octets: [UInt8], key: SymmetricKey, nonce: ArraySlice<UInt8>, with cipher: borrowing OctetCipher
    ) throws(AuditFailure) -> [UInt8] {
        try cipher.seal([], key: KeyPart(key), nonce: nonce, authenticating: octets)
    }

    static func fits(_ seal: ArraySlice<UInt8>, _ octets: ArraySlice<UInt8>, key: SymmetricKey) -> Bool {
        guard seal.count == length, let nonce = try? AES.GCM.Nonce(data: seal.prefix(12)),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: [UInt8](), tag: seal.suffix(16))
        else { return false }
        return (try? AES.GCM.open(box, using: key, authenticating: octets)) != nil
    }
}
