import SwiftASN1
import X509

/// A PKCS#10 request (RFC 2986) for a node's certificate: whose node it is, where it listens, and its public key.
package struct CertificateRequest: Sendable, Equatable {
    /// The node.
    package let identity: SPIFFEID
    /// The hosts of its listener.
    package let hosts: [ServerHost]
    /// The request in DER.
    package let der: [UInt8]

    let publicKey: Certificate.PublicKey

    /// Makes and signs a request. The signature's own random number comes from the cryptographic library.
    package init(identity: SPIFFEID, hosts: [ServerHost], key: TLSKey) throws(IdentityFault) {
        self.identity = identity
        self.hosts = hosts
        publicKey = key.publicKey
        do {
            der = try CertificateRequest.encoded(identity: identity, hosts: hosts, key: key)
        } catch {
            throw .notWritable("certificate request")
        }
    }

    /// Reads a request, checks that its key signed it, and that it names exactly one authority.
    package init(pem: String) throws(IdentityFault) {
        guard let document = try? PEMDocument(pemString: pem), document.derBytes.count <= CertificateReading.largest,
            let request = try? CertificateSigningRequest(pemDocument: document),
            request.publicKey.isValidSignature(request.signature, for: request),
            let extensions = try? request.attributes.extensionRequest?.extensions,
            let facts = try? ExtensionFacts(extensions)
        else { throw .notARequest }
        guard facts.uris.count == 1, let uri = facts.uris.first, let identity = SPIFFEID(uri) else {
            throw .requestWithoutIdentity
        }
        self.identity = identity
        hosts = facts.hosts
        der = document.derBytes
        publicKey = request.publicKey
    }

    /// The request in PEM, ending in a newline.
    package var pem: String { PEMDocument(type: "CERTIFICATE REQUEST", derBytes: der).pemString + "\n" }

    private static func encoded(identity: SPIFFEID, hosts: [ServerHost], key: TLSKey) throws -> [UInt8] {
        let names = SubjectAlternativeNames(SubjectNames.all(uris: [identity.uri], hosts: hosts))
        let wanted = try Certificate.Extensions([
            try Certificate.Extension(KeyUsage(digitalSignature: true), critical: true),
            try ExtendedKeyUsage([.serverAuth, .clientAuth]).makeCertificateExtension(),
            try Certificate.Extension(names, critical: false),
        ])
        let request = try CertificateSigningRequest(
            version: .v1, subject: try SubjectNames.distinguished("\(identity.authority) gateway"),
            privateKey: key.privateKey,
            attributes: .init([try .init(ExtensionRequest(extensions: wanted))]))
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        return serializer.serializedBytes
    }
}
