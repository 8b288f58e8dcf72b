import MessageSignatures
import WireProtocol

/// One likely reason for what was seen, from what integrators get wrong most.
enum Causes {
    static func of(_ reply: Reply) -> String? {
        guard case .response(let response, _) = reply, let problem = ProblemDocument(octets: response.body) else {
            return nil
        }
        return of(problem.code)
    }

    static func of(_ code: ProblemCode) -> String? {
        switch code {
        case .signatureInvalid:
            "the node rebuilds another base: look at the line of `@query`, at line ends, and whether a proxy rewrote a field"
        case .signatureTime: "the clocks of this machine and of the node differ; `preflight` says by how much"
        case .keyUnknown: "the kit's key is not in the directory that the node holds, or is not valid now"
        case .identityMismatch: "the certificate of the kit names another authority than its message key"
        case .misdirected:
            "the node does not know itself by this address; behind a proxy the public name is configuration"
        case .schema: "the sample query of the kit does not fit the schema, or the node knows an older one"
        case .digestMismatch: "the body was rewritten on its way: a proxy that decompresses or re-encodes"
        case .replayed: "nonces are stored before the signature is verified, or two requests share one"
        case .signatureCoverage, .signatureParameter, .signatureMalformed, .signatureMissing:
            "a proxy dropped or joined the signature's fields, or the node's parser is stricter than RFC 9421"
        default: nil
        }
    }

    static func of(_ fault: ProfileFault) -> String? {
        switch fault {
        case .signatureInvalid: "the base was built otherwise; the lines beside each other show where"
        case .uncovered(let component): "`\(component)` must be covered by every response"
        case .componentForbidden: "more is covered than the request's signature covered"
        case .nonceForeign: "the response must carry the request's nonce"
        case .tagForeign, .tagMissing: "the tag of a response is `fcg-response-v1`"
        case .signatureMissing: "the response is not signed; a proxy may have dropped the fields"
        case .keyUnknown: "the response is signed with a key that the kit does not list"
        case .digestMismatch: "the digest is of other octets than were sent: a content coding, or a body written twice"
        case .createdInFuture, .createdTooOld, .expired, .lifetime: "the node's clock, or a response kept in a cache"
        default: nil
        }
    }
}
