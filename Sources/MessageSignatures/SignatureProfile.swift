import HTTPTypes

/// The profile `fcg-sig-v1`: which RFC 9421 signatures a gateway makes and accepts.
///
/// The order of checks is fixed: authority, media type, signature grammar, one signature and its tag, parameters,
/// coverage, key, identity, time, digest, and only then the signature itself. What comes after it (replay, the body)
/// is the caller's.
public enum SignatureProfile {
    /// The profile's name, for `WWW-Authenticate`.
    public static let name = "fcg-sig-v1"

    /// The value of `Accept-Signature` (RFC 9421 §5.1) for a 401. It has no nonce: the asker chooses it.
    public static let acceptSignature: String = {
        var octets = HTTPFields.line(label) { octets in
            octets.append(UInt8(ascii: "("))
            for (index, component) in requestComponents.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: " ")) }
                component.append(to: &octets)
            }
            octets.append(UInt8(ascii: ")"))
        }
        octets.append(contentsOf: ";created;expires;tag=\"\(requestTag)\"".utf8)
        return String(decoding: octets, as: UTF8.self)
    }()

    static let label = "fcg"
    static let requestTag = "fcg-request-v1"
    static let responseTag = "fcg-response-v1"
    static let messageType = "application/json"
    static let problemType = "application/problem+json"

    static let contentType = ComponentIdentifier(unchecked: "content-type")
    static let contentDigest = ComponentIdentifier(unchecked: "content-digest")
    static let receipt = ComponentIdentifier(unchecked: "fcg-receipt")

    /// The line of the request that every signature speaks of.
    static let targetComponents = ["@method", "@authority", "@path", "@query"].map {
        ComponentIdentifier(unchecked: $0)
    }

    /// What every request signature covers.
    static let requestComponents = targetComponents + [contentType, contentDigest]

    /// What every response signature covers of the response itself.
    static let responseComponents = [ComponentIdentifier(unchecked: "@status"), contentType, contentDigest]
}

extension HTTPField.Name {
    static let receipt = literal("FCG-Receipt")
}
