/// A unique pupil number: a check letter and twelve characters (DfE, "Unique pupil numbers", 2019).
package struct PupilNumber: Sendable, Hashable {
    /// Thirteen characters.
    package let text: String

    private static let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)

    /// A number with a right check letter, or `nil`. A temporary number's last character is a letter.
    package init?(_ text: String) {
        guard text.utf8.count == 13 else { return nil }
        let octets = text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        guard octets[1..<12].allSatisfy(isDigit) else { return nil }
        var sum = octets[1..<12].enumerated().reduce(0) { $0 + (Int($1.element) - 0x30) * ($1.offset + 2) }
        if isDigit(octets[12]) {
            sum += (Int(octets[12]) - 0x30) * 13
        } else {
            guard let value = PupilNumber.letters.firstIndex(of: octets[12]) else { return nil }
            sum += value * 13
        }
        guard PupilNumber.letters[sum % 23] == octets[0] else { return nil }
        self.text = String(decoding: octets, as: UTF8.self)
    }
}

private func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
