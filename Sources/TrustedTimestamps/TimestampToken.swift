import COpenSSL

/// A token and its content, borrowed from a ``TimestampResponse``.
struct TimestampToken {
    let token: UnsafeMutablePointer<PKCS7>
    let info: OpaquePointer
    let signer: UnsafeMutablePointer<PKCS7_SIGNER_INFO>

    /// The token is for this digest and says SHA-256.
    func demandImprint(_ digest: [UInt8]) throws(TimestampFault) {
        guard let imprint = TS_TST_INFO_get_msg_imprint(info), let message = TS_MSG_IMPRINT_get_msg(imprint),
            let algorithm = TS_MSG_IMPRINT_get_algo(imprint), bareNumber(algorithm) == NID_sha256,
            octets(message) == digest
        else { throw .wrongImprint }
    }

    /// The token answers the request with this nonce.
    func demandNonce(_ nonce: [UInt8]) throws(TimestampFault) {
        guard let number = NonceNumber(nonce) else { throw .unavailable }
        guard let held = TS_TST_INFO_get_nonce(info), ASN1_INTEGER_cmp(held, number.integer) == 0 else {
            throw .wrongNonce
        }
    }

    /// What the token says; believed by nobody yet.
    func timestamp() throws(TimestampFault) -> Timestamp {
        Timestamp(
            seconds: try seconds(), policy: objectText(TS_TST_INFO_get_policy_id(info)),
            serial: try serial())
    }

    /// Nothing in the token can be exchanged without breaking the signature: one strong digest, the certificate named by
    /// ESSCertIDv2 (RFC 5816), one form of everything else, and nothing beside it that nobody signed.
    func demandTightBinding() throws(TimestampFault) {
        guard areAlgorithmsKnown() else { throw .loose("a digest or signature algorithm that is weak or unknown") }
        guard PKCS7_get_signed_attribute(signer, NID_id_smime_aa_signingCertificateV2) != nil else {
            throw .loose("no ESSCertIDv2, so its certificate could be exchanged")
        }
        guard fcg_signed_data_version(token) == 3, fcg_signer_version(signer) == 1, fcg_crl_count(token) == 0,
            fcg_unsigned_attribute_count(signer) == 0
        else { throw .loose("a form that RFC 3161 does not give it, or parts that nobody signed") }
        guard isSignerNamedAsInItsCertificate() else {
            throw .loose("a signer whose name is written otherwise than in its certificate")
        }
    }

    /// Nobody signed the name by which the certificate is found, and OpenSSL finds it whatever the case of its letters.
    private func isSignerNamedAsInItsCertificate() -> Bool {
        guard let certificate = PKCS7_cert_from_signer_info(token, signer),
            let found = X509_get_issuer_name(certificate), let issuer = signer.pointee.issuer_and_serial,
            let written = issuer.pointee.issuer
        else { return false }
        let octets = try? derOctets { i2d_X509_NAME(found, $0) }
        return octets != nil && octets == (try? derOctets { i2d_X509_NAME(written, $0) })
    }

    /// SHA-2, named the same in both places, and a signature by RSA or over an elliptic curve that goes with it.
    private func areAlgorithmsKnown() -> Bool {
        var (digest, signature): (UnsafeMutablePointer<X509_ALGOR>?, UnsafeMutablePointer<X509_ALGOR>?)
        PKCS7_SIGNER_INFO_get0_algs(signer, nil, &digest, &signature)
        guard fcg_digest_count(token) == 1, let listed = fcg_first_digest(token), let digest, let signature,
            let number = bareNumber(digest), number == bareNumber(listed), let signing = bareNumber(signature),
            [NID_sha256, NID_sha384, NID_sha512].contains(number)
        else { return false }
        var (digestOfSigning, key) = (Int32(0), Int32(0))
        guard signing != NID_rsaEncryption else { return true }
        return OBJ_find_sigid_algs(signing, &digestOfSigning, &key) == 1 && digestOfSigning == number
            && [NID_rsaEncryption, NID_X9_62_id_ecPublicKey].contains(key)
    }

    /// An algorithm that has no parameters, or NULL for them, which is how these are written.
    private func bareNumber(_ algorithm: UnsafePointer<X509_ALGOR>) -> Int32? {
        var (object, type): (OpaquePointer?, Int32) = (nil, 0)
        X509_ALGOR_get0(&object, &type, nil, algorithm)
        return type == V_ASN1_UNDEF || type == V_ASN1_NULL ? OBJ_obj2nid(object) : nil
    }

    private func seconds() throws(TimestampFault) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { throw .unavailable }
        defer { ASN1_STRING_free(epoch) }
        var (days, seconds) = (Int32(0), Int32(0))
        guard let time = TS_TST_INFO_get_time(info), ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            throw .malformed
        }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    private func serial() throws(TimestampFault) -> String {
        guard let number = ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), nil) else { throw .malformed }
        defer { BN_free(number) }
        guard let text = BN_bn2hex(number) else { throw .unavailable }
        defer { CRYPTO_free(text, nil, 0) }
        return String(cString: text)
    }

    private func octets(_ string: UnsafePointer<ASN1_OCTET_STRING>) -> [UInt8] {
        Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
    }
}
