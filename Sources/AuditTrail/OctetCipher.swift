import COpenSSL
import Crypto
import Synchronization
import WireProtocol

// For what every record has sealed: the system's OpenSSL, on octets where they will lie. Whatever opens them, and all else,
// uses swift-crypto (decision 0056). Each is for one thread at a time.

/// 32 octets of a key that may have more.
struct KeyPart: Sendable {
    private static let length = 32
    private let key: SymmetricKey
    private let start: Int

    /// The `place`th 32 octets.
    init(_ key: SymmetricKey, _ place: Int = 0) { (self.key, start) = (key, KeyPart.length * place) }

    func withOctets<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        key.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + KeyPart.length])) }
    }
}

/// AES-256-GCM (NIST SP 800-38D).
struct OctetCipher: ~Copyable {
    private static let nonceLength = 12
    private static let tagLength = 16
    private static let keyLength = 32
    private static let noTag = [UInt8](repeating: 0, count: tagLength)
    // Made once, never written to, never freed.
    private nonisolated(unsafe) static let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    private static let spare = SpareContexts()
    private let context: OpaquePointer

    init() throws(AuditFailure) {
        if let spare = OctetCipher.spare.take() {
            context = spare
            return
        }
        let made = EVP_CIPHER_CTX_new()
        guard let made, let algorithm = OctetCipher.algorithm, EVP_EncryptInit_ex2(made, algorithm, nil, nil, nil) == 1
        else {
            EVP_CIPHER_CTX_free(made)
            throw .noCipher
        }
        context = made
    }

    deinit {
        let isBlank = EVP_EncryptInit_ex2(context, nil, SpareContexts.blank, SpareContexts.blank, nil) == 1
        guard isBlank, OctetCipher.spare.keep(context) else { return EVP_CIPHER_CTX_free(context) }
    }

    /// Appends a nonce, what `write` appends, encrypted where it lies, and a tag.
    ///
    /// `associated` is authenticated and not stored. A key must never meet a nonce of 12 octets twice. After an error there may
    /// be plain text in `octets`, which is not to be used.
    func seal(
        into octets: inout [UInt8], key: KeyPart, nonce: ArraySlice<UInt8>, authenticating associated: [UInt8],
        write: (inout [UInt8]) -> Void
    ) throws(AuditFailure) {
        guard nonce.count == OctetCipher.nonceLength else { throw .wrongKey("a nonce has 12 octets") }
        let start = octets.count
        octets.append(contentsOf: nonce)
        write(&octets)
        let count = octets.count - start - OctetCipher.nonceLength
        octets.append(contentsOf: OctetCipher.noTag)
        let isSealed = octets.withUnsafeMutableBufferPointer { octets in
            key.withOctets {
                encrypt(UnsafeMutableBufferPointer(rebasing: octets[start...]), count, key: $0, associated)
            }
        }
        guard isSealed else { throw .noCipher }
    }

    /// Nonce, what was encrypted, and tag.
    func seal(
        _ text: [UInt8], key: KeyPart, nonce: ArraySlice<UInt8>, authenticating associated: [UInt8]
    ) throws(AuditFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        sealed.reserveCapacity(OctetCipher.nonceLength + text.count + OctetCipher.tagLength)
        try seal(into: &sealed, key: key, nonce: nonce, authenticating: associated) { $0.append(contentsOf: text) }
        return sealed
    }

    /// Encrypts in place what stands between the places of nonce and tag.
    private func encrypt(
        _ octets: UnsafeMutableBufferPointer<UInt8>, _ count: Int, key: UnsafeRawBufferPointer, _ associated: [UInt8]
    ) -> Bool {
        guard key.count == OctetCipher.keyLength, let start = octets.baseAddress,
            let key = key.assumingMemoryBound(to: UInt8.self).baseAddress
        else { return false }
        let text = start + OctetCipher.nonceLength
        var done: Int32 = 0
        return EVP_EncryptInit_ex2(context, nil, key, start, nil) == 1
            && EVP_EncryptUpdate(context, nil, &done, associated, Int32(associated.count)) == 1
            && (count == 0 || EVP_EncryptUpdate(context, text, &done, text, Int32(count)) == 1)
            && EVP_EncryptFinal_ex(context, text + count, &done) == 1
            && EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_GET_TAG, Int32(OctetCipher.tagLength), text + count) == 1
    }
}

