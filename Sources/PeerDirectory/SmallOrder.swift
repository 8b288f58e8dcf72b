import WireProtocol

/// The points of edwards25519 whose order divides 8 (RFC 8032 §5.1; RFC 7748 §7 on their danger).
///
/// Under such a public key there are signatures that hold for many messages at once, and no private key belongs to it.
/// Libraries take it for a key of the right length.
enum SmallOrder {
    /// Encoded y coordinates, the ones not reduced modulo 2^255 − 19 included.
    private static let heights: Set<[UInt8]> = [
        low(0), low(1), high(0xEC), high(0xED), high(0xEE),
        hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ]

    /// Whether a key of 32 octets is one of them, whatever the sign of its x.
    static func contains(_ key: [UInt8]) -> Bool {
        guard let last = key.last else { return false }
        return heights.contains(key.dropLast() + [last & 0x7F])
    }

    private static func low(_ octet: UInt8) -> [UInt8] { [octet] + [UInt8](repeating: 0, count: 31) }
    private static func high(_ octet: UInt8) -> [UInt8] { [octet] + [UInt8](repeating: 0xFF, count: 30) + [0x7F] }
    private static func hex(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }
}
