import SwiftASN1
import X509

/// Names in the library's words.
enum SubjectNames {
    /// Subject alternative names: URIs first, then hosts.
    static func all(uris: [String], hosts: [ServerHost]) -> [GeneralName] {
        uris.map { .uniformResourceIdentifier($0) }
            + hosts.map { host in
                switch host {
                case .name(let name): .dnsName(name)
                case .address(let octets): .ipAddress(ASN1OctetString(contentBytes: octets[...]))
                }
            }
    }

    /// A distinguished name that holds a common name only.
    static func distinguished(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName { CommonName(commonName) }
    }
}
