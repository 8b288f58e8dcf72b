public import WireProtocol

/// The steps of verification, in the order in which they are taken. The security log names the one that refused.
public enum ProfileStep: String, Sendable, Equatable, CaseIterable {
    case authority
    case mediaType = "media-type"
    case grammar
    case oneSignature = "one-signature"
    case parameters
    case coverage
    case key
    case identity
    case time
    case digest
    case crypto
}

/// Why a message does not satisfy `fcg-sig-v1`, or could not be signed so that it would. One case a clause.
///
/// No case carries anything a peer wrote.
public enum ProfileFault: Error, Equatable, Sendable {
    /// The request names no authority.
    case authorityAbsent
    /// The request names its authority more than once.
    case authorityAmbiguous
    /// The request is for an authority this node does not answer to.
    case authorityForeign

    /// The response is neither a success nor an error: a redirect or an interim response.
    case unexpectedStatus
    /// `Content-Type` is absent, repeated, or not the one the profile demands.
    case mediaType
    /// The content is coded.
    case contentCoding
    /// `Transfer-Encoding` beside `Content-Length`, or trailers.
    case framing

    /// `Signature-Input`, `Signature`, or both are absent or empty.
    case signatureMissing
    /// The two fields are not what RFC 9421 §4 describes.
    case signatureMalformed
    /// A label stands twice.
    case labelRepeated
    /// The two fields have different labels.
    case labelsDiffer
    /// A parameter stands twice.
    case parameterRepeated
    /// A component identifier is not one RFC 9421 allows.
    case componentMalformed
    /// A component is covered twice.
    case componentRepeated

    /// There is more than one signature.
    case severalSignatures
    /// There is no `tag`.
    case tagMissing
    /// The signature was made for something else.
    case tagForeign

    /// A parameter the profile does not know.
    case parameterUnknown
    /// A parameter the profile demands is not there.
    case parameterMissing(SignatureParameter.Name)
    /// A parameter has the wrong type or form.
    case parameterMalformed(SignatureParameter.Name)
    /// `alg` names an algorithm we do not use.
    case algorithmUnknown
    /// The response's nonce is not the request's.
    case nonceForeign

    /// A component that must be covered is not.
    case uncovered(ComponentIdentifier)
    /// A component is covered that may not be.
    case componentForbidden
    /// A covered component is not in the message.
    case componentAbsent
    /// The response needs an `FCG-Receipt` and has none.
    case receiptMissing
    /// The request that a response answers does not carry exactly one signature, so nothing can be bound to it.
    case requestUnsigned

    /// Nobody has this key name.
    case keyUnknown
    /// The key is not valid yet.
    case keyNotYetValid
    /// The key is not valid any more.
    case keyExpired
    /// `alg` is not the key's algorithm.
    case algorithmMismatch

    /// The key belongs to another authority than the one at the other end of the connection.
    case identityForeign

    /// `expires` is not after `created`, or more than 300 s after it.
    case lifetime
    /// `created` is more than 60 s ahead.
    case createdInFuture
    /// `created` is more than 360 s ago.
    case createdTooOld
    /// `expires` is more than 60 s ago.
    case expired

    /// There is no `Content-Digest`.
    case digestMissing
    /// `Content-Digest` is not a dictionary of byte sequences of the right length.
    case digestMalformed
    /// A digest algorithm stands twice.
    case digestRepeated
    /// A digest algorithm is neither `sha-256` nor `sha-512`.
    case digestUnknown
    /// A digest is not that of the body.
    case digestMismatch

    /// A covered value is not ASCII, so there is no signature base.
    case valueUnsignable
    /// The signature does not verify.
    case signatureInvalid
}

extension ProfileFault {
    /// The problem code a peer is told.
    public var code: ProblemCode {
        switch self {
        case .authorityForeign, .authorityAmbiguous: .misdirected
        case .authorityAbsent, .unexpectedStatus, .framing: .httpMalformed
        case .mediaType: .mediaType
        case .contentCoding: .contentEncoding
        case .signatureMissing: .signatureMissing
        case .signatureMalformed, .labelRepeated, .labelsDiffer, .parameterRepeated, .componentMalformed,
            .componentRepeated, .severalSignatures, .parameterUnknown, .digestMalformed, .digestRepeated,
            .valueUnsignable:
            .signatureMalformed
        case .tagMissing, .tagForeign, .parameterMissing, .parameterMalformed, .nonceForeign: .signatureParameter
        case .uncovered, .componentForbidden, .componentAbsent, .receiptMissing, .requestUnsigned: .signatureCoverage
        case .keyUnknown, .keyNotYetValid, .keyExpired: .keyUnknown
        case .algorithmUnknown, .algorithmMismatch: .algorithmMismatch
        case .identityForeign: .identityMismatch
        case .lifetime, .createdInFuture, .createdTooOld, .expired: .signatureTime
        case .digestMissing, .digestUnknown, .digestMismatch: .digestMismatch
        case .signatureInvalid: .signatureInvalid
        }
    }

    /// The step that refused.
    public var step: ProfileStep {
        switch self {
        case .authorityAbsent, .authorityAmbiguous, .authorityForeign: .authority
        case .unexpectedStatus, .mediaType, .contentCoding, .framing: .mediaType
        case .signatureMissing, .signatureMalformed, .labelRepeated, .labelsDiffer, .parameterRepeated,
            .componentMalformed, .componentRepeated:
            .grammar
        case .severalSignatures, .tagMissing, .tagForeign: .oneSignature
        case .parameterUnknown, .parameterMissing, .parameterMalformed, .algorithmUnknown, .nonceForeign: .parameters
        case .uncovered, .componentForbidden, .componentAbsent, .receiptMissing, .requestUnsigned: .coverage
        case .keyUnknown, .keyNotYetValid, .keyExpired, .algorithmMismatch: .key
        case .identityForeign: .identity
        case .lifetime, .createdInFuture, .createdTooOld, .expired: .time
        case .digestMissing, .digestMalformed, .digestRepeated, .digestUnknown, .digestMismatch: .digest
        case .valueUnsignable, .signatureInvalid: .crypto
        }
    }
}

// MARK: - From the layers below

extension ProfileFault {
    init(_ fault: SignatureFault) {
        self =
            switch fault {
            case .missing: .signatureMissing
            case .malformed: .signatureMalformed
            case .repeatedLabel: .labelRepeated
            case .labelsDiffer: .labelsDiffer
            case .repeatedParameter: .parameterRepeated
            case .malformedParameter(let name): .parameterMalformed(name)
            case .malformedComponent: .componentMalformed
            case .repeatedComponent: .componentRepeated
            case .inapplicableComponent, .ambiguousComponent, .unstructuredField: .componentForbidden
            case .absentComponent: .componentAbsent
            case .unsignableValue: .valueUnsignable
            case .algorithmMismatch: .algorithmMismatch
            case .invalid: .signatureInvalid
            }
    }

    init(_ fault: DigestFault) {
        self =
            switch fault {
            case .missing: .digestMissing
            case .malformed: .digestMalformed
            case .repeated: .digestRepeated
            case .unknownAlgorithm: .digestUnknown
            case .mismatch: .digestMismatch
            }
    }
}
