public import HTTPTypes

/// A message that signatures are made for: a request, or a response with the request it answers.
public enum SignedMessage: Sendable {
    /// A request.
    case request(HTTPRequest)
    /// A response; the request is needed for components with `req`, as it was sent.
    case response(HTTPResponse, answering: HTTPRequest?)

    var fields: HTTPFields {
        switch self {
        case .request(let request): request.headerFields
        case .response(let response, _): response.headerFields
        }
    }
}

extension HTTPFields {
    /// The octets of all lines of a field, joined as RFC 9110 §5.3 says; `nil` without the field.
    func octets(of name: HTTPField.Name) -> [UInt8]? {
        var octets: [UInt8]?
        for field in self where field.name == name {
            if octets == nil { octets = [] } else { octets?.append(contentsOf: ", ".utf8) }
            field.withUnsafeBytesOfValue { octets?.append(contentsOf: $0) }
        }
        return octets
    }

    /// How many lines a field has.
    func lines(of name: HTTPField.Name) -> Int { count { $0.name == name } }
}

extension HTTPRequest {
    /// The same request, known to have come over TLS.
    ///
    /// A listener behind TLS may still say `http`, and the port that `@authority` leaves out depends on it.
    var overTLS: HTTPRequest {
        guard scheme != "https" else { return self }
        var request = self
        request.scheme = "https"
        return request
    }
}

extension HTTPField.Name {
    static let signature = literal("Signature")
    static let signatureInput = literal("Signature-Input")
    static let contentDigest = literal("Content-Digest")
    /// HTTPTypes hides this name because it keeps the value as `authority`; a field may still carry it.
    static let hostField = literal("Host")

    /// A name written in this module, which is a field name.
    static func literal(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name(text.description) else { preconditionFailure("`\(text)` is no field name") }
        return name
    }
}
