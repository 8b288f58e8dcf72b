package import WireProtocol

/// Where an authority is reached and what its server must show, as the directory says.
package struct PeerEndpoint: Sendable, Equatable {
    package let authority: AuthorityID
    /// The machine to connect to: a name or an IP address.
    package let host: String
    package let port: Int
    /// The authority of its endpoint, `name` or `name:port`: the Host field, and the name its certificate must bear.
    package let hostHeader: String
    /// The one issuer whose certificates are taken for this authority.
    package let pinnedIssuerDER: [UInt8]
    /// The one URI SAN its certificate must carry.
    package let spiffe: String

    package init(
        authority: AuthorityID, host: String, port: Int, hostHeader: String, pinnedIssuerDER: [UInt8], spiffe: String
    ) {
        self.authority = authority
        self.host = host
        self.port = port
        self.hostHeader = hostHeader
        self.pinnedIssuerDER = pinnedIssuerDER
        self.spiffe = spiffe
    }

    /// The host header without its port.
    var name: String {
        guard let colon = hostHeader.lastIndex(of: ":"), !hostHeader.hasSuffix("]") else { return hostHeader }
        return String(hostHeader[..<colon])
    }
}
