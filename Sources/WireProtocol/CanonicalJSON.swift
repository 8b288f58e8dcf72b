/// The canonical JSON writer: RFC 8785 restricted to the values the protocol has.
public enum CanonicalJSON {
    /// The one octet sequence of a value: members sorted by UTF-16 code units, no white space, UTF-8.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.value(value)
        return writer.octets
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

    private static func sortedNames(_ members: [String: JSONValue]) -> [String] {
        members.keys.sorted(by: precedes)
    }

    /// The order of UTF-16 code units, told from UTF-8: the two differ only where one side has a character beyond
    /// U+FFFF, whose first octet is F0 or more, and the other one of U+E000 to U+FFFF, whose first octet is EE or EF.
    static func precedes(_ left: String, _ right: String) -> Bool {
        for (one, other) in zip(left.utf8, right.utf8) where one != other {
            let isOneBeyond = one >= 0xF0
            return isOneBeyond != (other >= 0xF0) && min(one, other) >= 0xEE ? isOneBeyond : one < other
        }
        return left.utf8.count < right.utf8.count
    }
}
