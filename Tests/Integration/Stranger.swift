import AuditTrail
import GRDB
import HTTPTypes
import MessageSignatures
import NodeIdentity
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

/// A client of our own over real TLS, with the peer kit of a test authority and a will of its own.
struct Stranger {
    let authority: AuthorityID
    private let plan: SandboxPlan
    private let peer: TestPeer

    init(_ sandbox: RunningSandbox) throws {
        plan = sandbox.plan
        authority = plan.testAuthorities[0]
        peer = try TestPeer(plan: plan, authority: authority)
    }

    func query(
        _ people: [StoryPerson], to council: SyntheticCouncil = .stockport,
        _ change: (inout FamilyQuery) -> Void = { _ in }
    ) -> FamilyQuery {
        var query = SampleQuery.make(
            from: authority, to: council.authority,
            subjects: people.enumerated().map { $1.subject(ref: "s\($0 + 1)") }, day: plan.today)
        change(&query)
        return query
    }

    /// Signs with a key of the sandbox, at another second, under another name or for another node.
    func sign(
        _ query: FamilyQuery, keyOf signer: AuthorityID? = nil, keyID: String? = nil, secondsAhead: Int64 = 0,
        for council: SyntheticCouncil = .stockport
    ) throws -> TestPeer.Request {
        var head = HTTPRequest(
            method: .post, scheme: "https", authority: plan.council(council).publicName, path: "/fcg/v1/query")
        head.headerFields[.contentType] = "application/json"
        let kit = plan.kit(of: signer ?? authority)
        let seed = try NodeIdentity.SigningKey(pem: try kit.text(of: kit.file("signing.pem"))).seed
        let key = try #require(MessageSignatures.SigningKey.ed25519(rawRepresentation: seed))
        let body = query.encoded()
        let created = wallClock().seconds + secondsAhead
        _ = try SignatureProfile.sign(
            request: &head, body: body, key: key, keyID: keyID ?? PeerKit.keyID(authority), created: created,
            expires: created + 120, nonce: Base64URL.encode(systemRandom(24)))
        return TestPeer.Request(head: head, body: body)
    }

    func send(_ request: TestPeer.Request, to council: SyntheticCouncil = .stockport) async throws -> TestPeer.Reply {
        try await peer.send(request, to: plan.council(council))
    }

    func close() async throws { try await peer.close() }
}

extension RunningSandbox {
    /// Runs something with a client, which is closed whatever happens.
    func withStranger(_ body: (Stranger) async throws -> Void) async throws {
        let stranger = try Stranger(self)
        do { try await body(stranger) } catch {
            try await stranger.close()
            throw error
        }
        try await stranger.close()
    }

    /// Leaves of a council's exchange log, read beside the running node.
    func leafCount(_ council: SyntheticCouncil) throws -> Int {
        try AuditVerifier.waitForTables(folder: plan.council(council).folder.audit)
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(
            path: plan.council(council).folder.audit + "/exchange.db", configuration: configuration)
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM leaf") ?? 0 }
    }
}

extension TestPeer.Reply {
    func answer() throws -> FamilyAnswer {
        try #require(status == 200, "\(status) \(code)")
        return try FamilyAnswer(try StrictJSON.parse(body, limits: .answer))
    }
}
