import Crypto
import FoundationEssentials
import HTTPTypes
import Testing

@testable import MessageSignatures

/// Two authorities, their keys, and one sound exchange between them, for tests to break in one place at a time.
enum ProfileFixture {
    static let now: Int64 = 1_795_170_970
    static let created: Int64 = 1_795_170_960
    static let expires: Int64 = 1_795_171_080
    static let nonce = "Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o"
    static let asker = "E08000035"
    static let holder = "E08000007"
    static let askerKeyID = "E08000035#2026a"
    static let holderKeyID = "E08000007#2026a"
    static let authority = "gateway.stockport.example"
    static let body = Array("{\"type\":\"fcg.query/1\"}".utf8)
    static let answer = Array("{\"type\":\"fcg.answer/1\"}".utf8)
    static let problem = Array("{\"code\":\"schema\",\"status\":422}".utf8)
    static let components = "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\""

    static let askerKey = key("fcg example asker key")
    static let holderKey = key("fcg example holder key")
    static let p256Key = SigningKey.p256(rawRepresentation: Array(SHA256.hash(data: Array("fcg example hsm".utf8))))

    private static func key(_ text: String) -> SigningKey? {
        .ed25519(rawRepresentation: Array(SHA256.hash(data: Array(text.utf8))))
    }

    /// The local directory. `E08000035#hsm` is a P-256 key, `#old` and `#new` lie outside their time.
    static func directory(_ keyID: String) -> ProfileKey? {
        guard let asker = askerKey?.verificationKey, let holder = holderKey?.verificationKey,
            let hsm = p256Key?.verificationKey
        else { return nil }
        return switch keyID {
        case askerKeyID: ProfileKey(key: asker, owner: Self.asker, notBefore: 0, notAfter: 4_000_000_000)
        case holderKeyID: ProfileKey(key: holder, owner: Self.holder, notBefore: 0, notAfter: 4_000_000_000)
        case "E08000035#hsm": ProfileKey(key: hsm, owner: Self.asker, notBefore: 0, notAfter: 4_000_000_000)
        case "E08000035#old": ProfileKey(key: asker, owner: Self.asker, notBefore: 0, notAfter: now - 1)
        case "E08000035#new": ProfileKey(key: asker, owner: Self.asker, notBefore: now + 1, notAfter: 4_000_000_000)
        default: nil
        }
    }
}

// MARK: - Requests

extension ProfileFixture {
    static func unsignedRequest() -> HTTPRequest {
        RFCVector.request(.post, authority, "/fcg/v1/query", [("Content-Type", "application/json")])
    }

    static func request(alsoCovering fields: [HTTPField.Name] = []) throws -> HTTPRequest {
        var request = unsignedRequest()
        for field in fields { request.headerFields[field] = "covered" }
        _ = try SignatureProfile.sign(
            request: &request, body: body, key: try #require(askerKey), keyID: askerKeyID, created: created,
            expires: expires, nonce: nonce, alsoCovering: fields)
        return request
    }

    static func parameters(
        created: String = ";created=1795170960", expires: String = ";expires=1795171080",
        nonce: String = ";nonce=\"Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o\"", keyID: String = ";keyid=\"E08000035#2026a\"",
        algorithm: String = ";alg=\"ed25519\"", tag: String = ";tag=\"fcg-request-v1\"", more: String = ""
    ) -> String {
        created + expires + nonce + keyID + algorithm + tag + more
    }

    /// A request whose signature is sound in every way but what the caller chose.
    ///
    /// Where nothing can be signed because the input does not parse, the signature is 64 zeros: the fault under test
    /// comes before the signature is looked at.
    static func request(
        covering components: String = components, _ parameters: String = parameters(), key: SigningKey? = askerKey,
        from start: HTTPRequest? = nil
    ) throws -> HTTPRequest {
        var request = start ?? unsignedRequest()
        if request.headerFields[.contentDigest] == nil {
            request.headerFields[.contentDigest] = ContentDigest.fieldValue(of: body)
        }
        let line = "fcg=(\(components))\(parameters)"
        request.headerFields[.signatureInput] = line
        request.headerFields[.signature] = signatureLine(line, .request(request), key)
        return request
    }

