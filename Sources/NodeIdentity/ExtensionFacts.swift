import SwiftASN1
import X509

/// What the extensions of a certificate or a request say, in our words.
struct ExtensionFacts {
    var uris: [String] = []
    var hosts: [ServerHost] = []
    var uses: Set<CertificateUse> = []
    var isAuthority = false
    /// True also where no key usage is given: then the key is not limited (RFC 5280 §4.2.1.3).
    var maySignCertificates = true
    /// True also where no key usage is given.
    var maySign = true
    var hasUnknownCritical = false

    /// Throws when an extension that we use is malformed.
    init(_ extensions: Certificate.Extensions) throws {
        for name in try extensions.subjectAlternativeNames ?? SubjectAlternativeNames() { add(name) }
        if let allowed = try extensions.extendedKeyUsage {
            if allowed.contains(.serverAuth) { uses.insert(.server) }
            if allowed.contains(.clientAuth) { uses.insert(.client) }
        }
        if case .isCertificateAuthority = try extensions.basicConstraints { isAuthority = true }
        if let usage = try extensions.keyUsage {
            maySign = usage.digitalSignature
            maySignCertificates = usage.keyCertSign
        }
        hasUnknownCritical = extensions.contains { $0.critical && !ExtensionFacts.understood.contains($0.oid) }
    }

    private mutating func add(_ name: GeneralName) {
        switch name {
        case .uniformResourceIdentifier(let uri): uris.append(uri)
        case .dnsName(let text):
            if case .name(let host) = ServerHost(text) { hosts.append(.name(host)) }
        case .ipAddress(let octets): hosts.append(.address(Array(octets.bytes)))
        case .otherName, .rfc822Name, .x400Address, .directoryName, .ediPartyName, .registeredID: break
        }
    }

    /// The extensions whose limits are kept. Name constraints are not among them, so a critical one is refused.
    private static let understood: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.extendedKeyUsage,
        .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage,
    ]
}
