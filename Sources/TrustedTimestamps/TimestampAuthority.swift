import COpenSSL

/// A timestamp authority we believe: the roots its certificates chain to, and the policies that are good enough.
package struct TimestampAuthority: Sendable {
    private let anchors: [UInt8]
    private let policies: Set<String>?

    /// An authority of PEM certificates, one or more, and of object identifiers in dotted decimals, one or more; `nil` for
    /// whoever reads the policy in the ``Timestamp`` and judges it.
    package init(anchors: [UInt8], policies: Set<String>?) throws(TimestampFault) {
        self.anchors = anchors
        self.policies = policies
        for policy in policies ?? [] { try TimestampAuthority.checkForm(of: policy) }
        guard policies?.isEmpty != true else { throw .badPolicy("") }
        _ = try AnchorStore.make(anchors, at: 0)
    }

    /// Verifies a response (RFC 3161 §2.4.2) over a digest, and says what it proves.
    ///
    /// `nonce` is the request's, or `nil` when a stored response is looked at again. `window` holds the seconds since 1970
    /// in which the token must have been made. Certificates are judged as of the token's own time, so a stamp outlives the
    /// certificate that made it; revocation is not looked up.
    package func verify(
        _ response: [UInt8], digest: [UInt8], nonce: [UInt8]?, within window: ClosedRange<Int64>
    ) throws(TimestampFault) -> Timestamp {
        defer { ERR_clear_error() }
        guard digest.count == 32 else { throw .badDigest }
        let parsed = try TimestampResponse.read(response)
        try parsed.demandGranted()
        let token = try parsed.token()
        try token.demandImprint(digest)
        if let nonce { try token.demandNonce(nonce) }
        let timestamp = try token.timestamp()
        guard policies?.contains(timestamp.policy) ?? true else { throw .wrongPolicy(timestamp.policy) }
        guard window.contains(timestamp.seconds) else { throw .outsideWindow(timestamp.seconds) }
        try token.demandTightBinding()
        try parsed.demandSignature(AnchorStore.make(anchors, at: timestamp.seconds))
        return timestamp
    }

    /// What a response says of a digest, for somebody who has no certificate to check it with: its form and its digest
    /// are compared, its signature is not, so anybody can have made it.
    package static func claim(
        in response: [UInt8], digest: [UInt8]
    ) throws(TimestampFault) -> (seconds: Int64, policy: String) {
        defer { ERR_clear_error() }
        guard digest.count == 32 else { throw .badDigest }
        let parsed = try TimestampResponse.read(response)
        try parsed.demandGranted()
        let token = try parsed.token()
        try token.demandImprint(digest)
        let timestamp = try token.timestamp()
        return (timestamp.seconds, timestamp.policy)
    }

    private static func checkForm(of policy: String) throws(TimestampFault) {
        defer { ERR_clear_error() }
        guard let object = OBJ_txt2obj(policy, 1) else { throw .badPolicy(policy) }
        defer { ASN1_OBJECT_free(object) }
        guard objectText(object) == policy else { throw .badPolicy(policy) }
    }
}

/// An object identifier in dotted decimals.
func objectText(_ object: OpaquePointer?) -> String {
    var text = [CChar](repeating: 0, count: 256)
    let length = OBJ_obj2txt(&text, Int32(text.count), object, 1)
    guard length > 0, Int(length) < text.count else { return "" }
    return String(decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
