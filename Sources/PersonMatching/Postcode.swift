/// A postcode in normal form, as a number: at most eight octets, the first one highest.
struct Postcode: Sendable, Hashable {
    private let packed: UInt64

    /// `nil` for more octets than any postcode has, and for none.
    init?(_ octets: some Collection<UInt8>) {
        guard (1...8).contains(octets.count) else { return nil }
        packed = octets.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The normal form of what was written, or `nil` for what is no postcode.
    init?(normalising text: String) {
        guard let text = Normaliser.postcode(text) else { return nil }
        self.init(text.utf8)
    }

    /// The same, and with `anyShape` also three to eight letters and digits of any other order.
    init?(_ text: String, anyShape: Bool) {
        if let known = Postcode(normalising: text) {
            self = known
            return
        }
        let octets = text.uppercased().utf8.filter { $0 != 0x20 }
        guard anyShape, octets.count >= 3,
            octets.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        else { return nil }
        self.init(octets)
    }

    /// Whether both lie in one district: all but the last three characters are the same.
    func sharesOutward(with other: Postcode) -> Bool { packed >> 24 == other.packed >> 24 && packed >> 24 != 0 }

    /// Whether one character differs, or two neighbours changed places.
    func isNear(_ other: Postcode) -> Bool {
        let apart = packed ^ other.packed
        guard apart != 0 else { return true }
        let lowest = UInt64(apart.trailingZeroBitCount / 8 * 8)
        let isOne = apart >> lowest < 0x100
        let (mine, theirs) = ((packed >> lowest) & 0xFFFF, (other.packed >> lowest) & 0xFFFF)
        return isOne || (apart >> lowest < 0x1_0000 && mine == (theirs >> 8 | (theirs & 0xFF) << 8))
    }

    var text: String {
        let octets = (0..<8).reversed().map { UInt8(truncatingIfNeeded: packed >> UInt64(8 * $0)) }
        return String(decoding: octets.drop { $0 == 0 }, as: UTF8.self)
    }
}
