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

    var text: String {
        let octets = (0..<8).reversed().map { UInt8(truncatingIfNeeded: packed >> UInt64(8 * $0)) }
        return String(decoding: octets.drop { $0 == 0 }, as: UTF8.self)
    }
}
