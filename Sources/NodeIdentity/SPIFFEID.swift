package import WireProtocol

/// The name of a node: `spiffe://<federation>/authority/<GSS>` (SPIFFE-ID §2), in this one spelling only.
package struct SPIFFEID: Sendable, Hashable, CustomStringConvertible {
    /// The federation, which is the SPIFFE trust domain.
    package let federation: String
    /// The authority the node speaks for.
    package let authority: AuthorityID

    /// A name, or `nil` if the federation's is not 1 to 255 of `[a-z0-9._-]`.
    package init?(federation: String, authority: AuthorityID) {
        guard SPIFFEID.isFederation(federation) else { return nil }
        self.federation = federation
        self.authority = authority
    }

    /// Reads a URI; every other spelling of the same name is refused, so that equal means identical octets.
    package init?(_ uri: String) {
        let octets = Array(uri.utf8)
        guard octets.starts(with: SPIFFEID.scheme) else { return nil }
        let parts = octets.dropFirst(SPIFFEID.scheme.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].elementsEqual("authority".utf8),
            let authority = AuthorityID(String(decoding: parts[2], as: UTF8.self))
        else { return nil }
        self.init(federation: String(decoding: parts[0], as: UTF8.self), authority: authority)
    }

    /// The URI.
    package var uri: String { "spiffe://\(federation)/authority/\(authority)" }
    /// The URI.
    package var description: String { uri }

    /// Whether a text can be a federation's name.
    package static func isFederation(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { octet in
                switch octet {
                case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    private static let scheme = Array("spiffe://".utf8)
}
