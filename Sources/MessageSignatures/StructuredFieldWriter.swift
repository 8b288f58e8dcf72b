/// Writes structured fields in the one strict form of RFC 9651 §4.1.
///
/// Values come from the parser or from checked types, so there is nothing left to refuse here.
extension [UInt8] {
    mutating func append(dictionary entries: [FieldEntry]) {
        append(separated: entries) { octets, entry in
            octets.append(contentsOf: entry.key.utf8)
            if case .item(let item) = entry.member, item.value == .boolean(true) {
                octets.append(parameters: item.parameters)
            } else {
                octets.append(UInt8(ascii: "="))
                octets.append(member: entry.member)
            }
        }
    }

    mutating func append(list members: [FieldMember]) {
        append(separated: members) { octets, member in octets.append(member: member) }
    }

    mutating func append(member: FieldMember) {
        switch member {
        case .item(let item): append(item: item)
        case .innerList(let items, let parameters):
            append(UInt8(ascii: "("))
            for (index, item) in items.enumerated() {
                if index > 0 { append(UInt8(ascii: " ")) }
                append(item: item)
            }
            append(UInt8(ascii: ")"))
            append(parameters: parameters)
        }
    }

    mutating func append(item: FieldItem) {
        append(value: item.value)
        append(parameters: item.parameters)
    }

    mutating func append(parameters: [FieldParameter]) {
        for parameter in parameters { append(parameter: parameter.key, parameter.value) }
    }

    mutating func append(parameter key: String, _ value: StructuredValue) {
        append(UInt8(ascii: ";"))
        append(contentsOf: key.utf8)
        guard value != .boolean(true) else { return }
        append(UInt8(ascii: "="))
        append(value: value)
    }

    mutating func append(value: StructuredValue) {
        switch value {
        case .integer(let number): append(decimal: number)
        case .decimal(let thousandths): append(thousandths: thousandths)
        case .string(let text): append(string: text)
        case .token(let text): append(contentsOf: text.utf8)
        case .octets(let octets): append(byteSequence: octets)
        case .boolean(let truth): append(contentsOf: truth ? "?1".utf8 : "?0".utf8)
        case .date(let seconds):
            append(UInt8(ascii: "@"))
            append(decimal: seconds)
        case .displayString(let text): append(displayString: text)
        }
    }

    mutating func append(byteSequence octets: some Collection<UInt8>) {
        append(UInt8(ascii: ":"))
        CanonicalBase64.append(octets, to: &self)
        append(UInt8(ascii: ":"))
    }

    mutating func append(string text: String) {
        append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { append(UInt8(ascii: "\\")) }
            append(octet)
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(decimal number: Int64) { append(contentsOf: String(number).utf8) }

    private mutating func append(thousandths: Int64) {
        if thousandths < 0 { append(UInt8(ascii: "-")) }
        let magnitude = Swift.abs(thousandths)
        append(decimal: magnitude / 1_000)
        var fraction = String(1_000 + magnitude % 1_000).utf8.dropFirst()
        while fraction.count > 1, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        append(UInt8(ascii: "."))
        append(contentsOf: fraction)
    }

    private mutating func append(displayString text: String) {
        let digits = Array("0123456789abcdef".utf8)
        append(contentsOf: "%\"".utf8)
        for octet in text.utf8 {
            if octet.isPrintable, octet != UInt8(ascii: "%"), octet != UInt8(ascii: "\"") {
                append(octet)
            } else {
                append(contentsOf: [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]])
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append<Part>(separated parts: [Part], _ write: (inout [UInt8], Part) -> Void) {
        for (index, part) in parts.enumerated() {
            if index > 0 { append(contentsOf: ", ".utf8) }
            write(&self, part)
        }
    }
}
