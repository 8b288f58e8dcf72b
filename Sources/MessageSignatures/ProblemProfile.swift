public import HTTPTypes

/// Problem documents answer requests that may be broken, so their signatures cover what there is.
extension SignatureProfile {
    /// Signs a problem document for a request that may have failed any check.
    ///
    /// The request's method, authority, path and query are always covered; its content type and digest, and its
    /// nonce, only where the request had exactly one and well-formed. `nil` when no signature base can be built: then
    /// the response is sent unsigned and the connection closed.
    public static func signProblem(
        response: inout HTTPResponse, body: [UInt8], answering request: HTTPRequest, key: SigningKey, keyID: String,
        created: Int64, expires: Int64
    ) -> SignatureEvidence? {
        guard request.path != nil, response.headerFields.lines(of: .contentType) == 1 else { return nil }
        var signed = response
        signed.headerFields[.contentDigest] = ContentDigest.fieldValue(of: body)
        let components = responseComponents + bindableComponents(of: request).map(\.ofRequest)
        let terms = try? SigningTerms(
            key: key, keyID: keyID, created: created, expires: expires, nonce: usableNonce(of: request),
            tag: responseTag)
        guard let made = try? terms?.sign(.response(signed, answering: request.overTLS), covering: components) else {
            return nil
        }
        made.place(in: &signed.headerFields)
        response = signed
        return made.evidence
    }

    /// Whether a problem document was signed by the authority dialled, about this request.
    ///
    /// It is a hint to show beside "no verified answer", never evidence: the nonce may be missing, and the request's
    /// body may not be bound.
    public static func verifyProblem(
        response: HTTPResponse, body: [UInt8], answering request: HTTPRequest, now: Int64, expectedOwner: String,
        keys: (String) -> ProfileKey?
    ) -> Bool {
        do throws(ProfileFault) {
            try checkProblem(response, body, request, now: now, owner: expectedOwner, keys: keys)
            return true
        } catch { return false }
    }

    private static func checkProblem(
        _ response: HTTPResponse, _ body: [UInt8], _ request: HTTPRequest, now: Int64, owner: String,
        keys: (String) -> ProfileKey?
    ) throws(ProfileFault) {
        let fields = response.headerFields
        guard try mediaType(of: response) == problemType else { throw .unexpectedStatus }
        try ProfileCheck.content(fields, mediaType: problemType)
        let signature = try ProfileCheck.oneSignature(fields, tag: responseTag)
        let parameters = try ProfileParameters(signature.input)
        if let nonce = parameters.nonce, nonce != usableNonce(of: request) { throw .nonceForeign }
        try checkProblemCoverage(signature.input.components)
        let key = try ProfileCheck.key(parameters, now: now, owner: owner, keys: keys)
        try ProfileTime.check(created: parameters.created, expires: parameters.expires, now: now)
        try ProfileCheck.digest(fields, body: body)
        _ = try ProfileCheck.crypto(
            signature, over: .response(response, answering: request.overTLS), key: key, keyID: parameters.keyID)
    }

    private static func checkProblemCoverage(_ components: [ComponentIdentifier]) throws(ProfileFault) {
        let required = responseComponents + targetComponents.map(\.ofRequest)
        let allowed = required + [contentType, contentDigest].map(\.ofRequest)
        for component in required where !components.contains(component) { throw .uncovered(component) }
        for component in components where !allowed.contains(component) { throw .componentForbidden }
    }

    private static func bindableComponents(of request: HTTPRequest) -> [ComponentIdentifier] {
        let fields = request.headerFields
        var components = targetComponents
        if fields.lines(of: .contentType) == 1, let value = fields[.contentType],
            !value.isEmpty, value.utf8.allSatisfy(\.isPrintable)
        {
            components.append(contentType)
        }
        if fields.lines(of: .contentDigest) == 1, (try? ContentDigest.read(fields)) != nil {
            components.append(contentDigest)
        }
        return components
    }

    /// The request's nonce, if it sent exactly one that is well-formed.
    private static func usableNonce(of request: HTTPRequest) -> String? {
        guard let signatures = try? MessageSignature.all(in: request.headerFields) else { return nil }
        let nonces = signatures.compactMap(\.input.nonce)
        guard nonces.count == 1, let nonce = nonces.first, ProfileParameters.isNonce(nonce) else { return nil }
        return nonce
    }
}
