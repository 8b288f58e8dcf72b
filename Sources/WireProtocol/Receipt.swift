/// `FCG-Receipt`: where the holder's log holds the leaf of this exchange, and the leaf itself.
public struct Receipt: Sendable, Equatable {
    /// Origin of the log, such as `gateway.stockport.example/audit/2026`.
    public var origin: String
    /// Index of the leaf, from 0; at most the 15 digits of an RFC 9651 integer.
    public var index: Int64
    /// The complete leaf octets.
    public var leaf: [UInt8]

    /// A receipt.
    public init(origin: String, index: Int64, leaf: [UInt8]) {
        self.origin = origin
        self.index = index
        self.leaf = leaf
    }

    /// The field's value: a dictionary of RFC 9651 in its one serialised form.
    public var fieldValue: String { "origin=\"\(origin)\", index=\(index), leaf=:\(Base64.encode(leaf)):" }

    /// Reads a field value; anything but the serialised form with exactly these three members is refused.
    public init?(fieldValue: String) {
        let parts = fieldValue.components(separatedBy: ", ")
        guard parts.count == 3, let origin = parts[0].between("origin=\"", "\""), !origin.isEmpty,
            origin.utf8.allSatisfy(isOriginOctet), let digits = parts[1].between("index=", ""),
            let index = Int64(digits), (0...999_999_999_999_999).contains(index), String(index) == digits,
            let leaf = parts[2].between("leaf=:", ":").flatMap({ Base64.decode($0) }), !leaf.isEmpty
        else { return nil }
        self.init(origin: origin, index: index, leaf: leaf)
    }
}

private func isOriginOctet(_ octet: UInt8) -> Bool {
    isLetterDigitOrHyphen(octet) || "./:_".utf8.contains(octet)
}

extension String {
    fileprivate func between(_ prefix: String, _ suffix: String) -> String? {
        guard hasPrefix(prefix), hasSuffix(suffix), utf8.count >= prefix.utf8.count + suffix.utf8.count else {
            return nil
        }
        return String(dropFirst(prefix.count).dropLast(suffix.count))
    }

    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
