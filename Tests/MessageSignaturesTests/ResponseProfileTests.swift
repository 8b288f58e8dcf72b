import HTTPTypes
import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: responses, and a hostile peer's")
struct ResponseProfileTests {
    private let request: HTTPRequest
    private let sound: HTTPResponse

    init() throws {
        request = try F.request()
        sound = try F.response(to: request)
    }

    private func fault(_ response: HTTPResponse, body: [UInt8] = F.answer) -> ProfileFault? {
        F.fault(response, body: body, answering: request)
    }

    private func response(
        covering components: String = F.responseComponents, _ parameters: String = F.responseParameters(),
        key: SigningKey? = F.holderKey
    ) -> HTTPResponse {
        F.response(covering: components, parameters, key: key, answering: request)
    }

    private func changed(_ change: (inout HTTPResponse) -> Void) -> ProfileFault? {
        var response = sound
        change(&response)
        return fault(response)
    }

    // clause: FCP-ANS-11+ FCP-ANS-12+ FCP-ANS-13+ FCP-ANS-14+ FCP-ANS-15+ FCP-ANS-16+ FCP-ANS-17+ FCP-ANS-18+
    // clause: FCP-SIG-36+
    @Test("a signed response verifies and yields what was signed")
    func roundTrip() throws {
        let verified = try F.verify(sound, answering: request)

        #expect(verified.nonce == F.nonce && verified.created == F.created && verified.expires == F.expires)
        #expect(verified.evidence.keyID == F.holderKeyID)
        #expect(fault(response()) == nil)
    }

    // clause: FCP-SIG-35+
    @Test("the signature covers what the protocol's example covers, in its order")
    func coverage() throws {
        let line = try #require(sound.headerFields[.signatureInput])

        #expect(line == "fcg=(\(F.responseComponents))\(F.responseParameters())")
    }

