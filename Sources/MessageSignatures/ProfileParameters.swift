import WireProtocol

/// The parameters of a signature, checked for presence and form.
struct ProfileParameters {
    let created: Int64
    let expires: Int64
    /// Absent only where a problem answers a request without a usable nonce.
    let nonce: String?
    let keyID: String
    let algorithm: SignatureAlgorithm?

    init(_ input: SignatureInput) throws(ProfileFault) {
        for case .other in input.parameters where !Mutant.unknownParameter.isOn { throw .parameterUnknown }
        guard let created = input.created else { throw .parameterMissing(.created) }
        guard let expires = input.expires ?? (Mutant.endlessSignature.isOn ? created + 60 : nil) else {
            throw .parameterMissing(.expires)
        }
        guard let keyID = input.keyID else { throw .parameterMissing(.keyID) }
        guard Self.isKeyID(keyID) else { throw .parameterMalformed(.keyID) }
        if let nonce = input.nonce, !Self.isNonce(nonce) { throw .parameterMalformed(.nonce) }
        self.created = created
        self.expires = expires
        self.nonce = input.nonce
        self.keyID = keyID
        self.algorithm = try Self.algorithm(input.algorithm)
    }

    /// The nonce, where there must be one.
    func requiredNonce() throws(ProfileFault) -> String {
        guard let nonce else { throw .parameterMissing(.nonce) }
        return nonce
    }

    private static func algorithm(_ name: String?) throws(ProfileFault) -> SignatureAlgorithm? {
        guard let name else { return nil }
        guard let algorithm = SignatureAlgorithm(rawValue: name) else { throw .algorithmUnknown }
        return algorithm
    }

    /// 22 to 64 characters of the base64url alphabet.
    static func isNonce(_ text: String) -> Bool {
        ((22...64).contains(text.utf8.count) || Mutant.anyNonce.isOn)
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// 1 to 128 characters that mean nothing to a file system, a shell or a database.
    static func isKeyID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "-"): true
                default: $0.isLetter || $0.isDigit
                }
            }
    }
}

/// When a signature counts.
enum ProfileTime {
    /// Seconds by which two clocks may differ.
    static let skew: Int64 = 60
    /// Seconds a signature may live.
    static let longestLife: Int64 = 300

    static func check(created: Int64, expires: Int64, now: Int64) throws(ProfileFault) {
        try checkLifetime(created: created, expires: expires)
        guard created <= now + skew || Mutant.futureSignature.isOn else { throw .createdInFuture }
        guard created >= now - longestLife - skew else { throw .createdTooOld }
        guard expires >= now - skew || Mutant.overdueSignature.isOn else { throw .expired }
    }

    static func checkLifetime(created: Int64, expires: Int64) throws(ProfileFault) {
        guard expires > created, expires - created <= (Mutant.longLife.isOn ? 86_400 : longestLife) else {
            throw .lifetime
        }
    }
}
