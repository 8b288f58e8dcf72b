import Crypto
import Foundation

/// What a record's key encrypts, each with a key of its own. The words are part of the keys, the numbers of their rows.
enum RecordUse: UInt8, Sendable, CaseIterable {
    case actor = 1
    case decision
    case reason
    case subject
    case outbox
    case body
    /// Others' part of an erased payload.
    case residue

    init(_ slot: PayloadSlot) {
        self =
            switch slot {
            case .actor: .actor
            case .decision: .decision
            case .reason: .reason
            case .subject: .subject
            }
    }

    /// What is authenticated to derive the use's key.
    fileprivate var label: [UInt8] { RecordUse.labels[Int(rawValue) - 1] }

    /// The labels of all uses in their order.
    static let labels = allCases.map { Array("fcg-audit/slot-key/v1\n\($0)".utf8) }
}

/// A record's root, from which the key of each use is derived, and the number by which rows name it.
struct RecordKey: Sendable {
    /// Numbers below are day keys', which rows of older folders name.
    static let firstNumber: Int64 = 1 << 32
    let id: Int64
    let root: SymmetricKey

    func key(_ use: RecordUse) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: use.label, using: root))
    }

    /// A body's key needs the record's and its day's, so that either of them, destroyed, closes it.
    static func bodyKey(_ own: SymmetricKey, day: SymmetricKey) -> SymmetricKey {
        day.withUnsafeBytes { SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: $0, using: own)) }
    }
}

/// What is left of a record's key: its root, or the keys of some uses after the root was destroyed.
///
/// Every row is as long as every other, so that one that changes is overwritten where it lies: a longer one would be
/// moved, and SQLite leaves a copy behind now and then.
enum RecordKeyRow: Sendable {
    case whole(RecordKey)
    case part([RecordUse: SymmetricKey])

    private static let most = 4
    private static let length = 1 + most * 33
    /// Octets of a row: nonce and tag beside what is wrapped.
    static let wrappedLength = length + 28
    /// A row of which nothing is left. It stays, so that fewer rows tell nothing and no page is rearranged.
    static let destroyed = Data(count: wrappedLength)

    func key(_ use: RecordUse) -> SymmetricKey? {
        switch self {
        case .whole(let key): key.key(use)
        case .part(let keys): keys[use]
        }
    }

    /// Without some payloads and the body, which names several people; `nil` if nothing is left to open.
    func without(_ slots: Set<PayloadSlot>, keepingOutbox: Bool) -> RecordKeyRow? {
        var kept = Set(PayloadSlot.allCases).subtracting(slots).map(RecordUse.init)
        if keepingOutbox { kept.append(.outbox) }
        var keys: [RecordUse: SymmetricKey] = [:]
        for use in kept { keys[use] = key(use) }
        return keys.isEmpty ? nil : .part(keys)
    }

    func wrapped(
        _ id: Int64, master: SymmetricKey, nonce: ArraySlice<UInt8>, with cipher: borrowing OctetCipher
    ) throws(AuditFailure) -> [UInt8] {
        var octets: [UInt8]
        switch self {
        case .whole(let key): octets = [1] + key.root.withUnsafeBytes(Array.init)
        case .part(let keys):
            octets = [2]
            for (use, key) in keys.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                octets += [use.rawValue] + key.withUnsafeBytes(Array.init)
            }
        }
        guard octets.count <= RecordKeyRow.length else { throw .wrongKey("a key's row has no room for so many uses") }
        octets += [UInt8](repeating: 0, count: RecordKeyRow.length - octets.count)
        return try KeyFile.wrap(octets, bound: RecordKeyRow.bound(id), master: master, nonce: nonce, with: cipher)
    }

    /// `nil` for a row that was changed.
    init?(_ wrapped: Data, id: Int64, master: SymmetricKey) {
        guard let octets = KeyFile.unwrap(wrapped, bound: RecordKeyRow.bound(id), master: master),
            octets.count == RecordKeyRow.length
        else { return nil }
        if octets[0] == 1 {
            self = .whole(RecordKey(id: id, root: SymmetricKey(data: octets[1..<33])))
            return
        }
        var keys: [RecordUse: SymmetricKey] = [:]
        for place in 0..<RecordKeyRow.most {
            let start = 1 + place * 33
            guard let use = RecordUse(rawValue: octets[start]) else { continue }
            keys[use] = SymmetricKey(data: octets[start + 1..<start + 33])
        }
        self = .part(keys)
    }

    private static func bound(_ id: Int64) -> String { "fcg-audit/key/v2\n\(id)\n" }
}
