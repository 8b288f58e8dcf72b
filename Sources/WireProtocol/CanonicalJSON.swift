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
        case .object(let members):
            octets.append(UInt8(ascii: "{"))
            for (index, name) in sortedNames(members).enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                append(name, to: &octets)
                octets.append(UInt8(ascii: ":"))
                append(members[name] ?? .null, to: &octets)
            }
            octets.append(UInt8(ascii: "}"))
        }
    }

    private static func sortedNames(_ members: [String: JSONValue]) -> [String] {
        members.keys.sorted { left, right in left.utf16.lexicographicallyPrecedes(right.utf16) }
    }

    private static func append(_ text: String, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "\""))
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
        octets.append(UInt8(ascii: "\""))
    }
}
