/// The canonical JSON writer: RFC 8785 restricted to the values the protocol has.
public enum CanonicalJSON {
    /// The one octet sequence of a value: members sorted by UTF-16 code units, no white space, UTF-8.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(1_024)
        append(value, to: &octets)
        return octets
    }

    /// The canonical octets as text.
    public static func text(_ value: JSONValue) -> String { String(decoding: encode(value), as: UTF8.self) }

    /// A value pretty-printed for people, members in canonical order.
    public static func prettyText(_ value: JSONValue, indent: Int = 0) -> String {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch value {
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + prettyText($0, indent: indent + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let members) where !members.isEmpty:
            let lines = sortedNames(members).map { name in
                inner + text(.string(name)) + ": " + prettyText(members[name] ?? .null, indent: indent + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        default: return text(value)
        }
    }

    private static func append(_ value: JSONValue, to octets: inout [UInt8]) {
        switch value {
        case .null: octets.append(contentsOf: "null".utf8)
        case .bool(let flag): octets.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): octets.append(contentsOf: String(number).utf8)
        case .string(let text): append(text, to: &octets)
        case .array(let elements):
            octets.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                append(element, to: &octets)
            }
            octets.append(UInt8(ascii: "]"))
        case .object(let members): appendObject(members, to: &octets) { _, _ in }
        }
    }

    private static func sortedNames(_ members: [String: JSONValue]) -> [String] {
        members.keys.sorted(by: precedes)
    }

    /// The order of UTF-16 code units, told from UTF-8: the two differ only where one side has a character beyond
    /// U+FFFF, whose first octet is F0 or more, and the other one of U+E000 to U+FFFF, whose first octet is EE or EF.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        for (one, other) in zip(left.utf8, right.utf8) where one != other {
            let isOneBeyond = one >= 0xF0
            return isOneBeyond != (other >= 0xF0) && min(one, other) >= 0xEE ? isOneBeyond : one < other
        }
        return left.utf8.count < right.utf8.count
    }

    /// An object's octets, and where the value of one of its members ends in them.
    static func encode(_ members: [String: JSONValue], findingEndOf sought: String) -> (octets: [UInt8], end: Int?) {
        var octets: [UInt8] = []
        octets.reserveCapacity(4_096)
        var end: Int?
        appendObject(members, to: &octets) { name, place in if name == sought { end = place } }
        return (octets, end)
    }

    private static func appendObject(
        _ members: [String: JSONValue], to octets: inout [UInt8], _ written: (String, Int) -> Void
    ) {
        octets.append(UInt8(ascii: "{"))
        for (index, name) in sortedNames(members).enumerated() {
            if index > 0 { octets.append(UInt8(ascii: ",")) }
            append(name, to: &octets)
            octets.append(UInt8(ascii: ":"))
            append(members[name] ?? .null, to: &octets)
            written(name, octets.count)
        }
        octets.append(UInt8(ascii: "}"))
    }

    private static func append(_ text: String, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "\""))
        defer { octets.append(UInt8(ascii: "\"")) }
        var text = text
        let isWritten = text.withUTF8 { utf8 in
            guard utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
                return false
            }
            octets.append(contentsOf: utf8)
            return true
        }
        if isWritten { return }
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case 0x08: octets.append(contentsOf: "\\b".utf8)
            case 0x09: octets.append(contentsOf: "\\t".utf8)
            case 0x0A: octets.append(contentsOf: "\\n".utf8)
            case 0x0C: octets.append(contentsOf: "\\f".utf8)
            case 0x0D: octets.append(contentsOf: "\\r".utf8)
            case 0..<0x20:
                octets.append(contentsOf: "\\u00".utf8)
                octets.append(contentsOf: Hex.encode([octet]).utf8)
            default: octets.append(octet)
            }
        }
    }
}
