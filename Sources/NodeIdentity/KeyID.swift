package import WireProtocol

/// The id of a message key: `<GSS>#<name>`, 1 to 128 octets, the name of `[A-Za-z0-9._:-]`.
///
/// Compared octet by octet: another case, a trailing dot or a look-alike letter is another key.
package struct KeyID: Sendable, Hashable, CustomStringConvertible {
    /// The authority whose key it is.
    package let owner: AuthorityID
    /// What its owner calls the key, such as `2026a`.
    package let name: String

    /// An id, or `nil` if the name has a wrong letter or length.
    package init?(owner: AuthorityID, name: String) {
        guard !name.isEmpty, name.utf8.count + 10 <= 128, name.utf8.allSatisfy(KeyID.isNameOctet) else { return nil }
        self.owner = owner
        self.name = name
    }

    /// Reads an id as it stands in a signature or the directory.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let code = String(parts[0]), let owner = AuthorityID(code),
            let name = String(parts[1])
        else { return nil }
        self.init(owner: owner, name: name)
    }

    /// `<GSS>#<name>`.
    package var text: String { "\(owner)#\(name)" }
    /// `<GSS>#<name>`.
    package var description: String { text }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
