import FoundationEssentials
import SwiftASN1
package import WireProtocol
import X509

/// A certificate authority of one key, for the sandbox, the tests and a conformance suite.
///
/// It signs whatever a profile says, sound or not, and keeps no register: never the issuer of a live federation.
package struct DevelopmentAuthority: Sendable {
    /// Its own certificate, signed by itself.
    package let certificate: CertificateReading
    private let key: TLSKey

    /// Makes the authority's certificate. `serial` is 8 to 20 octets, fresh for each certificate.
    package init(
        name: String, key: TLSKey, serial: [UInt8], notBefore: Instant, notAfter: Instant
    ) throws(IdentityFault) {
        do {
            let subject = try SubjectNames.distinguished(name)
            certificate = try CertificateBlank(
                subject: subject, issuer: subject, publicKey: key.publicKey, serial: serial, notBefore: notBefore,
                notAfter: notAfter
            ).signed(by: key, extensions: try DevelopmentAuthority.extensions(key: key))
        } catch {
            throw .notWritable("authority's certificate")
        }
        self.key = key
    }

    /// Takes up a certificate made before. Whether it is an authority's is for those to judge who pin it.
    package init(certificate: CertificateReading, key: TLSKey) throws(IdentityFault) {
        guard certificate.keyHash == key.keyHash else { throw .keyAndCertificateDiffer }
        self.certificate = certificate
        self.key = key
    }

    /// A sound certificate for a request.
    package func issue(
        _ request: CertificateRequest, serial: [UInt8], notBefore: Instant, notAfter: Instant
    ) throws(IdentityFault) -> CertificateReading {
        let profile = LeafProfile(
            identity: request.identity, hosts: request.hosts, notBefore: notBefore, notAfter: notAfter)
        return try issue(profile, publicKey: request.publicKey, serial: serial)
    }

    /// A certificate for a key, saying exactly what the profile says.
    package func issue(
        _ profile: LeafProfile, key: TLSKey, serial: [UInt8]
    ) throws(IdentityFault) -> CertificateReading {
        try issue(profile, publicKey: key.publicKey, serial: serial)
    }

    private func issue(
        _ profile: LeafProfile, publicKey: Certificate.PublicKey, serial: [UInt8]
    ) throws(IdentityFault) -> CertificateReading {
        do {
            return try CertificateBlank(
                subject: try SubjectNames.distinguished(profile.commonName), issuer: certificate.certificate.subject,
                publicKey: publicKey, serial: serial, notBefore: profile.notBefore, notAfter: profile.notAfter
            ).signed(by: key, extensions: try profile.extensions(key: publicKey, issuer: key.publicKey))
        } catch {
            throw .notWritable("certificate")
        }
    }

    private static func extensions(key: TLSKey) throws -> Certificate.Extensions {
        try Certificate.Extensions([
            try Certificate.Extension(BasicConstraints.isCertificateAuthority(maxPathLength: 0), critical: true),
            try Certificate.Extension(KeyUsage(keyCertSign: true, cRLSign: true), critical: true),
            try SubjectKeyIdentifier(hash: key.publicKey).makeCertificateExtension(),
        ])
    }
}

/// A certificate but for extensions and signature.
private struct CertificateBlank {
    let subject: DistinguishedName
    let issuer: DistinguishedName
    let publicKey: Certificate.PublicKey
    let serial: [UInt8]
    let notBefore: Instant
    let notAfter: Instant

    func signed(by key: TLSKey, extensions: Certificate.Extensions) throws -> CertificateReading {
        let certificate = try Certificate(
            version: .v3, serialNumber: try serialNumber(), publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(notBefore.seconds)),
            notValidAfter: Date(timeIntervalSince1970: Double(notAfter.seconds)), issuer: issuer, subject: subject,
            extensions: extensions, issuerPrivateKey: key.privateKey)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return try CertificateReading(certificate, der: serializer.serializedBytes)
    }

    /// Positive and never zero in front, so that 20 octets stay 20 octets (RFC 5280 §4.1.2.2).
    private func serialNumber() throws -> Certificate.SerialNumber {
        guard (8...20).contains(serial.count) else { throw IdentityFault.notWritable("serial number") }
        return Certificate.SerialNumber(bytes: [serial[0] & 0x3F | 0x40] + serial.dropFirst())
    }
}
