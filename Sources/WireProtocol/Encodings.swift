/// Lower-case hexadecimal.
public enum Hex {
    /// Two digits an octet.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for octet in octets {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets, or `nil` for anything but an even number of lower-case digits.
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { octet -> UInt8? in
            switch octet {
            case 0x30...0x39: octet - 0x30
            case 0x61...0x66: octet - 0x61 + 10
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            octets.append(high << 4 | low)
        }
        return octets
    }
}

/// Base64 with padding (RFC 4648 §4), canonical only: one text an octet sequence.
public enum Base64 {
    /// Padded base64.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        Base64Alphabet.standard.encode(Array(octets), padded: true)
    }

    /// The octets, or `nil` for wrong length, letters, padding, or non-zero trailing bits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let octets = Array(text.utf8)
        guard octets.count.isMultiple(of: 4) else { return nil }
        var end = octets.count
        while end > 0, octets[end - 1] == UInt8(ascii: "="), octets.count - end < 2 { end -= 1 }
        guard let decoded = Base64Alphabet.standard.decode(octets[..<end]), encode(decoded).utf8.elementsEqual(octets)
        else { return nil }
        return decoded
    }
}

/// Base64url without padding (RFC 4648 §5), canonical only.
public enum Base64URL {
    /// Unpadded base64url.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        Base64Alphabet.url.encode(Array(octets), padded: false)
    }

    /// The octets, or `nil` for wrong length, letters, padding, or non-zero trailing bits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let octets = Array(text.utf8)
        guard let decoded = Base64Alphabet.url.decode(octets[...]), encode(decoded).utf8.elementsEqual(octets)
        else { return nil }
        return decoded
    }
}

private struct Base64Alphabet {
    let letters: [UInt8]
    let values: [UInt8]

    static let standard = Base64Alphabet(last: "+/")
    static let url = Base64Alphabet(last: "-_")

    init(last: String) {
        let all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last
        letters = Array(all.utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        self.values = values
    }

    func encode(_ octets: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0...group.count { text.append(letters[Int(bits >> UInt32(18 - 6 * position) & 63)]) }
            if padded { for _ in group.count..<3 { text.append(UInt8(ascii: "=")) } }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var held = 0
        for letter in text {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        return octets
    }
}
