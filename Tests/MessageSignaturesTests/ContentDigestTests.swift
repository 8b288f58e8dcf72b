import HTTPTypes
import Testing

@testable import MessageSignatures

@Suite("content digests (RFC 9530)")
struct ContentDigestTests {
    private let body = Array("{\"hello\": \"world\"}\n".utf8)
    private let sha256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    private let sha512 =
        "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:"

    private func verify(_ values: String...) throws(DigestFault) {
        try ContentDigest.verify(RFCVector.headerFields(values.map { ("Content-Digest", $0) }), body: body)
    }

    // clause: FCP-SIG-25+
    @Test("the digests RFC 9530 prints for its sample body are made and accepted (Appendix B)")
    func sample() throws {
        #expect(ContentDigest.fieldValue(of: body) == sha256)
        #expect(ContentDigest.fieldValue(of: body, algorithms: [.sha256, .sha512]) == "\(sha256), \(sha512)")
        try verify(sha256)
        try verify(sha512, sha256)
    }

    @Test("the digest RFC 9421 uses for its test request is right")
    func testRequest() throws {
        try ContentDigest.verify(RFCVector.testRequest.headerFields, body: Array("{\"hello\": \"world\"}".utf8))
    }

    // clause: FCP-SIG-23-
    @Test("a missing or empty field is no digest")
    func missing() {
        #expect(throws: DigestFault.missing) { try ContentDigest.verify(HTTPFields(), body: body) }
        #expect(throws: DigestFault.missing) { try verify("") }
    }

    // clause: FCP-SIG-24-
    @Test("one wrong digest outweighs a right one, in either order")
    func oneWrong() {
        let wrong512 = ContentDigest.fieldValue(of: [], algorithms: [.sha512])

        #expect(throws: DigestFault.mismatch) { try verify("\(sha256), \(wrong512)") }
        #expect(throws: DigestFault.mismatch) { try verify("\(wrong512), \(sha256)") }
        #expect(throws: DigestFault.mismatch) { try verify(ContentDigest.fieldValue(of: [])) }
    }

    // clause: FCP-SIG-25- FCP-SIG-26-
    @Test("unknown, repeated and malformed members are refused")
    func strict() {
        #expect(throws: DigestFault.unknownAlgorithm) { try verify("\(sha256), md5=:AAAA:") }
        #expect(throws: DigestFault.unknownAlgorithm) { try verify("sha=:AAAA:") }
        #expect(throws: DigestFault.repeated) { try verify(sha256, sha256) }
        #expect(throws: DigestFault.malformed) { try verify("SHA-256=:AAAA:") }
        #expect(throws: DigestFault.malformed) { try verify("sha-256=:AAAA:") }
        #expect(throws: DigestFault.malformed) { try verify("sha-256=\"RK/0\"") }
        #expect(throws: DigestFault.malformed) { try verify("\(sha256);a=1") }
        #expect(throws: DigestFault.malformed) { try verify("sha-256") }
    }
}
