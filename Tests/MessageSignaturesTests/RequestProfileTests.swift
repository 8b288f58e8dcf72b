import HTTPTypes
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: requests")
struct RequestProfileTests {
    // clause: FCP-SIG-1+ FCP-SIG-3+ FCP-SIG-4+ FCP-SIG-5+ FCP-SIG-6+ FCP-SIG-7+ FCP-SIG-8+ FCP-SIG-9+ FCP-SIG-10+
    // clause: FCP-SIG-11+ FCP-SIG-13+ FCP-SIG-14+ FCP-SIG-16+ FCP-SIG-18+ FCP-SIG-21+ FCP-SIG-23+ FCP-SIG-24+
    // clause: FCP-SIG-25+ FCP-SIG-26+ FCP-SIG-27+ FCP-SIG-31+ FCP-SIG-32+ FCP-SIG-33+ FCP-SIG-37+ FCP-IDN-11+
    // clause: FCP-IDN-12+ FCP-TIM-25+
    // clause: FCP-SIG-40+
    @Test("a signed request verifies and yields what was signed")
    func roundTrip() throws {
        let request = try F.request()

        let verified = try F.verify(request)

        #expect(verified.nonce == F.nonce && verified.created == F.created && verified.expires == F.expires)
        #expect(verified.components == SignatureProfile.requestComponents)
        #expect(verified.evidence.keyID == F.askerKeyID)
        #expect(
            try #require(F.askerKey).verificationKey.isValid(
                signature: verified.evidence.signature, for: verified.evidence.base))
    }

    @Test("signing yields the evidence that verifying yields")
    func sameEvidence() throws {
        var request = F.unsignedRequest()

        let made = try SignatureProfile.sign(
            request: &request, body: F.body, key: try #require(F.askerKey), keyID: F.askerKeyID, created: F.created,
            expires: F.expires, nonce: F.nonce)

        #expect(try F.verify(request).evidence == made)
    }

    @Test("signing again replaces the signature that was there")
    func signsAgain() throws {
        var request = try F.request()

        _ = try SignatureProfile.sign(
            request: &request, body: F.answer, key: try #require(F.askerKey), keyID: F.askerKeyID, created: F.created,
            expires: F.expires, nonce: "another-nonce-0123456789")

        #expect(try F.verify(request, body: F.answer).nonce == "another-nonce-0123456789")
        #expect(F.fault(request) == .digestMismatch)
    }

    // clause: FCP-SIG-17+
    @Test("a P-256 key signs and verifies under its own name")
    func p256() throws {
        var request = F.unsignedRequest()

        _ = try SignatureProfile.sign(
            request: &request, body: F.body, key: try #require(F.p256Key), keyID: "E08000035#hsm", created: F.created,
            expires: F.expires, nonce: F.nonce)

        #expect(try F.verify(request).evidence.signature.count == 64)
    }

    // clause: FCP-SIG-2+
    @Test("plain fields may be covered too")
    func furtherFields() throws {
        let request = try F.request(alsoCovering: [.userAgent])
        var changed = request
        changed.headerFields[.userAgent] = "other"

        #expect(try F.verify(request).components.last?.name == "user-agent")
        #expect(F.fault(changed) == .signatureInvalid)
    }

    // clause: FCP-SIG-15+ FCP-SIG-28+ FCP-SIG-30+ FCP-SIG-24+ FCP-SIG-12+
    @Test("what is sound in another form is accepted")
    func otherForms() throws {
        let reordered = "\"content-digest\" \"@query\" \"content-type\" \"@path\" \"@method\" \"@authority\""
        let both = ContentDigest.fieldValue(of: F.body, algorithms: [.sha512, .sha256])
        var twoDigests = F.unsignedRequest()
        twoDigests.headerFields[.contentDigest] = both
        var spaced = try F.request()
        spaced.headerFields[.signatureInput] = spaced.headerFields[.signatureInput]?.replacing(" ", with: "   ")
        var port = try F.request()
        port.authority = "GATEWAY.stockport.example:443"
        var plainListener = port
        plainListener.scheme = "http"
        var byField = try F.request()
        byField.authority = nil
        byField.headerFields[.hostField] = F.authority

        var labelled = try F.request()
        for name in [HTTPField.Name.signatureInput, .signature] {
            labelled.headerFields[name] = labelled.headerFields[name]?.replacing("fcg=", with: "sig1=")
        }

        try F.verify(labelled)
        try F.verify(try F.request(covering: reordered))
        try F.verify(try F.request(covering: F.components, F.parameters(algorithm: "")))
        try F.verify(try F.request(from: twoDigests))
        try F.verify(spaced)
        try F.verify(port)
        try F.verify(plainListener)
        try F.verify(byField)
    }

    // clause: FCP-SIG-40- FCP-SIG-8- FCP-SIG-9- FCP-SIG-10- FCP-SIG-11-
    @Test("attacks 15 to 19: the grammar of the two fields", arguments: RequestAttack.grammar)
    func grammar(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-3- FCP-SIG-4-
    @Test("attack 20: components that may not be covered", arguments: RequestAttack.componentGrammar)
    func componentGrammar(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-1-
    @Test("attack 21: a component the profile demands is not covered", arguments: RequestAttack.coverage)
    func coverage(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-5- FCP-SIG-6-
    @Test("attack 22: times of the wrong form", arguments: RequestAttack.times)
    func times(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-5- FCP-SIG-6- FCP-SIG-7- FCP-SIG-13- FCP-SIG-14- FCP-SIG-21- FCP-SIG-37- FCP-SIG-20-
    @Test("attacks 23 to 25, 29, 30: names, nonces, algorithms and tags", arguments: RequestAttack.names)
    func names(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-14- FCP-SIG-16- FCP-SIG-18- FCP-SIG-19- FCP-IDN-11- FCP-IDN-12-
    @Test("attacks 25 to 28, 53, 55, 57: keys and signatures", arguments: RequestAttack.keys)
    func keys(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-30- FCP-SIG-27- FCP-SIG-31- FCP-SIG-32- FCP-TIM-25- FCP-TLS-22-
    @Test("attacks 31, 32, 40: another message than was signed", arguments: RequestAttack.otherMessages)
    func otherMessages(attack: RequestAttack) throws {
        #expect(F.fault(try attack.request()) == attack.fault)
    }

    // clause: FCP-SIG-18- FCP-SIG-20+
    @Test("a key name is looked up as it stands and only when everything before is sound (attack 24)")
    func lookUp() throws {
        var asked: [String] = []
        let request = try F.request(covering: F.components, F.parameters(keyID: ";keyid=\"E08000035#x\""))

        #expect(throws: ProfileFault.keyUnknown) {
            try SignatureProfile.verify(
                request: request, body: F.body, now: F.now, authorities: [F.authority], expectedOwner: F.asker,
                keys: {
                    asked.append($0)
                    return nil
                })
        }
        #expect(asked == ["E08000035#x"])
    }

    // clause: FCP-SIG-33-
    @Test("a covered value that is not ASCII has no base, and the request is malformed")
    func notASCII() throws {
        var request = try F.request(alsoCovering: [.userAgent])
        request.headerFields[.userAgent] = "caf\u{E9}"

        #expect(F.fault(request) == .valueUnsignable)
        #expect(ProfileFault.valueUnsignable.code == .signatureMalformed)
    }
}
