import HTTPTypes
import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: signed problem documents")
struct ProblemProfileTests {
    private func problem(answering request: HTTPRequest) throws -> HTTPResponse? {
        var response = RFCVector.response(422, [("Content-Type", "application/problem+json")])
        let evidence = SignatureProfile.signProblem(
            response: &response, body: F.problem, answering: request, key: try #require(F.holderKey),
            keyID: F.holderKeyID, created: F.created, expires: F.expires)
        return evidence == nil ? nil : response
    }

    private func isValid(_ response: HTTPResponse, answering request: HTTPRequest, owner: String = F.holder) -> Bool {
        SignatureProfile.verifyProblem(
            response: response, body: F.problem, answering: request, now: F.now, expectedOwner: owner,
            keys: F.directory)
    }

    private func input(_ response: HTTPResponse) throws -> SignatureInput {
        try #require(try MessageSignature.all(in: response.headerFields).first).input
    }

    /// The same problem soundly signed again with something else in it.
    private func resigned(
        _ response: HTTPResponse, status: Int = 422, covering components: String? = nil, nonce: String = F.nonce
    ) throws -> HTTPResponse {
        var changed = response
        changed.status = .init(code: status)
        let usual = try input(response).components.map(\.description).joined(separator: " ")
        return F.response(
            covering: components ?? usual, F.responseParameters(nonce: ";nonce=\"\(nonce)\""), from: changed,
            answering: try F.request())
    }

    // clause: FCP-ERR-4+ FCP-ERR-5+ FCP-ERR-17+
    @Test("a problem about a sound request covers as much as an answer does, and is as good")
    func soundRequest() throws {
        let request = try F.request()
        let response = try #require(try problem(answering: request))

        #expect(isValid(response, answering: request))
        try F.verify(response, body: F.problem, answering: request, requiresReceipt: false)
    }

    // clause: FCP-ERR-4+ FCP-ERR-5+ FCP-ERR-17+
    @Test("a request without digest, type or nonce still gets a signed problem about its line")
    func brokenRequest() throws {
        var request = F.unsignedRequest()
        request.headerFields = HTTPFields()

        let response = try #require(try problem(answering: request))

        #expect(try input(response).nonce == nil)
        #expect(try input(response).components.count == 7)
        #expect(isValid(response, answering: request))
        #expect(F.fault(response, body: F.problem, answering: request) == .requestUnsigned)
    }

    // clause: FCP-ERR-5-
    @Test("fields that stand twice or are malformed are not bound")
    func malformedFields() throws {
        var request = try F.request()
        request.headerFields[values: .contentType] = ["application/json", "text/plain"]
        request.headerFields[.contentDigest] = "sha-256=:AAAA:"

        let response = try #require(try problem(answering: request))

        #expect(try input(response).components.count == 7)
        #expect(try input(response).nonce == F.nonce)
        #expect(isValid(response, answering: request))
    }

    // clause: FCP-ERR-17-
    @Test(
        "the nonce is echoed only if there is exactly one and it is well-formed",
        arguments: [
            ("fcg=();nonce=\"Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o\"", true), ("fcg=();nonce=\"short\"", false),
            ("fcg=();nonce=7", false), ("fcg=()", false),
        ])
    func nonces(line: String, isEchoed: Bool) throws {
        var request = F.unsignedRequest()
        request.headerFields[.signatureInput] = line
        request.headerFields[.signature] = "fcg=:AAAA:"

        let response = try #require(try problem(answering: request))

        #expect(try input(response).nonce == (isEchoed ? F.nonce : nil))
    }

    // clause: FCP-ERR-17-
    @Test("of two nonces none is echoed")
    func twoNonces() throws {
        var request = try F.request()
        request.headerFields[.signatureInput]? += ", x=();nonce=\"another-nonce-0123456789\""
        request.headerFields[.signature]? += ", x=:AAAA:"

        let response = try #require(try problem(answering: request))

        #expect(try input(response).nonce == nil)
    }

    // clause: FCP-ERR-17-
    @Test(
        "a nonce beside a field that cannot be read is not echoed",
        arguments: [
            ("Signature", "fcg=:%%%%:"), ("Signature", "fcg=\"AAAA\""), ("Signature", "other=:AAAA:"),
            ("Signature-Input", "fcg=();nonce=\"Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o\", fcg=()"),
        ])
    func unreadable(name: String, value: String) throws {
        var request = try F.request()
        request.headerFields[try #require(HTTPField.Name(name))] = value

        let response = try #require(try problem(answering: request))

        #expect(try input(response).nonce == nil)
    }

    @Test("where there is no base there is no signature")
    func noBase() throws {
        var noAuthority = try F.request()
        noAuthority.authority = nil
        var noPath = try F.request()
        noPath.path = nil

        #expect(try problem(answering: noAuthority) == nil)
        #expect(try problem(answering: noPath) == nil)
    }

    // clause: FCP-ERR-4-
    @Test("a problem of another peer, about another request, or altered is no hint at all")
    func altered() throws {
        let request = try F.request()
        let response = try #require(try problem(answering: request))
        var other = request
        other.path = "/other"
        var status = response
        status.status = .init(code: 503)
        var answer = response
        answer.headerFields[.contentType] = "application/json"

        #expect(!isValid(response, answering: other))
        #expect(!isValid(response, answering: request, owner: "E08000036"))
        #expect(!isValid(status, answering: request))
        #expect(!isValid(answer, answering: request))
        #expect(!isValid(try resigned(response, status: 200), answering: request))
        #expect(!isValid(try resigned(response, covering: "\"@status\" \"content-digest\""), answering: request))
        #expect(!isValid(try resigned(response, nonce: "another-nonce-0123456789"), answering: request))
        #expect(isValid(try resigned(response), answering: request))
        #expect(!isValid(RFCVector.response(422, [("Content-Type", "application/problem+json")]), answering: request))
    }
}
