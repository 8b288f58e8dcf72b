package import WireProtocol
import X509

extension CertificateReading {
    /// Throws unless the pinned issuer vouches for this certificate, for this use, at this moment (RFC 5280 §6.1).
    ///
    /// The chain is exactly one step long: an authority pins the certificate that issues, not a root above it.
    package func check(issuedBy issuer: [UInt8], for use: CertificateUse, at now: Instant) throws(CertificateFault) {
        let pinned = try CertificateReading.issuer(der: issuer)
        try checkSignature(of: pinned)
        guard (pinned.notBefore...pinned.notAfter).contains(now) else { throw .issuerOutsideValidity }
        guard notBefore <= notAfter, (notBefore...notAfter).contains(now) || Mutant.overdueCertificate.isOn
        else { throw .outsideValidity }
        try checkLeaf(for: use)
    }

    /// Whether ``check(issuedBy:for:at:)`` finds nothing wrong.
    package func isIssued(by issuer: [UInt8], for use: CertificateUse, at now: Instant) -> Bool {
        do {
            try check(issuedBy: issuer, for: use, at: now)
            return true
        } catch {
            return false
        }
    }

    /// Reads a certificate to be pinned as an issuer: it must be a certificate authority's.
    package static func issuer(der: [UInt8]) throws(CertificateFault) -> CertificateReading {
        guard let issuer = try? CertificateReading(der: der), issuer.notBefore <= issuer.notAfter else {
            throw .unreadableIssuer
        }
        guard issuer.isAuthority else { throw .issuerIsNoAuthority }
        guard let facts = issuer.facts, !facts.hasUnknownCritical else { throw .unknownCriticalExtension }
        return issuer
    }

    private func checkSignature(of issuer: CertificateReading) throws(CertificateFault) {
        guard certificate.issuer == issuer.certificate.subject || Mutant.anyIssuer.isOn else { throw .otherIssuer }
        guard CertificateReading.accepted.contains(certificate.signatureAlgorithm) else { throw .weakAlgorithm }
        guard
            Mutant.anyIssuer.isOn
                || issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
        else {
            throw .badSignature
        }
    }

    private func checkLeaf(for use: CertificateUse) throws(CertificateFault) {
        guard let facts, !facts.hasUnknownCritical else { throw .unknownCriticalExtension }
        guard !facts.isAuthority || Mutant.issuingLeaf.isOn, facts.maySign else { throw .notALeaf }
        guard facts.uses.contains(use) || Mutant.anyUsage.isOn else { throw .usageMissing(use) }
    }

    /// Read anew, so that the reading itself stays small; `nil` cannot happen after ``init(der:)`` succeeded.
    private var facts: ExtensionFacts? { try? ExtensionFacts(certificate.extensions) }

    /// SHA-1 is left out on purpose.
    private static let accepted: Set<Certificate.SignatureAlgorithm> = [
        .ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512, .ed25519,
        .sha256WithRSAEncryption, .sha384WithRSAEncryption, .sha512WithRSAEncryption,
    ]
}
