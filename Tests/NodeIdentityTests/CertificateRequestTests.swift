import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@Suite("Certificate requests")
struct CertificateRequestTests {
    let bench = Workbench()

    @Test("a request is read back, and the certificate for it names the same node, hosts and key")
    func roundTrip() throws {
        let key = try bench.key("leeds tls")
        let hosts: [ServerHost] = [.name("gateway.leeds.example"), .address([127, 0, 0, 1])]
        let made = try CertificateRequest(identity: try bench.name(), hosts: hosts, key: key)
        let authority = try bench.authority()

        let read = try CertificateRequest(pem: made.pem)
        let leaf = try authority.issue(
            read, serial: bench.random(16), notBefore: bench.now, notAfter: bench.now.adding(seconds: 86_400))

        #expect(read == made)
        #expect(try leaf.identity() == bench.name())
        #expect(leaf.hosts == hosts)
        #expect(leaf.keyHash == key.keyHash)
        #expect(leaf.isIssued(by: authority.certificate.der, for: .server, at: bench.now))
    }

    @Test("a request altered after it was signed is refused")
    func altered() throws {
        let made = try CertificateRequest(identity: try bench.name(), hosts: [], key: try bench.key("leeds tls"))
        let other = try CertificateRequest(identity: try bench.name("E08000007"), hosts: [], key: try bench.key("b"))
        let place = try #require(made.der.firstRange(of: Array("E08000035".utf8)))
        var octets = made.der
        octets.replaceSubrange(place, with: Array("E08000007".utf8))

        #expect(throws: IdentityFault.notARequest) { try CertificateRequest(pem: pem(octets)) }
        #expect(try CertificateRequest(pem: other.pem).identity.authority.code == "E08000007")
    }

    @Test("a certificate and rubbish are no request")
    func notARequest() throws {
        for text in [try bench.leaf().pem, "", "rubbish"] {
            #expect(throws: IdentityFault.notARequest) { try CertificateRequest(pem: text) }
        }
    }

    private func pem(_ octets: [UInt8]) -> String {
        "-----BEGIN CERTIFICATE REQUEST-----\n\(lines(octets))\n-----END CERTIFICATE REQUEST-----\n"
    }

    private func lines(_ octets: [UInt8]) -> String {
        var rest = Base64.encode(octets)[...]
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return lines.joined(separator: "\n")
    }
}
