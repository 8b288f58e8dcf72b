import COpenSSL

/// A response in DER, parsed and not believed.
struct TimestampResponse: ~Copyable {
    /// Octets that are read at most; a token with its chain has about 6,000.
    static let mostOctets = 65_536

    private let response: OpaquePointer

    /// Parses octets that must be one response, in DER and nothing else.
    static func read(_ der: [UInt8]) throws(TimestampFault) -> TimestampResponse {
        ERR_clear_error()
        guard !der.isEmpty, der.count <= TimestampResponse.mostOctets else { throw .malformed }
        let parsed = der.withUnsafeBufferPointer { octets in
            var next = octets.baseAddress
            return d2i_TS_RESP(nil, &next, octets.count)
        }
        guard let parsed else { throw .malformed }
        let response = TimestampResponse(owning: parsed)
        guard try derOctets({ i2d_TS_RESP(parsed, $0) }) == der else { throw .malformed }
        return response
    }

    private init(owning response: OpaquePointer) { self.response = response }

    deinit { TS_RESP_free(response) }

    /// The authority granted what was asked, unchanged; we ask for nothing that it could grant with changes.
    func demandGranted() throws(TimestampFault) {
        let info = TS_RESP_get_status_info(response)
        let status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info))
        guard status != 0 else { return }
        throw .rejected(status: status, reasons: reasons(info), text: text(info))
    }

    /// The token, which lives as long as the response.
    func token() throws(TimestampFault) -> TimestampToken {
        guard let token = TS_RESP_get_token(response), let info = TS_RESP_get_tst_info(response),
            let signer = fcg_only_signer(token)
        else { throw .noToken }
        return TimestampToken(token: token, info: info, signer: signer)
    }

    /// The signature verifies, its certificate is bound to it, chains to an anchor and is for timestamping alone.
    func demandSignature(_ anchors: borrowing AnchorStore) throws(TimestampFault) {
        ERR_clear_error()
        guard let context = TS_VERIFY_CTX_new() else { throw .unavailable }
        defer { TS_VERIFY_CTX_free(context) }
        guard let store = anchors.shared() else { throw .unavailable }
        _ = TS_VERIFY_CTX_set_store(context, store)
        _ = TS_VERIFY_CTX_set_flags(context, Int32(TS_VFY_VERSION | TS_VFY_SIGNATURE))
        guard TS_RESP_verify_response(context, response) == 1 else { throw lastFault() }
    }

    private func lastFault() -> TimestampFault {
        var data: UnsafePointer<CChar>?
        var flags: Int32 = 0
        while case let code = ERR_get_error_all(nil, nil, nil, &data, &flags), code != 0 {
            guard ERR_GET_LIB(code) == ERR_LIB_TS else { continue }
            switch ERR_GET_REASON(code) {
            case TS_R_CERTIFICATE_VERIFY_ERROR: return .untrusted(data.map { String(cString: $0) } ?? "no chain")
            case TS_R_SIGNATURE_FAILURE: return .badSignature
            default:
                return .untrusted(ERR_reason_error_string(code).map { String(cString: $0) } ?? "not as RFC 3161 asks")
            }
        }
        return .badSignature
    }

    private func reasons(_ info: OpaquePointer?) -> [String] {
        let names = [
            0: "badAlg", 2: "badRequest", 5: "badDataFormat", 14: "timeNotAvailable", 15: "unacceptedPolicy",
            16: "unacceptedExtension", 17: "addInfoNotAvailable", 25: "systemFailure",
        ]
        guard let bits = TS_STATUS_INFO_get0_failure_info(info) else { return [] }
        return names.sorted { $0.key < $1.key }.filter { ASN1_BIT_STRING_get_bit(bits, Int32($0.key)) == 1 }.map(
            \.value)
    }

    /// The authority's words, without what could move a terminal, and not many of them.
    private func text(_ info: OpaquePointer?) -> String {
        let parts = TS_STATUS_INFO_get0_text(info)
        let words = (0..<fcg_text_count(parts)).compactMap { index -> String? in
            guard let part = fcg_text_part(parts, index), let octets = ASN1_STRING_get0_data(part) else { return nil }
            return String(
                decoding: UnsafeBufferPointer(start: octets, count: Int(ASN1_STRING_length(part))), as: UTF8.self)
        }
        let text = words.joined(separator: " ").unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        return String(
            String.UnicodeScalarView(text.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }.prefix(200)))
    }
}
