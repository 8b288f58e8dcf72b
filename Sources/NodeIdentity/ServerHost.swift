/// A host as it stands in a certificate: a DNS name in lower case, or an IP address.
package enum ServerHost: Sendable, Hashable, CustomStringConvertible {
    /// A DNS name, such as `gateway.leeds.example`.
    case name(String)
    /// An IP address, 4 or 16 octets.
    case address([UInt8])

    /// Reads `gateway.leeds.example`, `127.0.0.1` or `::1`; anything else is `nil`.
    package init?(_ text: String) {
        if let address = ServerHost.version4(text) ?? ServerHost.version6(text) {
            self = .address(address)
        } else if ServerHost.isName(text) {
            self = .name(text)
        } else {
            return nil
        }
    }

    /// The text that ``init(_:)`` reads.
    package var description: String {
        switch self {
        case .name(let name): return name
        case .address(let octets) where octets.count == 4: return octets.map(String.init).joined(separator: ".")
        case .address(let octets):
            let groups = stride(from: 0, to: octets.count - 1, by: 2)
            return groups.map { String(UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        }
    }

    /// Labels of 1 to 63 letters, digits and hyphens, 253 octets in all; the last label is not all digits.
    private static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...253).contains(text.utf8.count), let last = labels.last else { return false }
        return labels.allSatisfy(isLabel) && !last.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == hyphen }
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in UInt8(part).flatMap { String($0) == part ? $0 : nil } }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    /// Groups of 1 to 4 hexadecimal digits, at most one `::` (RFC 4291 §2.2 forms 1 and 2).
    private static func version6(_ text: String) -> [UInt8]? {
        guard text.contains(":") else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
            head.count + tail.count < 16
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var octets: [UInt8] = []
        for group in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                let value = UInt16(group, radix: 16)
            else { return nil }
            octets += [UInt8(value >> 8), UInt8(value & 255)]
        }
        return octets
    }
}
