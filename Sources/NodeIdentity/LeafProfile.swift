package import WireProtocol
import X509

/// What a node's certificate is to say.
///
/// ``init(identity:hosts:notBefore:notAfter:)`` gives a sound one. The members can be changed one by one to make the
/// unsound ones a suite shows to a node, each with a single defect.
package struct LeafProfile: Sendable, Equatable {
    /// URI names; a sound certificate has exactly one.
    package var uris: [String]
    /// Host names and addresses of the listener.
    package var hosts: [ServerHost]
    /// The common name, for people.
    package var commonName: String
    /// What the certificate may be shown for.
    package var uses: Set<CertificateUse>
    /// The first moment it is valid, cut to a second.
    package var notBefore: Instant
    /// The last moment it is valid, cut to a second.
    package var notAfter: Instant
    /// Whether it claims to be a certificate authority.
    package var isAuthority = false

    /// A sound certificate for a node that both answers and asks.
    package init(identity: SPIFFEID, hosts: [ServerHost], notBefore: Instant, notAfter: Instant) {
        uris = [identity.uri]
        self.hosts = hosts
        commonName = "\(identity.authority) gateway"
        uses = [.server, .client]
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    func extensions(key: Certificate.PublicKey, issuer: Certificate.PublicKey) throws -> Certificate.Extensions {
        let basic: BasicConstraints =
            isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        var list: [Certificate.Extension] = [
            try Certificate.Extension(basic, critical: true),
            try Certificate.Extension(KeyUsage(digitalSignature: true, keyCertSign: isAuthority), critical: true),
            try SubjectKeyIdentifier(hash: key).makeCertificateExtension(),
            try AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: issuer).keyIdentifier)
                .makeCertificateExtension(),
        ]
        if !uses.isEmpty {
            let usages = CertificateUse.allCases.filter(uses.contains).map(\.usage)
            list.append(try ExtendedKeyUsage(usages).makeCertificateExtension())
        }
        let names = SubjectAlternativeNames(SubjectNames.all(uris: uris, hosts: hosts))
        if !names.isEmpty { list.append(try Certificate.Extension(names, critical: false)) }
        return try Certificate.Extensions(list)
    }
}

extension CertificateUse {
    var usage: ExtendedKeyUsage.Usage {
        switch self {
        case .server: .serverAuth
        case .client: .clientAuth
        }
    }
}
