public import HTTPTypes
import WireProtocol

extension SignatureProfile {
    /// Verifies the response to a request we signed, in the fixed order of steps.
    ///
    /// `request` is the request as it was sent, with its signature fields. `expectedOwner` is the authority dialled,
    /// which the caller has found to be the one the TLS certificate names. `requiresReceipt` is set where a
    /// response without a covered `FCG-Receipt` proves nothing.
    public static func verify(
        response: HTTPResponse, body: [UInt8], answering request: HTTPRequest, now: Int64, expectedOwner: String,
        requiresReceipt: Bool, keys: (String) -> ProfileKey?
    ) throws(ProfileFault) -> VerifiedResponseSignature {
        let fields = response.headerFields
        let asked = try question(request)
        try ProfileCheck.content(fields, mediaType: try mediaType(of: response))
        let signature = try ProfileCheck.oneSignature(fields, tag: responseTag)
        let parameters = try ProfileParameters(signature.input)
        let nonce = try parameters.requiredNonce()
        guard nonce == asked.nonce || Mutant.foreignNonce.isOn else { throw .nonceForeign }
        if requiresReceipt, !fields.contains(.receipt) { throw .receiptMissing }
        try checkCoverage(signature.input.components, required: components(of: response, answering: asked.components))
        let owner = Mutant.anyHolderKey.isOn ? keys(parameters.keyID)?.owner : nil
        let key = try ProfileCheck.key(parameters, now: now, owner: owner ?? expectedOwner, keys: keys)
        if !Mutant.staleAnswer.isOn {
            try ProfileTime.check(created: parameters.created, expires: parameters.expires, now: now)
        }
        try ProfileCheck.digest(fields, body: body)
        let evidence = try ProfileCheck.crypto(
            signature, over: .response(response, answering: request.overTLS), key: key, keyID: parameters.keyID)
        return VerifiedResponseSignature(evidence: evidence, parameters: parameters, nonce: nonce)
    }

    /// Signs the response to a request that passed verification: sets `Content-Digest`, `Signature-Input` and
    /// `Signature`, and covers `FCG-Receipt` when the response has one.
    ///
    /// `nonce` is the request's; any other is refused. The caller sets `Content-Type`.
    public static func sign(
        response: inout HTTPResponse, body: [UInt8], answering request: HTTPRequest, key: SigningKey, keyID: String,
        created: Int64, expires: Int64, nonce: String
    ) throws(ProfileFault) -> SignatureEvidence {
        let asked = try question(request)
        guard nonce == asked.nonce else { throw .nonceForeign }
        return try sign(
            response: &response, body: body, answering: request, covering: asked.components, key: key, keyID: keyID,
            created: created, expires: expires, nonce: nonce)
    }

    /// The same for a request whose signature has been read already.
    public static func sign(
        response: inout HTTPResponse, body: [UInt8], answering request: HTTPRequest,
        verified signature: VerifiedRequestSignature, key: SigningKey, keyID: String, created: Int64, expires: Int64
    ) throws(ProfileFault) -> SignatureEvidence {
        try sign(
            response: &response, body: body, answering: request, covering: signature.components, key: key,
            keyID: keyID, created: created, expires: expires, nonce: signature.nonce)
    }

    private static func sign(
        response: inout HTTPResponse, body: [UInt8], answering request: HTTPRequest,
        covering asked: [ComponentIdentifier], key: SigningKey, keyID: String, created: Int64, expires: Int64,
        nonce: String
    ) throws(ProfileFault) -> SignatureEvidence {
        try ProfileCheck.content(response.headerFields, mediaType: try mediaType(of: response))
        let terms = try SigningTerms(
            key: key, keyID: keyID, created: created, expires: expires, nonce: nonce, tag: responseTag)
        var signed = response
        signed.headerFields[.contentDigest] = ContentDigest.fieldValue(of: body)
        let covered = components(of: signed, answering: asked)
        let made = try terms.sign(
            .response(signed, answering: request.overTLS),
            covering: Mutant.receiptUncovered.isOn ? covered.filter { $0 != receipt } : covered)
        made.place(in: &signed.headerFields)
        response = signed
        return made.evidence
    }
}

// MARK: - What binds a response to its request

extension SignatureProfile {
    /// The request's one signature, which the response must repeat the coverage and nonce of.
    private static func question(_ request: HTTPRequest) throws(ProfileFault) -> SignatureInput {
        guard let signatures = try? MessageSignature.all(in: request.headerFields), signatures.count == 1,
            let input = signatures.first?.input, input.tag == requestTag
        else { throw .requestUnsigned }
        return input
    }

    /// Answers are JSON, errors are problem documents, and nothing else is a response.
    static func mediaType(of response: HTTPResponse) throws(ProfileFault) -> String {
        switch response.status.kind {
        case .successful: messageType
        case .clientError, .serverError: problemType
        case .informational, .redirection, .invalid: throw .unexpectedStatus
        }
    }

    /// The whole coverage of a response, in the order in which we sign it.
    private static func components(
        of response: HTTPResponse, answering asked: [ComponentIdentifier]
    ) -> [ComponentIdentifier] {
        let receipts = response.headerFields.contains(.receipt) ? [receipt] : []
        return responseComponents + receipts + asked.map(\.ofRequest)
    }

    /// Exactly the required components, in any order.
    private static func checkCoverage(
        _ components: [ComponentIdentifier], required: [ComponentIdentifier]
    ) throws(ProfileFault) {
        if Mutant.unboundAnswer.isOn { return }
        for component in required where !components.contains(component) { throw .uncovered(component) }
        guard components.count == required.count else { throw .componentForbidden }
    }
}
