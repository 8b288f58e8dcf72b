import Foundation
import Gateway
import HTTPTypes
import MessageSignatures
import NodeIdentity
import PeerClient
import PeerDirectory
import SyntheticFamilies
import WireProtocol

/// A registered test authority of the sandbox, asking with the files of its peer kit.
struct TestPeer {
    let authority: AuthorityID
    private let kit: NodeFolder
    private let carrier: PeerCarrier
    private let key: MessageSignatures.SigningKey
    private let plan: SandboxPlan

    /// A request with its body, ready to be sent once, twice or altered.
    struct Request {
        let head: HTTPRequest
        let body: [UInt8]

        /// The same with one octet of the padding changed.
        func altered() -> Request {
            var body = self.body
            if let place = body.firstIndex(of: UInt8(ascii: "0")) { body[place] = UInt8(ascii: "1") }
            return Request(head: head, body: body)
        }
    }

    /// What came back.
    struct Reply {
        let status: Int
        let code: String
        let body: [UInt8]
    }

    init(plan: SandboxPlan, authority: AuthorityID) throws {
        self.plan = plan
        self.authority = authority
        kit = plan.kit(of: authority)
        let seed = try NodeIdentity.SigningKey(pem: try kit.text(of: kit.file("signing.pem"))).seed
        guard let key = MessageSignatures.SigningKey.ed25519(rawRepresentation: seed) else {
            throw Complaint("\(kit.path): error: signing.pem is not an Ed25519 key")
        }
        self.key = key
        let councils = plan.councils
        let endpoints = try Dictionary(uniqueKeysWithValues: councils.map { ($0.authority, try TestPeer.endpoint($0)) })
        carrier = PeerCarrier(
            credential: ClientCredential(
                certificateChainPEM: try kit.octets(of: kit.file("tls.crt.pem")),
                privateKeyPEM: Redacted(try kit.octets(of: kit.file("tls.key.pem")))),
            endpoint: { endpoints[$0] }, readIdentity: { try? CertificateReading(der: $0).identity().uri })
    }

    private static func endpoint(_ council: SandboxPlan.Council) throws -> PeerEndpoint {
        let issuer = try CertificateReading(pem: try council.folder.text(of: council.folder.key("issuer.pem")))
        let spiffe = "spiffe://\(SandboxPlan.federation)/authority/\(council.authority)"
        return PeerEndpoint(
            authority: council.authority, host: "127.0.0.1", port: council.port, hostHeader: council.publicName,
            pinnedIssuerDER: issuer.der, spiffe: spiffe)
    }

    /// A fresh, well-formed, signed question.
    func request(to council: SandboxPlan.Council, about person: StoryPerson) throws -> Request {
        let body = SampleQuery.make(
            from: authority, to: council.authority, subjects: [person.subject(ref: "s1")], day: plan.today
        ).encoded()
        return try sign(body, for: council)
    }

    /// Signs octets as a request of this authority.
    func sign(_ body: [UInt8], for council: SandboxPlan.Council) throws -> Request {
        var head = HTTPRequest(method: .post, scheme: "https", authority: council.publicName, path: "/fcg/v1/query")
        head.headerFields[.contentType] = "application/json"
        let now = wallClock().seconds
        _ = try SignatureProfile.sign(
            request: &head, body: body, key: key, keyID: PeerKit.keyID(authority), created: now, expires: now + 120,
            nonce: Base64URL.encode(systemRandom(24)))
        return Request(head: head, body: body)
    }

    func send(_ request: Request, to council: SandboxPlan.Council) async throws -> Reply {
        let response = try await carrier.carry(council.authority, request.head, request.body, 5_000)
        let code = ProblemDocument(octets: response.body)?.code.rawValue ?? "answered"
        return Reply(status: response.head.status.code, code: code, body: response.body)
    }

    func close() async throws { await carrier.shutdown() }
}

/// A well-formed question of a test authority.
enum SampleQuery {
    static func make(from: AuthorityID, to: AuthorityID, subjects: [Subject], day: CalendarDay) -> FamilyQuery {
        let now = wallClock()
        let id = ExchangeID("kit-" + Hex.encode(systemRandom(16)))
        let blank = Commitment(systemRandom(32))
        guard let id, let blank else { preconditionFailure("an id of 36 hexadecimal digits is an id") }
        return FamilyQuery(
            id: id, from: from, to: to, issued: Instant(seconds: now.seconds),
            expires: Instant(seconds: now.seconds + 300), salt: systemRandom(32), purpose: "s47-enquiry",
            urgency: "same-day",
            law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
            caseReference: CaseReference(ref: blank, openedOn: day.adding(days: -1)), justification: blank,
            worker: Worker(
                role: "social-worker", staff: Redacted("pseudonym-of-the-day"), name: Redacted("T. Worker"),
                team: "test-team", organisation: "Test authority", phone: Redacted("01632 960000")),
            subjects: subjects, categories: ["school", "childrens-social-care"], upTo: "contact")
    }
}

/// A copy of an audit folder with one byte of one leaf changed.
struct TamperedCopy {
    let folder: String

    init(of original: String, in folder: String) throws {
        self.folder = folder
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: original, toPath: folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where name.hasPrefix("exchange") {
            if try TamperedCopy.changeOneByte(of: "\(folder)/\(name)") { return }
        }
        throw Complaint("no leaf was found to change in `\(folder)`")
    }

    /// Changes one letter of the first request evidence found.
    private static func changeOneByte(of path: String) throws -> Bool {
        guard var data = FileManager.default.contents(atPath: path),
            let place = data.range(of: Data("\"rq\":\"".utf8))
        else { return false }
        let byte = data[place.upperBound]
        data[place.upperBound] = byte == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try data.write(to: URL(fileURLWithPath: path))
        return true
    }
}
