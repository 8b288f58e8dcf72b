/// Padding, so that the length of a message says little about its content.
enum Padding {
    /// Messages are multiples of this many octets.
    static let block = 4_096

    /// Canonical JSON of an object with a member `pad` of as many zeros as fill the last block.
    static func encode(_ members: [String: JSONValue]) -> [UInt8] {
        var members = members
        members["pad"] = ""
        var (octets, end) = CanonicalJSON.encode(members, findingEndOf: "pad")
        guard let end else { preconditionFailure("a member that was just set is written") }
        let missing = (block - octets.count % block) % block
        octets.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing), at: end - 1)
        return octets
    }

    /// Fewer than 4,096 zeros and nothing else.
    static func isPadding(_ text: String) -> Bool {
        text.utf8.count < block && text.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
