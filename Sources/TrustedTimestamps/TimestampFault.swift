/// Why a timestamp was not asked for, or not believed.
package enum TimestampFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The digest has not the 32 octets of SHA-256.
    case badDigest
    /// The nonce has fewer than 8 octets, or more than 32.
    case badNonce
    /// The text is no object identifier in dotted decimals.
    case badPolicy(String)
    /// The anchors are not PEM certificates.
    case badAnchors
    /// The octets are not one response in DER.
    case malformed
    /// The authority refused: the number of its status, names of RFC 3161 for its reasons, its own words.
    case rejected(status: Int, reasons: [String], text: String)
    /// The response has no token.
    case noToken
    /// The token is for something else.
    case wrongImprint
    /// The token answers another request.
    case wrongNonce
    /// The token was made under this policy, which is not among those allowed.
    case wrongPolicy(String)
    /// The token's time, in seconds since 1970, lies outside the window.
    case outsideWindow(Int64)
    /// The token has parts that its signature does not bind in the way we ask for.
    case loose(String)
    /// The signature does not verify.
    case badSignature
    /// The certificate that signed is not to be believed, for this reason.
    case untrusted(String)
    /// OpenSSL had no memory, or is not the one this was built for.
    case unavailable

    /// What is wrong, and what to do.
    package var description: String { "\(problem)\nhelp: \(help)" }

    private var problem: String {
        switch self {
        case .badDigest: "a timestamp is asked for 32 octets of SHA-256"
        case .badNonce: "the nonce of a timestamp request has 8 to 32 octets"
        case .badPolicy(let text): "`\(text)` is not an object identifier such as `1.2.3.4`"
        case .badAnchors: "the trust anchors of the timestamp authority are not PEM certificates"
        case .malformed: "the timestamp response is not one response in DER"
        case .rejected(let status, let reasons, let text):
            "the timestamp authority refused with status \(status)"
                + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))") + (text.isEmpty ? "" : ": \(text)")
        case .noToken: "the timestamp response says granted and holds no token"
        case .wrongImprint: "the timestamp is for another digest"
        case .wrongNonce: "the timestamp has not the nonce of our request"
        case .wrongPolicy(let policy): "the timestamp was made under policy `\(policy)`, which is not allowed here"
        case .outsideWindow(let seconds): "the timestamp's time, \(seconds) s since 1970, lies outside the window"
        case .loose(let what): "the timestamp has \(what)"
        case .badSignature: "the timestamp's signature does not verify"
        case .untrusted(let reason): "the timestamp authority's certificate is not believed: \(reason)"
        case .unavailable: "the system's OpenSSL cannot do this"
        }
    }

    private var help: String {
        switch self {
        case .badDigest, .badNonce: "this is a fault of the program, report it"
        case .badPolicy: "write the policy as the authority's practice statement prints it"
        case .badAnchors: "give the root certificate of the authority, in PEM, and check the file's path"
        case .malformed, .noToken: "check that the address is the authority's own; ask again later"
        case .rejected: "read the authority's words; ask again later, or with a policy that it offers"
        case .wrongImprint: "believe nothing from this file; find the response that belongs to the checkpoint"
        case .wrongNonce: "ask again; an old response may have been played back"
        case .wrongPolicy: "ask the authority which policy applies, and allow it if it is good enough"
        case .outsideWindow: "compare both clocks; if ours is right, tell the authority"
        case .loose: "use an authority that follows RFC 5816 and ETSI EN 319 422"
        case .badSignature: "believe nothing from this file; it was altered, or never signed"
        case .untrusted: "check that the anchors are the authority's, and that its certificate was valid at that time"
        case .unavailable: "install libssl 3 and restart"
        }
    }
}
