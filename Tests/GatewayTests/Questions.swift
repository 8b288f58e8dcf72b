import HTTPTypes
import MessageSignatures
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// A request as an asker makes it, with everything that a test may want to be wrong.
struct Attempt {
    var query: FamilyQuery
    /// The octets, where they are not those of the query.
    var octets: [UInt8]?
    /// Whose key signs, under whose name.
    var signer: SyntheticCouncil = .leeds
    var keyID: String?
    /// Who stands at the other end of the connection.
    var connection: SyntheticCouncil = .leeds
    var holder: SyntheticCouncil = .stockport
    var path = "/fcg/v1/query"
    var created: Instant
    var nonce: String

    func signed() throws -> SignedRequest {
        var head = HTTPRequest(method: .post, scheme: "https", authority: holder.host, path: path)
        head.headerFields[.contentType] = "application/json"
        let body = octets ?? query.encoded()
        _ = try SignatureProfile.sign(
            request: &head, body: body, key: try signer.messageKey(), keyID: keyID ?? signer.keyID,
            created: created.seconds, expires: created.seconds + 120, nonce: nonce)
        return SignedRequest(head: head, body: body, peer: connection.tls)
    }
}

extension SyntheticCouncil {
    var tls: TLSPeer { TLSPeer(authority: authority, keyHash: FixedKeys.seed("\(rawValue) tls"), issuer: []) }
}

extension Federation {
    /// A sound question from Leeds to Stockport, changed as a test wants it.
    func query(
        _ people: [StoryPerson], _ categories: [Code] = ["school", "childrens-social-care"], withNumber: Bool = false,
        _ change: (inout FamilyQuery) throws -> Void = { _ in }
    ) throws -> FamilyQuery {
        let blank = try #require(Commitment(random(32)))
        var query = FamilyQuery(
            id: try #require(ExchangeID(Hex.encode(random(16)))), from: SyntheticCouncil.leeds.authority,
            to: SyntheticCouncil.stockport.authority, issued: Instant(seconds: now.seconds),
            expires: Instant(seconds: now.seconds + 300), salt: random(32), purpose: "s47-enquiry",
            urgency: "same-day",
            law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
            harmThreshold: "explained",
            caseReference: CaseReference(ref: blank, openedOn: now.londonDay.adding(days: -1)), justification: blank,
            worker: Worker(
                role: "social-worker", staff: Redacted("pseudonym-of-the-day"), name: Redacted("T. Worker"),
                team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000")),
            subjects: people.enumerated().map { $1.subject(ref: "s\($0 + 1)", nhsNumber: withNumber) },
            categories: categories, upTo: "contact")
        try change(&query)
        return query
    }

    /// A fresh, sound attempt at a question.
    func attempt(_ query: FamilyQuery, _ change: (inout Attempt) throws -> Void = { _ in }) throws -> Attempt {
        var attempt = Attempt(query: query, created: now, nonce: Base64URL.encode(random(24)))
        try change(&attempt)
        return attempt
    }

    func request(
        _ query: FamilyQuery, _ change: (inout Attempt) throws -> Void = { _ in }
    ) throws -> SignedRequest {
        try attempt(query, change).signed()
    }

    /// A sound request about some people.
    func request(
        _ people: [StoryPerson], _ categories: [Code] = ["school", "childrens-social-care"], withNumber: Bool = false
    ) throws -> SignedRequest {
        try request(try query(people, categories, withNumber: withNumber))
    }
}

extension FamilyAnswer {
    func entries(_ ref: String, _ category: Code) -> [CategoryAnswer.Finding] {
        (subjects.first { $0.ref == ref }?.categories ?? []).filter { $0.category == category }.map(\.finding)
    }

    func refusal(_ ref: String, _ category: Code) -> CategoryRefusal? {
        if case .refused(let refusal)? = entries(ref, category).first { refusal } else { nil }
    }

    func shown(_ ref: String, _ category: Code) -> ShownInvolvement? {
        if case .shown(let shown)? = entries(ref, category).first { shown } else { nil }
    }

    /// All that is said, without what differs between any two answers.
    var said: JSONValue {
        var copy = self
        copy.salt = []
        copy.queryDigest = []
        guard case .object(var members)? = try? StrictJSON.parse(copy.encoded(), limits: .answer) else { return .null }
        members["inReplyTo"] = nil
        members["pad"] = nil
        return .object(members)
    }
}

extension HTTPField.Name {
    static let signatureField = field("Signature")
    static let signatureInputField = field("Signature-Input")

    private static func field(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .authorization
    }
}
