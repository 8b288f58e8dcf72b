/// Writes canonical JSON as it is composed, with no value in between. What it writes is what ``CanonicalJSON`` would.
///
/// Whoever writes an object names its members in canonical order; names are written in source code and need no escape.
package struct CanonicalWriter {
    /// What was written so far.
    package private(set) var octets: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: octets there is room for from the beginning.
    package init(capacity: Int = 1_024) { octets.reserveCapacity(capacity) }

    // MARK: Composing

    /// An object; `write` writes its members.
    package mutating func object(_ write: (inout CanonicalWriter) throws -> Void) rethrows {
        try enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), write)
    }

    /// An array; `write` writes its elements.
    package mutating func array(_ write: (inout CanonicalWriter) throws -> Void) rethrows {
        try enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), write)
    }

    /// A member, whose value `write` writes.
    package mutating func member(_ name: StaticString, _ write: (inout CanonicalWriter) throws -> Void) rethrows {
        separate()
        octets.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { octets.append(contentsOf: $0) }
        octets.append(UInt8(ascii: "\""))
        octets.append(UInt8(ascii: ":"))
        needsComma = false
        try write(&self)
    }

    /// A member that is text.
    package mutating func member(_ name: StaticString, _ text: String) { member(name) { $0.text(text) } }

    /// A member that is text, where there is any.
    package mutating func member(_ name: StaticString, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    private mutating func enclosed(
        _ open: UInt8, _ close: UInt8, _ write: (inout CanonicalWriter) throws -> Void
    ) rethrows {
        separate()
        octets.append(open)
        needsComma = false
        try write(&self)
        octets.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { octets.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: Values

    /// Any value, members sorted.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: plain("null")
        case .bool(let flag): plain(flag ? "true" : "false")
        case .integer(let number): integer(number)
        case .string(let text): self.text(text)
        case .array(let elements): array { list in for element in elements { list.value(element) } }
        case .object(let members): object(members)
        }
    }

    /// An object, members sorted by UTF-16 code units.
    package mutating func object(_ members: [String: JSONValue]) {
        object { writer in
            for (name, value) in members.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
                writer.text(name)
                writer.octets.append(UInt8(ascii: ":"))
                writer.needsComma = false
                writer.value(value)
            }
        }
    }

    /// A list of words.
    package mutating func codes(_ codes: [Code]) { array { list in for code in codes { list.text(code.text) } } }

    /// A whole number.
    package mutating func integer(_ number: Int64) { plain(String(number)) }

    /// Octets in unpadded base64url.
    package mutating func base64URL(_ octets: [UInt8]) { plain(quoting: Base64URL.encode(octets)) }

    /// A day as text.
    package mutating func day(_ day: CalendarDay) {
        separate()
        octets.append(UInt8(ascii: "\""))
        day.append(to: &octets)
        octets.append(UInt8(ascii: "\""))
    }

    /// A value that was written before, by a writer of its own.
    package mutating func written(_ value: [UInt8]) {
        separate()
        octets.append(contentsOf: value)
    }

    /// Text, escaped where it must be.
    package mutating func text(_ text: String) {
        separate()
        octets.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if CanonicalWriter.needsEscape(utf8) {
                for octet in utf8 { append(escaping: octet) }
            } else {
                octets.append(contentsOf: utf8)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }

    /// Text that is known to need no escape.
    private mutating func plain(quoting text: String) {
        separate()
        octets.append(UInt8(ascii: "\""))
        octets.append(contentsOf: text.utf8)
        octets.append(UInt8(ascii: "\""))
    }

    private mutating func plain(_ text: String) {
        separate()
        octets.append(contentsOf: text.utf8)
    }

    /// Looks at every octet, without a branch.
    private static func needsEscape(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for octet in utf8 {
            found |= octet < 0x20 ? 1 : 0
            found |= octet == UInt8(ascii: "\"") ? 1 : 0
            found |= octet == UInt8(ascii: "\\") ? 1 : 0
        }
        return found != 0
    }

    private mutating func append(escaping octet: UInt8) {
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
