import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@Suite("Certificates")
struct CertificateTests {
    let bench = Workbench()

    @Test("what the profile says stands in the certificate")
    func reading() throws {
        let leaf = try bench.leaf()

        let read = try CertificateReading(der: leaf.der)

        #expect(try read.identity() == bench.name())
        #expect(read.hosts == [.name("gateway.leeds.example"), .address([127, 0, 0, 1])])
        #expect(read.uses == [.server, .client])
        #expect(!read.isAuthority)
        #expect(read.notBefore == bench.now.adding(seconds: -60))
        #expect(read.notAfter == bench.now.adding(seconds: 86_400 * 90))
        #expect(read.keyHash == (try bench.key("leeds tls")).keyHash)
        #expect(try CertificateReading(pem: read.pem) == read)
    }

    // clause: FCP-IDN-2+ FCP-IDN-3+ FCP-IDN-7+
    @Test("the issuer vouches for its certificate, as server and as client")
    func issued() throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority)

        for use in CertificateUse.allCases {
            try leaf.check(issuedBy: authority.certificate.der, for: use, at: bench.now)
        }
        #expect(leaf.isIssued(by: authority.certificate.der, for: .client, at: bench.now))
    }

    @Test("an issuer read from its file and key issues what it vouches for")
    func authorityFromFile() throws {
        let made = try bench.authority()
        let taken = try DevelopmentAuthority(
            certificate: try CertificateReading(pem: made.certificate.pem), key: try TLSKey(pem: bench.key("ca").pem))

        let leaf = try bench.leaf(by: taken)

        #expect(leaf.isIssued(by: made.certificate.der, for: .server, at: bench.now))
        #expect(throws: IdentityFault.keyAndCertificateDiffer) {
            try DevelopmentAuthority(certificate: made.certificate, key: try bench.key("leeds tls"))
        }
    }

    // clause: FCP-IDN-2-
    @Test("two URI names are refused, whichever comes first", arguments: [0, 1])
    func twoURIs(position: Int) throws {
        let leaf = try bench.leaf { $0.uris.insert("spiffe://other/authority/E08000007", at: position) }

        #expect(throws: CertificateFault.identityCount(2)) { try leaf.identity() }
    }

    // clause: FCP-IDN-2-
    @Test("the same URI name twice is refused")
    func sameURITwice() throws {
        let leaf = try bench.leaf { $0.uris += $0.uris }

        #expect(throws: CertificateFault.identityCount(2)) { try leaf.identity() }
    }

    // clause: FCP-IDN-3-
    @Test("an authority named in the common name alone is refused")
    func commonNameOnly() throws {
        let leaf = try bench.leaf {
            $0.commonName = $0.uris[0]
            $0.uris = []
        }

        #expect(throws: CertificateFault.identityCount(0)) { try leaf.identity() }
    }

    // clause: FCP-IDN-3-
    @Test(
        "a URI that names no authority is refused",
        arguments: ["https://leeds.example/", "spiffe://north.fcg.example/node/1"])
    func otherURI(_ uri: String) throws {
        let leaf = try bench.leaf { $0.uris = [uri] }

        #expect(throws: CertificateFault.identityForm) { try leaf.identity() }
    }

    // clause: FCP-IDN-4-
    @Test("a certificate of another authority is refused, also one of the same name")
    func otherAuthority() throws {
        let pinned = try bench.authority().certificate.der
        let other = try bench.leaf(by: try bench.authority("south CA", key: "other ca"))
        let namesake = try bench.leaf(by: try bench.authority(key: "other ca"))

        #expect(throws: CertificateFault.otherIssuer) { try other.check(issuedBy: pinned, for: .client, at: bench.now) }
        #expect(throws: CertificateFault.badSignature) {
            try namesake.check(issuedBy: pinned, for: .client, at: bench.now)
        }
        #expect(!namesake.isIssued(by: pinned, for: .client, at: bench.now))
    }

    // clause: FCP-IDN-5+ FCP-IDN-5-
    @Test("a certificate holds from its first to its last second and not beyond")
    func validity() throws {
        let authority = try bench.authority()
        let issuer = authority.certificate.der
        let leaf = try bench.leaf(by: authority)

        try leaf.check(issuedBy: issuer, for: .client, at: leaf.notBefore)
        try leaf.check(issuedBy: issuer, for: .client, at: leaf.notAfter)
        for moment in [leaf.notBefore.adding(seconds: -1), leaf.notAfter.adding(seconds: 1)] {
            #expect(throws: CertificateFault.outsideValidity) {
                try leaf.check(issuedBy: issuer, for: .client, at: moment)
            }
        }
    }

    @Test("an expired issuer vouches for nobody")
    func issuerValidity() throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority) {
            $0.notAfter = authority.certificate.notAfter.adding(seconds: 86_400)
        }
        let late = authority.certificate.notAfter.adding(seconds: 1)

        #expect(throws: CertificateFault.issuerOutsideValidity) {
            try leaf.check(issuedBy: authority.certificate.der, for: .client, at: late)
        }
    }

    // clause: FCP-IDN-6-
    @Test("a certificate is refused for a use it does not name", arguments: CertificateUse.allCases)
    func missingUse(_ use: CertificateUse) throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority) { $0.uses.remove(use) }
        let bare = try bench.leaf(by: authority) { $0.uses = [] }

        for certificate in [leaf, bare] {
            #expect(throws: CertificateFault.usageMissing(use)) {
                try certificate.check(issuedBy: authority.certificate.der, for: use, at: bench.now)
            }
        }
    }

    // clause: FCP-IDN-7-
    @Test("a node's certificate that claims to be an authority is refused")
    func leafThatClaimsToBeAuthority() throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority) { $0.isAuthority = true }

        #expect(throws: CertificateFault.notALeaf) {
            try leaf.check(issuedBy: authority.certificate.der, for: .client, at: bench.now)
        }
    }

    @Test("a node's certificate cannot vouch for another")
    func leafAsIssuer() throws {
        let first = try bench.leaf()
        let second = try bench.leaf(by: try DevelopmentAuthority(certificate: first, key: try bench.key("leeds tls")))

        #expect(throws: CertificateFault.issuerIsNoAuthority) {
            try second.check(issuedBy: first.der, for: .client, at: bench.now)
        }
    }

    @Test("a flipped bit anywhere in a certificate is unreadable, or no longer vouched for")
    func flippedBits() throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority)

        for index in leaf.der.indices {
            var octets = leaf.der
            octets[index] ^= 1
            let read = try? CertificateReading(der: octets)
            #expect(
                read?.isIssued(by: authority.certificate.der, for: .client, at: bench.now) != true, "octet \(index)")
        }
    }

    @Test("rubbish, a trailing octet and an over-long certificate are unreadable")
    func unreadable() throws {
        let leaf = try bench.leaf()

        for octets in [[], [0x30, 0], leaf.der + [0], [UInt8](repeating: 0x30, count: 100_000)] {
            #expect(throws: CertificateFault.unreadable) { try CertificateReading(der: octets) }
        }
        #expect(throws: CertificateFault.unreadable) { try CertificateReading(pem: leaf.pem + leaf.pem) }
        #expect(throws: CertificateFault.unreadableIssuer) {
            try leaf.check(issuedBy: [1, 2, 3], for: .client, at: bench.now)
        }
    }
}