/// HMAC-SHA-256 (RFC 2104).
struct OctetCode: ~Copyable {
    private static let length = 32
    // Made once, never written to, never freed.
    private nonisolated(unsafe) static let pattern = fcg_new_hmac_sha256()
    private static let spare = SpareContexts()
    private let context: OpaquePointer

    init() throws(AuditFailure) {
        guard let made = OctetCode.spare.take() ?? OctetCode.pattern.flatMap(EVP_MAC_CTX_dup) else {
            throw .noCipher
        }
        context = made
    }

    deinit {
        let isBlank = EVP_MAC_init(context, SpareContexts.blank, SpareContexts.blank.count, nil) == 1
        guard isBlank, OctetCode.spare.keep(context) else { return EVP_MAC_CTX_free(context) }
    }

    /// HMAC-SHA-256 of octets one behind the other.
    func of(_ parts: [UInt8]..., key: ArraySlice<UInt8>) throws(AuditFailure) -> [UInt8] {
        var isDone = false
        let code = [UInt8](unsafeUninitializedCapacity: OctetCode.length) { octets, filled in
            isDone = key.withUnsafeBytes { authenticate(parts, key: $0, into: octets) }
            filled = OctetCode.length
        }
        guard isDone else { throw .noCipher }
        return code
    }

    /// The codes of labels, 32 octets each, one behind the other as one key. No copy stays behind.
    func derivedKey(_ labels: [[UInt8]], key: KeyPart) throws(AuditFailure) -> SymmetricKey {
        let length = OctetCode.length
        let derived = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length * labels.count) { octets in
            defer { OPENSSL_cleanse(octets.baseAddress, octets.count) }
            let areDone = key.withOctets { key in
                labels.indices.allSatisfy { place in
                    let part = UnsafeMutableBufferPointer(rebasing: octets[length * place..<length * (place + 1)])
                    // Without a key the last one stays, and its part of the work with it.
                    return authenticate([labels[place]], key: place == 0 ? key : nil, into: part)
                }
            }
            return areDone ? SymmetricKey(data: octets) : nil
        }
        guard let derived else { throw .noCipher }
        return derived
    }

    private func authenticate(
        _ parts: [[UInt8]], key: UnsafeRawBufferPointer?, into octets: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        var length = 0
        let start = key?.assumingMemoryBound(to: UInt8.self).baseAddress
        return EVP_MAC_init(context, start, key?.count ?? 0, nil) == 1
            && parts.allSatisfy { EVP_MAC_update(context, $0, $0.count) == 1 }
            && EVP_MAC_final(context, octets.baseAddress, &length, octets.count) == 1
            && length == OctetCode.length
    }
}

/// Contexts of OpenSSL that were used, their keys overwritten: making and freeing one costs as much as using it.
private final class SpareContexts: Sendable {
    /// What is put in the place of a key.
    static let blank = [UInt8](repeating: 0, count: 32)
    private static let most = 64
    private let addresses = Mutex<[UInt]>([])

    func take() -> OpaquePointer? {
        addresses.withLock { $0.popLast() }.flatMap { OpaquePointer(bitPattern: $0) }
    }

    /// Whether it was kept; otherwise there are enough.
    func keep(_ context: OpaquePointer) -> Bool {
        addresses.withLock { addresses in
            guard addresses.count < SpareContexts.most else { return false }
            addresses.append(UInt(bitPattern: context))
            return true
        }
    }
}

extension AuditFailure {
    fileprivate static let noCipher = AuditFailure.notDurable(
        "the system's OpenSSL cannot seal it: see that `openssl list -providers` names `default`")
}
