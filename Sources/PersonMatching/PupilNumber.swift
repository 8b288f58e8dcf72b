/// A unique pupil number: a check letter and twelve characters (DfE, "Unique pupil numbers", 2019).
package struct PupilNumber: Sendable, Hashable {
    private let packed: UInt128

    private static let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)

    /// A number with a right check letter, or `nil`. A temporary number's last character is a letter.
    package init?(_ text: String) { self.init(text.utf8) }

    init?(_ text: some Collection<UInt8>) {
        guard text.count == 13 else { return nil }
        var packed: UInt128 = 0
        var sum = 0
        var first: UInt8 = 0
        for (place, octet) in text.enumerated() {
            let octet = (0x61...0x7A).contains(octet) ? octet - 0x20 : octet
            packed = packed << 8 | UInt128(octet)
            guard place > 0 else {
                first = octet
                continue
            }
            guard let value = PupilNumber.value(of: octet, isLast: place == 12) else { return nil }
            sum += value * (place + 1)
        }
        guard PupilNumber.letters[sum % 23] == first else { return nil }
        self.packed = packed
    }

    private static func value(of octet: UInt8, isLast: Bool) -> Int? {
        if (0x30...0x39).contains(octet) { return Int(octet) - 0x30 }
        return isLast ? letters.firstIndex(of: octet) : nil
    }

    /// Thirteen characters.
    package var text: String {
        let octets = (0..<13).reversed().map { UInt8(truncatingIfNeeded: packed >> UInt128(8 * $0)) }
        return String(decoding: octets, as: UTF8.self)
    }
}
