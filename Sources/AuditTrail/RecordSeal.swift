import Crypto
import WireProtocol

/// The keys of a record's uses, derived while no caller waits: who records only takes them.
struct RecordKeys: Sendable {
    let id: Int64
    private let keys: SymmetricKey

    init(_ key: RecordKey, with code: borrowing OctetCode) throws(AuditFailure) {
        id = key.id
        keys = try code.derivedKey(RecordUse.labels, key: KeyPart(key.root))
    }

    subscript(use: RecordUse) -> KeyPart { KeyPart(keys, Int(use.rawValue) - 1) }
}

/// What one record is sealed by: its keys, and the random octets for all that can be part of it, drawn at once.
struct RecordSeal: ~Copyable {
    /// Octets a payload takes: its commitment's key and a nonce.
    private static let payloadSeed = 44
    private static let nonce = 12

    let id: Int64
    let cipher: OctetCipher
    let code: OctetCode
    private let keys: RecordKeys
    private let drawn: [UInt8]

    /// `items` is the number of outbox items.
    init(_ keys: RecordKeys, items: Int, random: (Int) -> [UInt8]) throws(AuditFailure) {
        let cipher = try OctetCipher()
        let code = try OctetCode()
        self.cipher = cipher
        self.code = code
        (id, self.keys) = (keys.id, keys)
        drawn = random(RecordSeal.payloadSeed * PayloadSlot.allCases.count + RecordSeal.nonce * (3 + items))
    }

    func key(_ use: RecordUse) -> KeyPart { keys[use] }

    /// The key of the record's body, on a day with this key.
    func bodyKey(day: SymmetricKey) throws(AuditFailure) -> KeyPart {
        KeyPart(try code.derivedKey([day.withUnsafeBytes(Array.init)], key: keys[.body]))
    }

    /// The random octets of a payload.
    func seed(_ slot: PayloadSlot) -> ArraySlice<UInt8> {
        let place = Mutant.oneCommitmentKey.isOn ? 0 : slot.rawValue
        return drawn.dropFirst(RecordSeal.payloadSeed * place).prefix(RecordSeal.payloadSeed)
    }

    var queryNonce: ArraySlice<UInt8> { nonce(0) }
    var answerNonce: ArraySlice<UInt8> { nonce(1) }
    var journalNonce: ArraySlice<UInt8> { nonce(2) }
    func itemNonce(_ place: Int) -> ArraySlice<UInt8> { nonce(3 + place) }

    private func nonce(_ place: Int) -> ArraySlice<UInt8> {
        drawn.dropFirst(RecordSeal.payloadSeed * PayloadSlot.allCases.count + RecordSeal.nonce * place)
            .prefix(RecordSeal.nonce)
    }
}
