import FoundationEssentials
import SwiftASN1
package import WireProtocol
import X509

/// What stands in a certificate. Reading proves nothing: ``check(issuedBy:for:at:)`` does.
package struct CertificateReading: Sendable, Equatable {
    /// The octets that were read.
    package let der: [UInt8]
    /// The first moment it is valid.
    package let notBefore: Instant
    /// The last moment it is valid.
    package let notAfter: Instant
    /// SHA-256 of the SubjectPublicKeyInfo, 32 octets.
    package let keyHash: [UInt8]
    /// The URI names, as they stand there.
    package let uris: [String]
    /// The host names and addresses; a name that is no host in our spelling is left out.
    package let hosts: [ServerHost]
    /// The usages it allows by name; `anyExtendedKeyUsage` counts as none.
    package let uses: Set<CertificateUse>
    /// Whether it says that it is a certificate authority that may sign certificates.
    package let isAuthority: Bool

    let certificate: Certificate

    /// Octets of the largest certificate that is read.
    package static let largest = 16_384

    /// Reads one certificate in DER.
    package init(der: [UInt8]) throws(CertificateFault) {
        guard der.count <= CertificateReading.largest, let certificate = try? Certificate(derEncoded: der),
            CertificateReading.hasWholeSignature(der)
        else { throw .unreadable }
        try self.init(certificate, der: der)
    }

    /// Reads one certificate in PEM.
    package init(pem: String) throws(CertificateFault) {
        guard let document = try? PEMDocument(pemString: pem), document.discriminator == "CERTIFICATE" else {
            throw .unreadable
        }
        try self.init(der: document.derBytes)
    }

    init(_ certificate: Certificate, der: [UInt8]) throws(CertificateFault) {
        guard certificate.version == .v3, let facts = try? ExtensionFacts(certificate.extensions),
            let hash = try? certificate.publicKey.keyHash()
        else { throw .unreadable }
        self.der = der
        self.certificate = certificate
        notBefore = Instant(seconds: Int64(certificate.notValidBefore.timeIntervalSince1970.rounded()))
        notAfter = Instant(seconds: Int64(certificate.notValidAfter.timeIntervalSince1970.rounded()))
        keyHash = hash
        uris = facts.uris
        hosts = facts.hosts
        uses = facts.uses
        isAuthority = facts.isAuthority && facts.maySignCertificates
    }

    /// The certificate in PEM, ending in a newline.
    package var pem: String { PEMDocument(type: "CERTIFICATE", derBytes: der).pemString + "\n" }

    /// The node named: exactly one URI, and that one a SPIFFE ID of an authority. A common name counts for nothing.
    package func identity() throws(CertificateFault) -> SPIFFEID {
        guard uris.count == 1 || Mutant.secondName.isOn, let uri = uris.first else { throw .identityCount(uris.count) }
        guard let identity = SPIFFEID(uri) else { throw .identityForm }
        return identity
    }

    /// The library takes a signature of whatever number of bits; only whole octets are one, so that no certificate has
    /// a second spelling.
    private static func hasWholeSignature(_ der: [UInt8]) -> Bool {
        guard let root = try? DER.parse(der), case .constructed(let parts) = root.content,
            let last = parts.reversed().first, let signature = try? ASN1BitString(derEncoded: last)
        else { return false }
        return signature.paddingBits == 0
    }

    /// The same octets are the same certificate.
    package static func == (left: CertificateReading, right: CertificateReading) -> Bool { left.der == right.der }
}
