import AuditTrail
import HTTPTypes
import MessageSignatures
import WireProtocol

extension HTTPField.Name {
    /// `FCG-Receipt`: where the holder's log holds this exchange.
    static let receipt = HTTPField.Name(wellFormed: "FCG-Receipt")
    static let acceptSignature = HTTPField.Name(wellFormed: "Accept-Signature")

    private init(wellFormed name: StaticString) {
        guard let field = HTTPField.Name(name.description) else {
            preconditionFailure("`\(name)` is a field name")
        }
        self = field
    }
}

/// Room 6. An answer leaves only with the receipt of its record; a problem leaves only from a rejection.
struct Replier: Sendable {
    let node: NodeContext

    /// Signs the answer over its digest and its receipt.
    func reply(to query: VerifiedQuery, _ outcome: Outcome, _ receipt: AuditReceipt) throws(Rejection) -> ReadyResponse
    {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = "application/json"
        head.headerFields[.receipt] =
            Receipt(origin: receipt.origin, index: receipt.index, leaf: receipt.leaf).fieldValue
        do {
            _ = try SignatureProfile.sign(
                response: &head, body: outcome.octets, answering: query.head, verified: query.signature,
                key: node.signingKey, keyID: node.keyID, created: query.now.seconds,
                expires: query.now.seconds + 120)
        } catch { throw .notSigned }
        return ReadyResponse(head: head, body: outcome.octets)
    }

    /// A problem document, signed as far as the request allows.
    func problem(
        _ rejection: Rejection, _ request: HTTPRequest, reference: String, diagnose: Bool, now: Instant
    ) -> ReadyResponse {
        let code = rejection.code
        let body = ProblemDocument(
            code: code, instance: reference, detail: diagnose || Mutant.detailToAll.isOn ? rejection.diagnosis : nil
        ).encoded()
        var head = HTTPResponse(status: .init(code: Mutant.anotherStatus.isOn && code == .schema ? 400 : code.status))
        head.headerFields[.contentType] = ProblemDocument.mediaType
        head.headerFields[.retryAfter] = Mutant.noRetryAfter.isOn ? nil : rejection.retryAfter.map(String.init)
        if code.status == 401, !Mutant.noChallenge.isOn {
            head.headerFields[.wwwAuthenticate] = "FCG-Signature profile=\"\(Versions.signatureProfile)\""
            head.headerFields[.acceptSignature] = SignatureProfile.acceptSignature
        }
        if code == .method { head.headerFields[.allow] = PostPath.isOne(request.path) ? "POST" : "GET" }
        if Mutant.unsignedProblem.isOn { return ReadyResponse(head: head, body: body) }
        _ = SignatureProfile.signProblem(
            response: &head, body: body, answering: request, key: node.signingKey, keyID: node.keyID,
            created: now.seconds, expires: now.seconds + 120)
        return ReadyResponse(head: head, body: body)
    }
}
