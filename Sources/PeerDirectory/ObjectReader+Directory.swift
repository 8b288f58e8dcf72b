import WireProtocol

/// Kinds of member that only the directory has.
extension ObjectReader {
    /// Takes octets in unpadded base64url.
    mutating func octets(_ name: String, count: Int) throws(SchemaFault) -> [UInt8] {
        try parsed(name, as: "\(count) octets in base64url") { text in
            Base64URL.decode(text).flatMap { $0.count == count ? $0 : nil }
        }
    }

    /// Takes a truth value.
    mutating func flag(_ name: String) throws(SchemaFault) -> Bool {
        guard case .bool(let flag) = try take(name) else { throw SchemaFault(place(name), "is neither true nor false") }
        return flag
    }

    /// Takes a truth value that need not be there and is then false.
    mutating func flagIfPresent(_ name: String) throws(SchemaFault) -> Bool {
        guard let value = takeIfPresent(name) else { return false }
        guard case .bool(let flag) = value else { throw SchemaFault(place(name), "is neither true nor false") }
        return flag
    }

    /// Takes a moment.
    mutating func moment(_ name: String) throws(SchemaFault) -> Instant {
        try parsed(name, as: "a moment in UTC") { Instant($0) }
    }

    /// Takes a list of words of a form, none twice.
    mutating func words(_ name: String, _ hasForm: (String) -> Bool) throws(SchemaFault) -> [String] {
        let words = try list(name, 0...64, ObjectReader.text)
        guard words.allSatisfy(hasForm) else { throw SchemaFault(place(name), "has a word of the wrong form") }
        guard Set(words).count == words.count else { throw SchemaFault(place(name), "names something twice") }
        return words
    }
}
