/// What is kept to show later that a key signed a message: the octets, the signature and the key's name.
public struct SignatureEvidence: Sendable, Equatable {
    /// The octets that were signed.
    public let base: [UInt8]
    /// The 64 octets of the signature.
    public let signature: [UInt8]
    /// The name of the key.
    public let keyID: String

    /// Evidence read back from where it was kept.
    public init(base: [UInt8], signature: [UInt8], keyID: String) {
        self.base = base
        self.signature = signature
        self.keyID = keyID
    }
}

/// A request that passed every step of the profile. Only ``SignatureProfile`` can make one.
public struct VerifiedRequestSignature: Sendable {
    /// What was signed.
    public let evidence: SignatureEvidence
    /// When the signature was made, seconds since 1970.
    public let created: Int64
    /// When it stops counting, seconds since 1970.
    public let expires: Int64
    /// The value that no second request of this authority may carry; the caller checks that.
    public let nonce: String
    /// What the signature covers, in its order.
    public let components: [ComponentIdentifier]

    init(evidence: SignatureEvidence, input: SignatureInput, parameters: ProfileParameters, nonce: String) {
        self.evidence = evidence
        self.created = parameters.created
        self.expires = parameters.expires
        self.nonce = nonce
        self.components = input.components
    }
}

/// A response that passed every step of the profile. Only ``SignatureProfile`` can make one.
public struct VerifiedResponseSignature: Sendable {
    /// What was signed.
    public let evidence: SignatureEvidence
    /// When the signature was made, seconds since 1970.
    public let created: Int64
    /// When it stops counting, seconds since 1970.
    public let expires: Int64
    /// The nonce of the request it answers.
    public let nonce: String

    init(evidence: SignatureEvidence, parameters: ProfileParameters, nonce: String) {
        self.evidence = evidence
        self.created = parameters.created
        self.expires = parameters.expires
        self.nonce = nonce
    }
}
