import SyntheticFamilies
import Foundation
import NodeIdentity
import PeerDirectory
import WireProtocol

/// What somebody needs to point a client of their own, in any language, at the sandbox.
struct PeerKit {
    let plan: SandboxPlan

    static func keyID(_ authority: AuthorityID) -> String { "\(authority)#kit" }

    /// Keys, one sound certificate and a number of bad ones for each test authority.
    func makeKeys() throws {
        for authority in plan.testAuthorities {
            let kit = plan.kit(of: authority)
            let issuer = try DevelopmentCA.create(in: kit.file("ca"), name: "Sandbox authority of \(authority)")
            let signing = try NodeIdentity.SigningKey(seed: systemRandom(32))
            let tls = try TLSKey(scalar: systemRandom(32))
            let log = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(signing.pem.utf8), to: kit.file("signing.pem"))
            try NodeFolder.writeSecret(Array(log.pem.utf8), to: kit.file("log.pem"))
            try NodeFolder.writeSecret(Array(tls.pem.utf8), to: kit.file("tls.key.pem"))
            try NodeFolder.write(certificate(authority, tls, issuer).pem, to: kit.file("tls.crt.pem"))
            try writeBadCertificates(authority, tls, issuer)
        }
    }

    private func certificate(
        _ authority: AuthorityID, _ key: TLSKey, _ issuer: DevelopmentAuthority, endsInDays days: Int64 = 90,
        _ bend: (inout LeafProfile) -> Void = { _ in }
    ) throws -> CertificateReading {
        guard let identity = SPIFFEID(federation: SandboxPlan.federation, authority: authority),
            let host = ServerHost("localhost")
        else { throw Complaint("the sandbox's own names are not well formed") }
        let now = wallClock()
        var profile = LeafProfile(
            identity: identity, hosts: [host], notBefore: now.adding(seconds: -30 * 86_400),
            notAfter: now.adding(seconds: days * 86_400))
        bend(&profile)
        return try issuer.issue(profile, key: key, serial: systemRandom(16))
    }

    private func writeBadCertificates(
        _ authority: AuthorityID, _ key: TLSKey, _ issuer: DevelopmentAuthority
    ) throws {
        let kit = plan.kit(of: authority)
        let stranger = try DevelopmentCA.create(in: kit.file("bad/other-ca"), name: "Somebody else")
        guard let neighbour = plan.testAuthorities.first(where: { $0 != authority }),
            let other = SPIFFEID(federation: SandboxPlan.federation, authority: neighbour)
        else { throw Complaint("the sandbox's own names are not well formed") }
        let bad = [
            "expired": try certificate(authority, key, issuer, endsInDays: -1),
            "no-client-auth": try certificate(authority, key, issuer) { $0.uses = [.server] },
            "other-ca": try certificate(authority, key, stranger),
            "two-names": try certificate(authority, key, issuer) { $0.uris.append(other.uri) },
            "no-name": try certificate(authority, key, issuer) { $0.uris = [] },
            "other-spelling": try certificate(authority, key, issuer) { $0.uris = $0.uris.map { $0.uppercased() } },
            "other-authority": try certificate(authority, key, issuer) { $0.uris = [other.uri] },
            "authority": try certificate(authority, key, issuer) { $0.isAuthority = true },
            "other-host": try certificate(authority, key, issuer) {
                $0.hosts = ServerHost("elsewhere.example").map { [$0] } ?? []
            },
        ]
        for (name, certificate) in bad { try NodeFolder.write(certificate.pem, to: kit.file("bad/\(name).crt.pem")) }
    }

    /// The directory entries of the test authorities.
    func members(_ now: Instant) throws -> [MemberDraft] {
        try plan.testAuthorities.map { authority in
            let kit = plan.kit(of: authority)
            guard let id = KeyID(PeerKit.keyID(authority)),
                let identity = SPIFFEID(federation: SandboxPlan.federation, authority: authority)
            else { throw Complaint("the sandbox's own names are not well formed") }
            let key = KeyDraft(
                id: id,
                rawKey: try NodeIdentity.SigningKey(pem: try kit.text(of: kit.file("signing.pem"))).publicOctets,
                notBefore: now.adding(seconds: -86_400), notAfter: now.adding(seconds: 90 * 86_400))
            var member = MemberDraft(
                identity: identity, name: "Test authority \(authority.code.suffix(2))",
                endpoint: plan.publicName(of: authority),
                issuer: try CertificateReading(pem: try kit.text(of: kit.file("ca/ca.pem"))).der, signingKeys: [key],
                dutyDesk: DutyDeskContact(phone: "01632 960000", hours: "never: this is a test"))
            member.isTest = true
            member.address = "127.0.0.1:\(plan.port(of: authority))"
            let log = try NodeIdentity.SigningKey(pem: try kit.text(of: kit.file("log.pem"))).publicOctets
            member.logs = [MemberLog(origin: plan.logOrigin(of: authority), rawKey: log)]
            return member
        }
    }

    /// What to read, once the councils exist.
    func writeGuides() throws {
        let authorities = try plan.councils.map { try $0.folder.text(of: $0.folder.key("issuer.pem")) }.joined()
        for authority in plan.testAuthorities {
            let kit = plan.kit(of: authority)
            try NodeFolder.write(authorities, to: kit.file("ca.pem"))
            try NodeFolder.write(
                CanonicalJSON.prettyText(try description(of: authority)) + "\n", to: kit.file("kit.json"))
            let query = SampleQuery.make(
                from: authority, to: plan.councils[0].authority,
                subjects: [plan.families.story.child.subject(ref: "s1")], day: plan.today)
            try NodeFolder.write(query.encoded(), to: kit.file("sample-query.json"))
            try NodeFolder.write(CanonicalJSON.prettyText(subjects) + "\n", to: kit.file("subjects.json"))
        }
        let people = plan.families.allPersonalStrings().sorted().joined(separator: "\n")
        try NodeFolder.write(people + "\n", to: "\(plan.folder)/peer-kit/people.txt")
        try NodeFolder.write(PeerKit.guide, to: "\(plan.folder)/peer-kit/README.md")
    }

    /// People to ask about, by what must come of it.
    private var subjects: JSONValue {
        let story = plan.families.story
        // As many identifiers as the restricted child has, because what could help depends on what was sent.
        var unknown = story.unknownChild.subject(ref: "s1")
        unknown.previousPostcodes = Redacted(["SK99 9ZZ"])
        return [
            "matched": story.child.subject(ref: "s1").json, "restricted": story.hiddenChild.subject(ref: "s1").json,
            "unknown": unknown.json,
        ]
    }

    private func description(of authority: AuthorityID) throws -> JSONValue {
        [
            "authority": .string(authority.code), "keyId": .string(PeerKit.keyID(authority)), "algorithm": "ed25519",
            "sampleQueryIsFor": .string(plan.councils[0].authority.code),
            "ownAddress": .string("https://\(plan.publicName(of: authority))"),
            "ownLog": .string(plan.logOrigin(of: authority)),
            "makeFreshInEveryQuery": ["/id", "/issued", "/expires", "/salt", "/pad"],
            "makeFreshInEveryAttempt": ["created", "expires", "nonce"],
            "councils": .array(try plan.councils.map { try description(of: $0) }),
        ]
    }

    private func description(of council: SandboxPlan.Council) throws -> JSONValue {
        let key = try council.folder.signingKey("signing.pem").publicOctets
        let file = try NodeFile(path: council.folder.config)
        let desk = DutyDeskContact(phone: council.council.dutyDesk, hours: "day and night")
        let member = try DirectoryCard.member(of: council.folder, file, desk: desk)
        return [
            "authority": .string(council.authority.code), "name": .string(council.council.name),
            "baseUrl": .string("https://\(council.publicName)"), "keyId": .string(file.keyID),
            "publicKey": .string(Base64URL.encode(key)), "identity": .string(member.identity),
            "issuer": .string(Base64.encode(member.issuer)), "logs": .array(member.logs.map { .string($0.origin) }),
            "logKeys": .array(member.logs.map { .string($0.verifierKey) }),
        ]
    }

    private static let guide = """
        # Peer kit

        Two registered test authorities, one folder each. With the files in it a client in any language can ask the
        sandbox's councils. `docs/integrator-guide.md` walks through a first request.

        | file | what it is |
        |---|---|
        | `ca.pem` | the issuers of the councils' server certificates |
        | `tls.crt.pem`, `tls.key.pem` | the client certificate and its key (P-256) |
        | `signing.pem` | the Ed25519 key that signs messages, PKCS#8 |
        | `log.pem` | the Ed25519 key of its own log, for whoever plays a council that is asked |
        | `kit.json` | key id, what to make fresh; of each council: base URL, public key, name in its certificate, issuer, logs and their keys |
        | `sample-query.json` | a valid query, octet for octet as it travels; its `id`, times, `salt` and `pad` must be made fresh |
        | `subjects.json` | people to ask about, by what must come of it: `matched`, `restricted`, `unknown` |
        | `bad/` | certificates a council must refuse, each named by its one defect |
        | `people.txt`, beside the two folders | names, numbers and addresses of the invented people: none may stand in a refusal |

        Try the connection: `openssl s_client -connect localhost:PORT -CAfile ca.pem -cert tls.crt.pem -key tls.key.pem`.
        Registered test authorities get a `detail` in problem documents that says what to mend.

        """
}