    static func signatureLine(_ inputLine: String, _ message: SignedMessage, _ key: SigningKey?) -> String {
        let entries = (try? StructuredFieldParser.dictionary(Array(inputLine.utf8))) ?? []
        let input = entries.first.flatMap { try? SignatureInput($0.member) }
        let base = input.flatMap { try? SignatureBase(of: $0, in: message).octets }
        let signature = base.flatMap { key?.signature(for: $0) } ?? [UInt8](repeating: 0, count: 64)
        return String(decoding: HTTPFields.line("fcg") { $0.append(byteSequence: signature) }, as: UTF8.self)
    }

    @discardableResult
    static func verify(
        _ request: HTTPRequest, body: [UInt8] = body, now: Int64 = now, expectedOwner: String = asker
    ) throws(ProfileFault) -> VerifiedRequestSignature {
        try SignatureProfile.verify(
            request: request, body: body, now: now, authorities: [authority], expectedOwner: expectedOwner,
            keys: directory)
    }

    /// What verification says: `nil` if it accepts.
    static func fault(_ request: HTTPRequest, body: [UInt8] = body, now: Int64 = now) -> ProfileFault? {
        do throws(ProfileFault) {
            try verify(request, body: body, now: now)
            return nil
        } catch { return error }
    }
}

// MARK: - Responses

extension ProfileFixture {
    static let responseComponents =
        "\"@status\" \"content-type\" \"content-digest\" \"fcg-receipt\" \"@method\";req "
        + "\"@authority\";req \"@path\";req \"@query\";req \"content-type\";req \"content-digest\";req"

    static func unsignedResponse() -> HTTPResponse {
        RFCVector.response(
            200,
            [("Content-Type", "application/json"), ("FCG-Receipt", "origin=\"gateway.stockport.example/audit/2026\"")])
    }

    static func response(to request: HTTPRequest) throws -> HTTPResponse {
        var response = unsignedResponse()
        _ = try SignatureProfile.sign(
            response: &response, body: answer, answering: request, key: try #require(holderKey), keyID: holderKeyID,
            created: created, expires: expires, nonce: nonce)
        return response
    }

    static func responseParameters(
        created: String = ";created=1795170960", expires: String = ";expires=1795171080",
        nonce: String = ";nonce=\"Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o\"", keyID: String = ";keyid=\"E08000007#2026a\"",
        algorithm: String = ";alg=\"ed25519\"", tag: String = ";tag=\"fcg-response-v1\""
    ) -> String {
        created + expires + nonce + keyID + algorithm + tag
    }

    static func response(
        covering components: String = responseComponents, _ parameters: String = responseParameters(),
        key: SigningKey? = holderKey, from start: HTTPResponse? = nil, answering request: HTTPRequest
    ) -> HTTPResponse {
        var response = start ?? unsignedResponse()
        if response.headerFields[.contentDigest] == nil {
            response.headerFields[.contentDigest] = ContentDigest.fieldValue(of: answer)
        }
        let line = "fcg=(\(components))\(parameters)"
        response.headerFields[.signatureInput] = line
        response.headerFields[.signature] = signatureLine(line, .response(response, answering: request), key)
        return response
    }

    @discardableResult
    static func verify(
        _ response: HTTPResponse, body: [UInt8] = answer, answering request: HTTPRequest, now: Int64 = now,
        expectedOwner: String = holder, requiresReceipt: Bool = true
    ) throws(ProfileFault) -> VerifiedResponseSignature {
        try SignatureProfile.verify(
            response: response, body: body, answering: request, now: now, expectedOwner: expectedOwner,
            requiresReceipt: requiresReceipt, keys: directory)
    }

    static func fault(
        _ response: HTTPResponse, body: [UInt8] = answer, answering request: HTTPRequest, now: Int64 = now
    ) -> ProfileFault? {
        do throws(ProfileFault) {
            try verify(response, body: body, answering: request, now: now)
            return nil
        } catch { return error }
    }
}

/// A small generator with a seed, so that a failing run can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
