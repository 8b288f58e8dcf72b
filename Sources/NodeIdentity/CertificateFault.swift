/// Why a certificate proves nothing to us. One case for each thing that can be wrong.
package enum CertificateFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not one X.509 certificate of version 3 that we can read, or larger than 16 KiB.
    case unreadable
    /// Not exactly one URI among the subject alternative names; says how many.
    case identityCount(Int)
    /// The one URI is not `spiffe://<federation>/authority/<GSS>`.
    case identityForm
    /// The pinned issuer's certificate cannot be read.
    case unreadableIssuer
    /// The pinned issuer is not a certificate authority that may sign certificates.
    case issuerIsNoAuthority
    /// The certificate names another issuer than the pinned one.
    case otherIssuer
    /// The pinned issuer's key did not make the signature.
    case badSignature
    /// Signed with an algorithm that is not accepted.
    case weakAlgorithm
    /// The moment lies before or after the certificate's time.
    case outsideValidity
    /// The moment lies before or after the issuer's time.
    case issuerOutsideValidity
    /// The extended key usage does not name what the certificate is used for.
    case usageMissing(CertificateUse)
    /// A node's certificate that claims to be a certificate authority, or whose key may not sign.
    case notALeaf
    /// A critical extension that is not understood, so that its limits cannot be kept.
    case unknownCriticalExtension

    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .unreadable: "not one X.509 certificate of version 3, at most 16 KiB"
        case .identityCount(let count): "the certificate carries \(count) URI names; it must carry exactly one"
        case .identityForm: "the URI name is not `spiffe://<federation>/authority/<code>`; ask for another certificate"
        case .unreadableIssuer: "the pinned issuer is not a readable certificate; correct the directory"
        case .issuerIsNoAuthority: "the pinned issuer may not sign certificates; correct the directory"
        case .otherIssuer: "the certificate names another issuer than the one pinned for this authority"
        case .badSignature: "the pinned issuer did not sign this certificate"
        case .weakAlgorithm: "the certificate is signed with an algorithm that is not accepted; use SHA-256 or better"
        case .outsideValidity: "the certificate is not valid at this time; renew it or set the clock"
        case .issuerOutsideValidity: "the issuer's certificate is not valid at this time; renew it or set the clock"
        case .usageMissing(let use): "the certificate does not allow `\(use.rawValue)`; ask for one with this usage"
        case .notALeaf: "the certificate is not one for a node: it is an authority's, or its key may not sign"
        case .unknownCriticalExtension: "the certificate has a critical extension that is not understood"
        }
    }
}

/// What a certificate is shown for (RFC 5280 §4.2.1.12).
package enum CertificateUse: String, Sendable, Hashable, CaseIterable {
    /// To prove who a TLS server is.
    case server = "serverAuth"
    /// To prove who a TLS client is.
    case client = "clientAuth"
}
