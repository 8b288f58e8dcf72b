/// Why a message got no answer; one code a clause (RFC 9457 documents with a member `code`).
public enum ProblemCode: String, Sendable, Equatable, CaseIterable {
    case httpMalformed = "http-malformed"
    case jsonMalformed = "json-malformed"
    case signatureMalformed = "signature-malformed"
    case signatureMissing = "signature-missing"
    case signatureParameter = "signature-parameter"
    case signatureCoverage = "signature-coverage"
    case keyUnknown = "key-unknown"
    case algorithmMismatch = "algorithm-mismatch"
    case signatureTime = "signature-time"
    case digestMismatch = "digest-mismatch"
    case signatureInvalid = "signature-invalid"
    case identityMismatch = "identity-mismatch"
    case replayed
    case peerSuspended = "peer-suspended"
    case notFound = "not-found"
    case method
    case timeout
    case queryIDConflict = "query-id-conflict"
    case lengthRequired = "length-required"
    case bodySize = "body-size"
    case targetSize = "target-size"
    case headerSize = "header-size"
    case mediaType = "media-type"
    case contentEncoding = "content-encoding"
    case misdirected
    case schema
    case rate
    case unavailable
    case clock
    case receiptPending = "receipt-pending"

    /// The HTTP status that goes with the code (FCP-ERR-1 is this table).
    public var status: Int {
        switch self {
        case .httpMalformed, .jsonMalformed, .signatureMalformed: 400
        case .signatureMissing, .signatureParameter, .signatureCoverage, .keyUnknown, .algorithmMismatch,
            .signatureTime, .digestMismatch, .signatureInvalid, .identityMismatch, .replayed:
            401
        case .peerSuspended: 403
        case .notFound: 404
        case .method: 405
        case .timeout: 408
        case .queryIDConflict: 409
        case .lengthRequired: 411
        case .bodySize: 413
        case .targetSize: 414
        case .mediaType, .contentEncoding: 415
        case .misdirected: 421
        case .schema: 422
        case .rate: 429
        case .headerSize: 431
        case .unavailable, .clock, .receiptPending: 503
        }
    }

    /// A short title; the same for every occurrence.
    public var title: String {
        switch self {
        case .httpMalformed: "The HTTP message is malformed"
        case .jsonMalformed: "The body is not strict JSON"
        case .signatureMalformed: "The signature fields are malformed"
        case .peerSuspended: "This authority is suspended here"
        case .notFound: "There is nothing at this address"
        case .method: "This method is not offered here"
        case .timeout: "The request took too long"
        case .queryIDConflict: "This id was used for another question"
        case .lengthRequired: "The request has no length"
        case .bodySize: "The body is too large"
        case .targetSize: "The request target is too long"
        case .headerSize: "The header fields are too large"
        case .mediaType: "The media type is not supported"
        case .contentEncoding: "Content codings are not supported"
        case .misdirected: "The request is for another authority"
        case .schema: "The message does not fit its schema"
        case .rate: "Too many requests"
        case .unavailable: "The node cannot answer now"
        case .clock: "The node cannot trust its clock"
        case .receiptPending: "The receipt is not ready"
        case .replayed where Mutant.titleTells.isOn: "The nonce was used"
        case .signatureMissing, .signatureParameter, .signatureCoverage, .keyUnknown, .algorithmMismatch,
            .signatureTime, .digestMismatch, .signatureInvalid, .identityMismatch, .replayed:
            "The request is not authenticated"
        }
    }
}

/// A problem document (RFC 9457): never echoes input, never a person's data.
public struct ProblemDocument: Sendable, Equatable {
    /// The media type of these documents.
    public static let mediaType = "application/problem+json"

    /// What failed.
    public var code: ProblemCode
    /// A random reference into the security log.
    public var instance: String
    /// More, for registered test peers only.
    public var detail: String?

    /// A document.
    public init(code: ProblemCode, instance: String, detail: String? = nil) {
        self.code = code
        self.instance = instance
        self.detail = detail
    }

    /// Canonical JSON. `type` is left at about:blank by leaving it out (RFC 9457 §3.1.1).
    public func encoded() -> [UInt8] {
        var members: [String: JSONValue] = [
            "title": .string(code.title), "status": .integer(Int64(code.status)), "code": .string(code.rawValue),
            "instance": .string(instance),
        ]
        members["detail"] = detail.map(JSONValue.string)
        return CanonicalJSON.encode(.object(members))
    }

    /// Reads a document; unknown members are allowed by RFC 9457 §3.2 and ignored here, where nothing is decided.
    public init?(octets: [UInt8]) {
        guard case .object(let members)? = try? StrictJSON.parse(octets, limits: JSONLimits(octets: 16_384)),
            case .string(let text)? = members["code"], let code = ProblemCode(rawValue: text)
        else { return nil }
        var instance = ""
        if case .string(let text)? = members["instance"] { instance = text }
        var detail: String?
        if case .string(let text)? = members["detail"] { detail = text }
        self.init(code: code, instance: instance, detail: detail)
    }
}
