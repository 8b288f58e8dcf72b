import WireProtocol

/// Reads the canonical form of a set back into nodes: objects, lists, texts and whole numbers, as RFC 8785 writes them.
///
/// Anything else is `nil`. Places are those in the octets, on line 1.
struct CanonicalNodes {
    /// One file of the set: where it stands, and what it says.
    struct Part {
        let range: Range<Int>
        let node: PolicyNode
    }

    let octets: [UInt8]
    private var place = 0

    private static let deepest = 16

    init(_ octets: [UInt8]) { self.octets = octets }

    /// The files by path, and nothing behind them.
    mutating func files() -> [String: Part]? {
        var files: [String: Part] = [:]
        guard take("{") else { return nil }
        repeat {
            guard let path = text(), take(":") else { return nil }
            let start = place
            guard let node = node(depth: 1) else { return nil }
            files[path] = Part(range: start..<place, node: node)
        } while take(",")
        return take("}") && place == octets.count ? files : nil
    }

    private mutating func node(depth: Int) -> PolicyNode? {
        guard place < octets.count, depth < Self.deepest else { return nil }
        let spot = Spot(line: 1, column: place + 1)
        switch octets[place] {
        case UInt8(ascii: "{"): return mapping(depth, spot)
        case UInt8(ascii: "["): return list(depth, spot)
        case UInt8(ascii: "\""): return text().map { .text($0, spot) }
        default: return number().map { .text($0, spot) }
        }
    }

    private mutating func mapping(_ depth: Int, _ spot: Spot) -> PolicyNode? {
        var entries: [PolicyEntry] = []
        place += 1
        if take("}") { return .mapping(entries, spot) }
        repeat {
            let keySpot = Spot(line: 1, column: place + 1)
            guard let key = text(), take(":"), let value = node(depth: depth + 1) else { return nil }
            entries.append(PolicyEntry(key: key, keySpot: keySpot, value: value))
        } while take(",")
        return take("}") ? .mapping(entries, spot) : nil
    }

    private mutating func list(_ depth: Int, _ spot: Spot) -> PolicyNode? {
        var nodes: [PolicyNode] = []
        place += 1
        if take("]") { return .list(nodes, spot) }
        repeat {
            guard let node = node(depth: depth + 1) else { return nil }
            nodes.append(node)
        } while take(",")
        return take("]") ? .list(nodes, spot) : nil
    }

    private mutating func number() -> String? {
        let start = place
        while place < octets.count, (0x30...0x39).contains(octets[place]) { place += 1 }
        return place > start ? String(validating: octets[start..<place], as: UTF8.self) : nil
    }

    private mutating func text() -> String? {
        guard take("\"") else { return nil }
        let start = place
        while place < octets.count, octets[place] != UInt8(ascii: "\"") {
            if octets[place] == UInt8(ascii: "\\") { return escapedText(from: start) }
            place += 1
        }
        guard take("\"") else { return nil }
        return String(validating: octets[start..<place - 1], as: UTF8.self)
    }

    private mutating func escapedText(from start: Int) -> String? {
        var plain: [UInt8] = []
        place = start
        while place < octets.count, octets[place] != UInt8(ascii: "\"") {
            if octets[place] == UInt8(ascii: "\\") {
                guard let octet = escape() else { return nil }
                plain.append(octet)
            } else {
                plain.append(octets[place])
                place += 1
            }
        }
        guard take("\"") else { return nil }
        return String(validating: plain, as: UTF8.self)
    }

    /// The octet that an escape stands for; RFC 8785 escapes quotes, backslashes and control characters only.
    private mutating func escape() -> UInt8? {
        guard place + 1 < octets.count else { return nil }
        let letter = octets[place + 1]
        place += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return letter
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "u"):
            guard place + 4 <= octets.count,
                let digits = String(validating: octets[place..<place + 4], as: UTF8.self), digits.hasPrefix("00")
            else { return nil }
            place += 4
            return UInt8(digits.dropFirst(2), radix: 16)
        default: return nil
        }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard place < octets.count, octets[place] == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }
}
