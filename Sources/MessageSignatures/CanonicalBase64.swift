/// Base64 with padding (RFC 4648 §4) straight from and to octets, for the path every message takes.
///
/// Canonical only: wrong padding and non-zero trailing bits are refused, so no signature has a second spelling.
enum CanonicalBase64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    static func append(_ octets: some Collection<UInt8>, to text: inout [UInt8]) {
        var bits: UInt32 = 0
        var held = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            held += 8
            while held >= 6 {
                held -= 6
                text.append(letters[Int(bits >> UInt32(held) & 63)])
            }
        }
        if held > 0 { text.append(letters[Int(bits << UInt32(6 - held) & 63)]) }
        if held == 2 { text.append(UInt8(ascii: "=")) }
        if held > 0 { text.append(UInt8(ascii: "=")) }
    }

    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        let values = values
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var held = 0
        for letter in text.dropLast(padding) {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
        }
        return bits & (1 << UInt32(held) - 1) == 0 ? octets : nil
    }
}
