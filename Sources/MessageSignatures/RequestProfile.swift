public import HTTPTypes
import WireProtocol

extension SignatureProfile {
    /// Verifies a request in the fixed order of steps.
    ///
    /// `now` is in seconds since 1970. `authorities` are the lower-case names, with a port unless it is 443, that this
    /// node answers to; `expectedOwner` is the authority the TLS certificate names. `keys` looks a key name up in
    /// the local directory and must do nothing else with it.
    public static func verify(
        request: HTTPRequest, body: [UInt8], now: Int64, authorities: Set<String>, expectedOwner: String,
        keys: (String) -> ProfileKey?
    ) throws(ProfileFault) -> VerifiedRequestSignature {
        try checkAuthority(of: request, authorities: authorities)
        try ProfileCheck.content(request.headerFields, mediaType: messageType)
        let signature = try ProfileCheck.oneSignature(request.headerFields, tag: requestTag)
        let parameters = try ProfileParameters(signature.input)
        let nonce = try parameters.requiredNonce()
        try checkCoverage(of: request, signature.input.components)
        let key = try ProfileCheck.key(parameters, now: now, owner: expectedOwner, keys: keys)
        try ProfileTime.check(created: parameters.created, expires: parameters.expires, now: now)
        if !Mutant.digestLast.isOn { try ProfileCheck.digest(request.headerFields, body: body) }
        let evidence = try ProfileCheck.crypto(
            signature, over: .request(request.overTLS), key: key, keyID: parameters.keyID)
        if Mutant.digestLast.isOn { try ProfileCheck.digest(request.headerFields, body: body) }
        return VerifiedRequestSignature(
            evidence: evidence, input: signature.input, parameters: parameters, nonce: nonce)
    }

    /// Signs a request: sets `Content-Digest`, `Signature-Input` and `Signature`, replacing what was there.
    ///
    /// Throws, and leaves the request as it was, when ``verify(request:body:now:authorities:expectedOwner:keys:)``
    /// would refuse the result at any time: the caller sets `Content-Type: application/json`, path and authority.
    public static func sign(
        request: inout HTTPRequest, body: [UInt8], key: SigningKey, keyID: String, created: Int64, expires: Int64,
        nonce: String, alsoCovering fields: [HTTPField.Name] = []
    ) throws(ProfileFault) -> SignatureEvidence {
        _ = try authority(of: request)
        try ProfileCheck.content(request.headerFields, mediaType: messageType)
        let terms = try SigningTerms(
            key: key, keyID: keyID, created: created, expires: expires, nonce: nonce, tag: requestTag)
        let further = fields.map { ComponentIdentifier(unchecked: $0.canonicalName) }
        var signed = request
        signed.headerFields[.contentDigest] = ContentDigest.fieldValue(of: body)
        try checkCoverage(of: signed, requestComponents + further)
        let made = try terms.sign(.request(signed.overTLS), covering: requestComponents + further)
        made.place(in: &signed.headerFields)
        request = signed
        return made.evidence
    }
}

// MARK: - Authority and coverage

extension SignatureProfile {
    /// Throws `misdirected` where a request names another authority than this node's own: for what carries no signature.
    ///
    /// `authorities` are the lower-case names, with a port unless it is 443, that this node answers to.
    public static func checkAuthority(of request: HTTPRequest, authorities: Set<String>) throws(ProfileFault) {
        guard authorities.contains(try authority(of: request)) || Mutant.anyAuthority.isOn else {
            throw .authorityForeign
        }
    }

    /// HTTPTypes takes the first `Host` line for `authority`; one that is left among the fields is a second one.
    private static func authority(of request: HTTPRequest) throws(ProfileFault) -> String {
        guard let authority = RequestTarget(request.overTLS).authority else { throw .authorityAbsent }
        let names = (request.authority == nil ? 0 : 1) + request.headerFields.lines(of: .hostField)
        guard names == 1 else { throw .authorityAmbiguous }
        return authority
    }

    /// All six of the profile; beyond them only plain fields that the request has.
    private static func checkCoverage(
        of request: HTTPRequest, _ components: [ComponentIdentifier]
    ) throws(ProfileFault) {
        for required in requestComponents where !components.contains(required) && !Mutant.uncovered.isOn {
            throw .uncovered(required)
        }
        for component in components where !requestComponents.contains(component) {
            let isSignatureField = component.name == "signature" || component.name == "signature-input"
            guard !component.isDerived && component.parameters.isEmpty && !isSignatureField || Mutant.anyComponent.isOn
            else {
                throw .componentForbidden
            }
            let isThere = request.headerFields.contains { $0.name.canonicalName == component.name }
            guard isThere || component.name == "host" || Mutant.anyComponent.isOn else { throw .componentAbsent }
        }
    }
}
