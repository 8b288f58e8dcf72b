/// Why a key, a name, a request or a certificate could not be made or read.
///
/// Holds no key material and no part of what was read, so it may be shown to whoever runs the command.
package enum IdentityFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not one unencrypted PKCS#8 key in PEM of the kind named.
    case notAKey(String)
    /// Octets that cannot be the private key of the kind named.
    case unusableOctets(String)
    /// Not one certificate request in PEM, or its own signature fails.
    case notARequest
    /// A request without exactly one SPIFFE name of an authority.
    case requestWithoutIdentity
    /// A key and a certificate that do not belong together.
    case keyAndCertificateDiffer
    /// The library could not write it; names the thing.
    case notWritable(String)

    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .notAKey(let kind):
            "not one unencrypted \(kind) key in PEM (PKCS#8); make one with `fcg`, or convert it with `openssl pkcs8`"
        case .unusableOctets(let kind): "these octets cannot be a private \(kind) key; draw 32 fresh random octets"
        case .notARequest: "not one certificate request in PEM that its own key has signed; make it again"
        case .requestWithoutIdentity:
            "the request names no authority; it must carry exactly one URI `spiffe://<federation>/authority/<code>`"
        case .keyAndCertificateDiffer: "the private key does not belong to the certificate; choose the matching file"
        case .notWritable(let thing): "cannot write the \(thing); check the names and the times given"
        }
    }
}
