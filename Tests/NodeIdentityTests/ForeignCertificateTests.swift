import NodeIdentity
import TestSupport
import Testing
import WireProtocol

/// Certificates that we did not make.
@Suite("Certificates made by OpenSSL")
struct ForeignCertificateTests {
    let now: Instant

    init() throws { now = try #require(Instant("2030-01-01T00:00:00Z")) }

    @Test("a sound one is read and vouched for")
    func sound() throws {
        let read = try CertificateReading(pem: OpenSSLFixtures.sound)

        #expect(try read.identity().uri == "spiffe://north.fcg.example/authority/E08000035")
        #expect(Hex.encode(read.keyHash) == "9ac69f6258b4c04990757e2d68ecfe6ef5b0bc46e511dbff5aa2d05fce31cf66")
        #expect(read.notBefore.text == "2026-11-21T02:50:25Z")
        for use in CertificateUse.allCases {
            try read.check(issuedBy: der(OpenSSLFixtures.issuer), for: use, at: now)
        }
    }

    struct Defect: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let certificate: String
        let issuer: String
        let fault: CertificateFault

        init(_ name: String, _ certificate: String, by issuer: String, _ fault: CertificateFault) {
            testDescription = name
            self.certificate = certificate
            self.issuer = issuer
            self.fault = fault
        }
    }

    static let defects = [
        Defect("critical", OpenSSLFixtures.criticalExtension, by: OpenSSLFixtures.issuer, .unknownCriticalExtension),
        Defect("SHA-1", OpenSSLFixtures.sha1, by: OpenSSLFixtures.rsaIssuer, .weakAlgorithm),
        Defect("limits", OpenSSLFixtures.limitedLeaf, by: OpenSSLFixtures.limitedIssuer, .unknownCriticalExtension),
        Defect("agreement", OpenSSLFixtures.noSignature, by: OpenSSLFixtures.issuer, .notALeaf),
        Defect("any usage", OpenSSLFixtures.anyUsage, by: OpenSSLFixtures.issuer, .usageMissing(.client)),
        Defect("issuer", OpenSSLFixtures.sound, by: OpenSSLFixtures.rsaIssuer, .otherIssuer),
    ]

    @Test("one with a single defect is refused for it", arguments: defects)
    func defect(_ defect: Defect) throws {
        let read = try CertificateReading(pem: defect.certificate)

        #expect(throws: defect.fault) { try read.check(issuedBy: der(defect.issuer), for: .client, at: now) }
    }

    private func der(_ pem: String) throws -> [UInt8] { try CertificateReading(pem: pem).der }
}
