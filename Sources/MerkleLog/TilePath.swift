/// The path of a tile or an entry bundle below a log's prefix (C2SP tlog-tiles): `tile/0/x001/x234/067.p/8`.
public struct TilePath: Sendable, Hashable, CustomStringConvertible {
    /// What lies there.
    public enum Kind: Sendable, Hashable {
        /// Hashes of one level, 0 to 63, counted in tiles.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }
    /// Hashes of a tile, or entries of a bundle, when full.
    public static let fullWidth = 256

    /// Hashes or entries.
    public let kind: Kind
    /// Counted within the level, from 0.
    public let index: Int64
    /// 1 to 255 for a partial one, 256 for a full one.
    public let width: Int

    /// A path, or `nil` if a number lies outside its range.
    public init?(_ kind: Kind, index: Int64, width: Int = fullWidth) {
        if case .hashes(let level) = kind, !(0...63).contains(level) { return nil }
        guard index >= 0, (1...TilePath.fullWidth).contains(width) else { return nil }
        self.kind = kind
        self.index = index
        self.width = width
    }

    /// Reads a path in its one form; anything else is `nil`.
    public init?(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "tile", let level = parts.popFirst() else { return nil }
        var width = TilePath.fullWidth
        if parts.count >= 2, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let partial = parts.popLast().flatMap({ decimal($0, atMost: 255) }), partial > 0 else { return nil }
            width = Int(partial)
            parts[parts.endIndex - 1] = parts[parts.endIndex - 1].dropLast(2)
        }
        guard let index = TilePath.index(parts) else { return nil }
        if level == "entries" {
            self.init(.entries, index: index, width: width)
        } else {
            guard let number = decimal(level, atMost: 63) else { return nil }
            self.init(.hashes(level: Int(number)), index: index, width: width)
        }
        guard description == text else { return nil }
    }

    /// The path's text.
    public var description: String {
        let level =
            switch kind {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        return "tile/\(level)/\(indexText)" + (width == TilePath.fullWidth ? "" : ".p/\(width)")
    }

    private var indexText: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let group = String(rest % 1_000)
            let padded = String(repeating: "0", count: 3 - group.utf8.count) + group
            groups.append(groups.isEmpty ? padded : "x" + padded)
            rest /= 1_000
        } while rest > 0
        return groups.reversed().joined(separator: "/")
    }

    private static func index(_ groups: ArraySlice<Substring>) -> Int64? {
        guard let last = groups.last, groups.count <= 6 else { return nil }
        var index: Int64 = 0
        for group in groups.dropLast() {
            guard group.first == "x", let value = threeDigits(group.dropFirst()) else { return nil }
            index = index * 1_000 + value
        }
        return threeDigits(last).map { index * 1_000 + $0 }
    }

    private static func threeDigits(_ text: Substring) -> Int64? {
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}

/// A decimal number without sign or leading zeros.
func decimal(_ text: some StringProtocol, atMost limit: Int64) -> Int64? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text), number <= limit,
        String(number) == text
    else { return nil }
    return number
}
