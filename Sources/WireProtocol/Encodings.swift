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
        return Base64Alphabet.standard.decode(octets[..<end])
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
        Base64Alphabet.url.decode(Array(text.utf8)[...])
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
        let whole = (octets.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: whole) { text in
            var written = 0
            var bits: UInt32 = 0
            var held = 0
            for octet in octets {
                bits = bits << 8 | UInt32(octet)
                held += 8
                while held >= 6 {
                    held -= 6
                    text[written] = letters[Int(bits >> UInt32(held) & 63)]
                    written += 1
                }
            }
            if held > 0 {
                text[written] = letters[Int(bits << UInt32(6 - held) & 63)]
                written += 1
            }
            while padded, written < whole {
                text[written] = UInt8(ascii: "=")
                written += 1
            }
            return written
        }
    }

    /// `nil` for another letter, for a length that no octets have, and where bits that stand for nothing are not zero.
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
        return bits & (1 << UInt32(held) - 1) == 0 ? octets : nil
    }
}
