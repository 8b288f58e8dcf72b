import COpenSSL

/// A request to a timestamp authority (RFC 3161 §2.4.1): a SHA-256 digest, a nonce, and the wish for its certificate.
package struct TimestampRequest: Sendable, Equatable {
    /// The media type under which a request is sent (RFC 3161 §3.4).
    package static let mediaType = "application/timestamp-query"
    /// The media type of the answer.
    package static let answerMediaType = "application/timestamp-reply"

    /// 32 octets.
    package let digest: [UInt8]
    /// 8 to 32 octets of chance, the caller's; the number they are, the most significant first.
    package let nonce: [UInt8]
    /// The request in DER.
    package let der: [UInt8]

    /// A request; `policy` is an object identifier in dotted decimals, or `nil` for the authority's choice.
    package init(digest: [UInt8], nonce: [UInt8], policy: String? = nil) throws(TimestampFault) {
        guard digest.count == 32 else { throw .badDigest }
        guard (8...32).contains(nonce.count) else { throw .badNonce }
        self.digest = digest
        self.nonce = nonce
        der = try TimestampRequest.encode(digest, nonce, policy)
    }

    private static func encode(
        _ digest: [UInt8], _ nonce: [UInt8], _ policy: String?
    ) throws(TimestampFault) -> [UInt8] {
        guard let request = TS_REQ_new(), let imprint = TS_MSG_IMPRINT_new(), let algorithm = X509_ALGOR_new(),
            let number = NonceNumber(nonce)
        else { throw .unavailable }
        defer {
            TS_REQ_free(request)
            TS_MSG_IMPRINT_free(imprint)
            X509_ALGOR_free(algorithm)
        }
        var octets = digest
        guard X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1,
            TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1,
            TS_MSG_IMPRINT_set_msg(imprint, &octets, Int32(octets.count)) == 1,
            TS_REQ_set_version(request, 1) == 1, TS_REQ_set_msg_imprint(request, imprint) == 1,
            TS_REQ_set_nonce(request, number.integer) == 1, TS_REQ_set_cert_req(request, 1) == 1
        else { throw .unavailable }
        if let policy { try set(policy, in: request) }
        return try derOctets { i2d_TS_REQ(request, $0) }
    }

    private static func set(_ policy: String, in request: OpaquePointer) throws(TimestampFault) {
        defer { ERR_clear_error() }
        guard let object = OBJ_txt2obj(policy, 1) else { throw .badPolicy(policy) }
        defer { ASN1_OBJECT_free(object) }
        guard TS_REQ_set_policy_id(request, object) == 1 else { throw .unavailable }
    }
}

/// A nonce as the number it is in DER.
struct NonceNumber: ~Copyable {
    let integer: UnsafeMutablePointer<ASN1_INTEGER>

    init?(_ octets: [UInt8]) {
        guard let number = BN_bin2bn(octets, Int32(octets.count), nil) else { return nil }
        defer { BN_free(number) }
        guard let integer = BN_to_ASN1_INTEGER(number, nil) else { return nil }
        self.integer = integer
    }

    deinit { ASN1_INTEGER_free(integer) }
}

/// What an `i2d` function of OpenSSL writes.
func derOctets(
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(TimestampFault) -> [UInt8] {
    let length = write(nil)
    guard length > 0 else { throw .unavailable }
    var octets = [UInt8](repeating: 0, count: Int(length))
    let written = octets.withUnsafeMutableBufferPointer { buffer in
        var end = buffer.baseAddress
        return write(&end)
    }
    guard written == length else { throw .unavailable }
    return octets
}
