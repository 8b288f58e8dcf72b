import HTTPTypes

/// How a signature is to be made, checked against what the other side will accept.
struct SigningTerms {
    private let key: SigningKey
    private let keyID: String
    private let parameters: [SignatureParameter]

    init(
        key: SigningKey, keyID: String, created: Int64, expires: Int64, nonce: String?, tag: String
    ) throws(ProfileFault) {
        guard ProfileParameters.isKeyID(keyID) else { throw .parameterMalformed(.keyID) }
        if let nonce, !ProfileParameters.isNonce(nonce) { throw .parameterMalformed(.nonce) }
        try ProfileTime.checkLifetime(created: created, expires: expires)
        self.key = key
        self.keyID = keyID
        var parameters: [SignatureParameter] = [.created(created), .expires(expires)]
        if let nonce { parameters.append(.nonce(nonce)) }
        self.parameters =
            parameters + [.keyID(keyID), .algorithm(key.algorithm.rawValue), .tag(tag)]
    }

    func sign(
        _ message: SignedMessage, covering components: [ComponentIdentifier]
    ) throws(ProfileFault) -> MadeSignature {
        do throws(SignatureFault) {
            let input = try SignatureInput(components: components, parameters: parameters)
            let base = try SignatureBase(of: input, in: message).octets
            guard let signature = key.signature(for: base) else { throw SignatureFault.invalid }
            return MadeSignature(
                input: input, evidence: SignatureEvidence(base: base, signature: signature, keyID: keyID))
        } catch { throw ProfileFault(error) }
    }
}

/// A signature that still has to be written into its message.
struct MadeSignature {
    let input: SignatureInput
    let evidence: SignatureEvidence

    func place(in fields: inout HTTPFields) {
        let inputLine = HTTPFields.line(SignatureProfile.label) { input.append(to: &$0) }
        let line = HTTPFields.line(SignatureProfile.label) { $0.append(byteSequence: evidence.signature) }
        fields[fields: .signatureInput] = [HTTPField(name: .signatureInput, value: inputLine)]
        fields[fields: .signature] = [HTTPField(name: .signature, value: line)]
    }
}
