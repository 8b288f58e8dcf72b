import MessageSignatures
package import WireProtocol

extension Peer {
    /// A problem document of one of these codes, signed as far as the request allowed, that echoes nothing.
    package func refused(_ sent: SignedRequest, _ reply: Reply, _ codes: ProblemCode...) throws {
        try refused(sent, reply, codes)
    }

    package func refused(_ sent: SignedRequest, _ reply: Reply, _ codes: [ProblemCode]) throws {
        let expected = codes.map { "\($0.status) \($0.rawValue)" }.joined(separator: " or ")
        guard case .response(let response, _) = reply else {
            if case .silent = reply { throw Trouble("nothing came back within the time; expected \(expected)") }
            throw Breach("expected \(expected), and got: \(reply.words)")
        }
        if response.status == 429, !codes.contains(.rate) {
            throw Trouble("the node throttles the suite: \(reply.words)")
        }
        guard let document = ProblemDocument(octets: response.body) else {
            throw Breach("expected \(expected), and got: \(reply.words)", cause: RefusalJudge.cause(response, codes))
        }
        try demand(
            codes.contains(document.code) && document.code.status == response.status,
            "expected \(expected), and got: \(reply.words)", cause: RefusalJudge.cause(response, codes))
        try RefusalJudge(peer: self, sent: sent, response: response, code: document.code).check()
    }

    /// A refusal nobody could sign, because the request has no name for itself; the connection ends with it.
    package func refusedBarely(_ reply: Reply, _ statuses: Int...) throws {
        guard case .response(let response, _) = reply else {
            if case .closed = reply { return }
            if case .silent = reply { throw Trouble("nothing came back within the time") }
            throw Breach("expected an unsigned \(statuses), and got: \(reply.words)")
        }
        try demand(statuses.contains(response.status), "expected an unsigned \(statuses), and got: \(reply.words)")
        try demand(response.body.isEmpty, "a refusal of what is not HTTP has a body")
        try demand(
            response["connection"]?.lowercased() == "close",
            "the connection is left open after octets that are not HTTP")
    }

    /// An end of the connection without any response.
    package func cutOff(_ reply: Reply) throws {
        switch reply {
        case .closed: return
        case .silent: throw Trouble("neither a response nor an end of the connection within the time")
        case .response, .malformed: throw Breach("expected an end of the connection, and got: \(reply.words)")
        }
    }
}

/// Checks what a refusal carries beside its code.
struct RefusalJudge {
    let peer: Peer
    let sent: SignedRequest
    let response: WireResponse
    let code: ProblemCode

    func check() throws(Breach) {
        try demand(
            response["content-type"] == ProblemDocument.mediaType, "the refusal is not `\(ProblemDocument.mediaType)`")
        try demand(!response.has("fcg-receipt"), "a refusal carries a receipt")
        try document()
        try fields()
        try signature()
    }

    private func document() throws(Breach) {
        guard let value = try? StrictJSON.parse(response.body), case .object(let members) = value else {
            throw Breach("the problem document is not strict JSON")
        }
        try demand(
            members["status"]?.number == Int64(response.status), "the document's `status` is not that of the response")
        try demand(
            members["type"] == nil || members["type"]?.text == "about:blank", "the document's `type` is not about:blank"
        )
        try demand(!(members["title"]?.text ?? "").isEmpty, "the document has no `title`")
        try demand(
            !(members["instance"]?.text ?? "").isEmpty, "the document has no `instance`, so nobody can ask about it")
    }

    private func fields() throws(Breach) {
        switch response.status {
        case 401:
            try demand(
                response["www-authenticate"]?.hasPrefix("FCG-Signature") ?? false, "a 401 without its challenge",
                cause: "RFC 9110 §15.5.2 demands `WWW-Authenticate`")
            try demand(response.has("accept-signature"), "a 401 without `Accept-Signature`")
        case 405: try demand(response.has("allow"), "a 405 without `Allow`")
        case 429, 503: try demand(response.has("retry-after"), "a \(response.status) without `Retry-After`")
        default: break
        }
    }

    private func signature() throws(Breach) {
        let holds = SignatureProfile.verifyProblem(
            response: response.http, body: response.body, answering: sent.http, now: peer.now,
            expectedOwner: peer.holder.authority.code, keys: peer.holder.profileKey)
        guard !holds else { return }
        let bases = BaseInference(response: response, sent: sent, key: peer.holder.key)
        throw Breach(
            "the refusal is not signed as the profile says",
            cause: bases.cause
                ?? "a refusal covers the request's target always, its type, digest and nonce where each is well-formed",
            expectedBase: bases.expected, inferredBase: bases.inferred)
    }

    static func cause(_ response: WireResponse, _ codes: [ProblemCode]) -> String? {
        if (200..<300).contains(response.status) { return "the node does not look at what was wrong with the request" }
        guard let found = ProblemDocument(octets: response.body) else {
            return response.body.isEmpty ? "the HTTP library below refused before the node could say why" : nil
        }
        if codes.contains(found.code) { return "status and code do not belong together" }
        return "the checks are done in another order, or two reasons are mixed up"
    }
}
