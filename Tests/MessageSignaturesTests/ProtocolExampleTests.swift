import Crypto
import FoundationEssentials
import HTTPTypes
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("the example exchange of the protocol document")
struct ProtocolExampleTests {
    private let digest = "sha-256=:83TW5Lw+H68lhos6oSCaw86f+cit6kBojMATLvv3leQ=:"
    private let input = "fcg=(\(F.components))\(F.parameters())"
    private let signature =
        "fcg=:gqhs1NgKIfGm79nza6YaJzQNt4DlJWdkWxiys/ihFRuT+VWYB1A6q0RYUIGCa2z2ZpEJK/qtt4o/tKQ1XrIfDw==:"

    // clause: FCP-AUD-7+
    @Test("the example's signature verifies, is made again, and gives the example's evidence value")
    func request() throws {
        var request = F.unsignedRequest()
        request.headerFields[.contentDigest] = digest
        request.headerFields[.signatureInput] = input
        request.headerFields[.signature] = signature

        let parsed = try #require(try MessageSignature.all(in: request.headerFields).first)
        let base = try parsed.verify(.request(request), key: try #require(F.askerKey).verificationKey)

        #expect(try #require(F.askerKey).signature(for: base.octets) == parsed.signature)
        #expect(evidence(base.octets, parsed.signature) == "bQmfDY4izQ7LI9KUSoZ_aeqKZg5LvfO7HjOF9Ley-cY")
    }

    /// H("fcg-evidence/v1\n" || length of base || base || signature)
    private func evidence(_ base: [UInt8], _ signature: [UInt8]) -> String {
        let length = withUnsafeBytes(of: UInt32(base.count).bigEndian) { Array($0) }
        return Base64URL.encode(SHA256.hash(data: Array("fcg-evidence/v1\n".utf8) + length + base + signature))
    }

    @Test("the example's keys are those of its seeds")
    func keys() throws {
        #expect(
            try #require(F.askerKey).verificationKey.rawRepresentation
                == RFCVector.octets("rdM9KXglG6LmCpIhX6UHGtxuqmrWTMhdj219uAfPRUw="))
        #expect(
            try #require(F.holderKey).verificationKey.rawRepresentation
                == RFCVector.octets("0S61q7mGh13lrb19w/xLR8D4XcZHELAHCpKBVAdJOho="))
    }

    // clause: FCP-ERR-8+
    @Test("a 401 says what is required and trusts nothing")
    func acceptSignature() {
        #expect(
            SignatureProfile.acceptSignature == "fcg=(\(F.components));created;expires;tag=\"fcg-request-v1\"")
    }
}
