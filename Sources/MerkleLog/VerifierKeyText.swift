import Crypto
import WireProtocol

/// A verifier key's text, `<name>+<hash>+<base64 of type and key>` (C2SP signed-note), in its one form.
struct VerifierKeyText {
    let name: String
    let type: UInt8
    let publicKey: [UInt8]
    let keyID: UInt32

    /// A key by its parts: a name and 32 octets of RFC 8032.
    init(name: String, type: UInt8, publicKey: [UInt8]) throws(NoteFault) {
        guard isKeyName(name) else { throw .badName }
        guard publicKey.count == 32 else { throw .badKey }
        self.name = name
        self.type = type
        self.publicKey = publicKey
        var hasher = SHA256()
        for part in [Array(name.utf8), [0x0A, type], publicKey] {
            part.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }
        keyID = hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text of a key of this type; a hash that is not the key's own is refused.
    init(_ text: String, type: UInt8) throws(NoteFault) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let octets = Base64.decode(parts[2]), octets.first == type else { throw .badKey }
        try self.init(name: String(parts[0]), type: type, publicKey: Array(octets.dropFirst()))
        guard description.utf8.elementsEqual(text.utf8) else { throw .badKey }
    }

    var description: String {
        "\(name)+\(Hex.encode(bigEndianOctets(keyID)))+\(Base64.encode([type] + publicKey))"
    }
}

/// The octets of a number, the most significant first.
func bigEndianOctets(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

func isKeyName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
}