    // clause: FCP-SIG-35+
    @Test("what the request covered beyond the profile is bound too")
    func furtherComponents() throws {
        let request = try F.request(alsoCovering: [.userAgent])
        let response = try F.response(to: request)
        var other = request
        other.headerFields[.userAgent] = "other"

        try F.verify(response, answering: request)
        #expect(F.fault(response, answering: other) == .signatureInvalid)
        #expect(
            F.fault(F.response(answering: request), answering: request)
                == .uncovered(ComponentIdentifier(unchecked: "user-agent", [.req])))
    }

    // clause: FCP-ANS-11- FCP-ANS-18-
    @Test("attack 100: unsigned, without digest, with another digest, body or status")
    func altered() {
        #expect(fault(F.unsignedResponse()) == .signatureMissing)
        #expect(changed { $0.headerFields[.signature] = nil } == .signatureMissing)
        #expect(changed { $0.headerFields[.contentDigest] = nil } == .digestMissing)
        #expect(changed { $0.headerFields[.contentDigest] = ContentDigest.fieldValue(of: []) } == .digestMismatch)
        #expect(fault(sound, body: F.answer + [0x0A]) == .digestMismatch)
        #expect(changed { $0.status = .created } == .signatureInvalid)
        #expect(changed { $0.headerFields[.receipt] = "origin=\"x\"" } == .signatureInvalid)
        #expect(changed { $0.headerFields[.contentType] = "text/html" } == .mediaType)
        #expect(changed { $0.headerFields[.contentEncoding] = "gzip" } == .contentCoding)
    }

    // clause: FCP-ANS-13-
    @Test("attack 101: another key, an unknown key, the right key of another authority")
    func otherKeys() {
        #expect(fault(response(key: F.askerKey)) == .signatureInvalid)
        #expect(fault(response(F.responseParameters(keyID: ";keyid=\"E08000007#x\""))) == .keyUnknown)
        #expect(
            fault(response(F.responseParameters(keyID: ";keyid=\"E08000035#2026a\""), key: F.askerKey))
                == .identityForeign)
        #expect(throws: ProfileFault.identityForeign) {
            try F.verify(sound, answering: request, expectedOwner: "E08000036")
        }
    }

    // clause: FCP-ANS-15-
    @Test("attack 102: stale, future and long-lived")
    func times() {
        let stale = F.responseParameters(created: ";created=1795170500", expires: ";expires=1795170600")
        let future = F.responseParameters(created: ";created=1795171031")

        #expect(fault(response(stale)) == .createdTooOld)
        #expect(fault(response(future)) == .createdInFuture)
        #expect(fault(response(F.responseParameters(expires: ";expires=1826707080"))) == .lifetime)
        #expect(F.fault(sound, answering: request, now: F.expires + 60) == nil)
        #expect(F.fault(sound, answering: request, now: F.expires + 61) == .expired)
    }

    // clause: FCP-ANS-12- FCP-SIG-36-
    @Test("attack 103: no nonce, another nonce, an earlier answer again")
    func nonces() throws {
        var later = F.unsignedRequest()
        _ = try SignatureProfile.sign(
            request: &later, body: F.body, key: try #require(F.askerKey), keyID: F.askerKeyID, created: F.created,
            expires: F.expires, nonce: "another-nonce-0123456789")

        #expect(fault(response(F.responseParameters(nonce: ""))) == .parameterMissing(.nonce))
        #expect(fault(response(F.responseParameters(nonce: ";nonce=\"another-nonce-0123456789\""))) == .nonceForeign)
        #expect(F.fault(sound, answering: later) == .nonceForeign)
    }

    // clause: FCP-ANS-16-
    @Test("attack 104: the request's signature reflected, or the request's tag on the answer")
    func reflected() {
        let fields = request.headerFields

        #expect(
            changed {
                $0.headerFields[.signatureInput] = fields[.signatureInput]
                $0.headerFields[.signature] = fields[.signature]
            } == .tagForeign)
        #expect(fault(response(F.responseParameters(tag: ";tag=\"fcg-request-v1\""))) == .tagForeign)
        #expect(fault(response(F.responseParameters(tag: ""))) == .tagMissing)
    }

    // clause: FCP-ANS-14- FCP-SIG-35-
    @Test("attack 105: nothing of the request, or of another request, is bound")
    func unbound() throws {
        let own = "\"@status\" \"content-type\" \"content-digest\" \"fcg-receipt\""
        var other = request
        other.path = "/fcg/v1/reconcile"
        let withoutQuery = F.responseComponents.replacing(" \"@query\";req", with: "")

        #expect(fault(response(covering: own)) == .uncovered(SignatureProfile.targetComponents[0].ofRequest))
        #expect(fault(response(covering: withoutQuery)) == .uncovered(SignatureProfile.targetComponents[3].ofRequest))
        #expect(fault(F.response(answering: other)) == .signatureInvalid)
        #expect(F.fault(sound, answering: F.unsignedRequest()) == .requestUnsigned)
    }

    // clause: FCP-ANS-14- FCP-SIG-35-
    @Test("attack 105: every component the profile demands of the response itself")
    func ownComponents() {
        for required in SignatureProfile.responseComponents + [SignatureProfile.receipt] {
            let rest = F.responseComponents.split(separator: " ").filter { $0 != required.description }

            #expect(fault(response(covering: rest.joined(separator: " "))) == .uncovered(required))
        }
        #expect(fault(response(covering: F.responseComponents + " \"fcg-receipt\";sf")) == .componentForbidden)
        #expect(fault(response(covering: F.responseComponents + " \"@scheme\";req")) == .componentForbidden)
    }

    // clause: FCP-ANS-17-
    @Test("attack 106: two signatures, and algorithms that are none")
    func algorithms() {
        #expect(
            changed {
                $0.headerFields[.signatureInput]? += ", x=()"
                $0.headerFields[.signature]? += ", x=:AAAA:"
            } == .severalSignatures)
        for name in ["none", "hmac-sha256", ""] {
            #expect(fault(response(F.responseParameters(algorithm: ";alg=\"\(name)\""))) == .algorithmUnknown)
        }
        #expect(
            fault(response(F.responseParameters(algorithm: ";alg=\"ecdsa-p256-sha256\""))) == .algorithmMismatch)
    }

    // clause: FCP-ANS-19-
    @Test("attacks 109, 110: redirects and interim responses are refused whatever they are signed with")
    func statuses() {
        #expect(changed { $0.status = .temporaryRedirect } == .unexpectedStatus)
        #expect(changed { $0.status = .continue } == .unexpectedStatus)
    }

    // clause: FCP-ANS-30- FCP-SIG-35-
    @Test("where a receipt is needed there must be one, and it must be covered")
    func receipts() throws {
        var plain = F.unsignedResponse()
        plain.headerFields[.receipt] = nil
        _ = try SignatureProfile.sign(
            response: &plain, body: F.answer, answering: request, key: try #require(F.holderKey), keyID: F.holderKeyID,
            created: F.created, expires: F.expires, nonce: F.nonce)
        var added = plain
        added.headerFields[.receipt] = "origin=\"x\""

        #expect(fault(plain) == .receiptMissing)
        #expect(fault(added) == .uncovered(SignatureProfile.receipt))
        try F.verify(plain, answering: request, requiresReceipt: false)
    }

    @Test("the signer refuses what the asker would refuse")
    func signer() throws {
        var response = F.unsignedResponse()
        let key = try #require(F.holderKey)

        #expect(throws: ProfileFault.nonceForeign) {
            try SignatureProfile.sign(
                response: &response, body: F.answer, answering: request, key: key, keyID: F.holderKeyID,
                created: F.created, expires: F.expires, nonce: "another-nonce-0123456789")
        }
        #expect(throws: ProfileFault.requestUnsigned) {
            try SignatureProfile.sign(
                response: &response, body: F.answer, answering: F.unsignedRequest(), key: key, keyID: F.holderKeyID,
                created: F.created, expires: F.expires, nonce: F.nonce)
        }
        #expect(throws: ProfileFault.requestUnsigned) {
            try SignatureProfile.sign(
                response: &response, body: F.answer,
                answering: try F.request(covering: F.components, F.parameters(tag: ";tag=\"web-bot-auth\"")), key: key,
                keyID: F.holderKeyID, created: F.created, expires: F.expires, nonce: F.nonce)
        }
        #expect(response == F.unsignedResponse())
    }
}
