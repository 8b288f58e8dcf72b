import Crypto
import Foundation
import WireProtocol

/// An item of the outbox as it is sealed: its length in four octets, its canonical JSON, zeros up to the length asked for.
enum OutboxFrame {
    private static let word = "fcg-audit/outbox/v2"

    /// Octets of an item as it is stored, beyond what it was padded to.
    static let storedHead = 12 + 4 + 16

    /// Appends an item's frame.
    static func seal(
        _ item: OutboxItem, key: KeyPart, nonce: ArraySlice<UInt8>, with cipher: borrowing OctetCipher,
        into sealed: inout [UInt8]
    ) throws(AuditFailure) {
        let octets = OutboxItem.encoded(item.kind, item.payload.reveal())
        guard octets.count <= item.length, LeafPayloads.lengths.contains(item.length) else {
            throw .unacceptable("an outbox item has \(octets.count) octets, \(item.length) were asked for")
        }
        try cipher.seal(into: &sealed, key: key, nonce: nonce, authenticating: Array(word.utf8)) { frame in
            frame.appendBigEndian(UInt32(octets.count))
            frame.append(contentsOf: octets)
            frame.appendZeros(item.length - octets.count)
        }
    }

    /// The canonical JSON of an item and the length it was padded to; `nil` for a row that was changed.
    static func open(_ sealed: Data, key: SymmetricKey) -> (octets: [UInt8], length: Int)? {
        guard let frame = SealedOctets.open(sealed, as: word, key: key), frame.count >= 4 else { return nil }
        let count = frame.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= frame.count - 4 else { return nil }
        return (Array(frame.dropFirst(4).prefix(count)), frame.count - 4)
    }
}
