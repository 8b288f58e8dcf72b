import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

@Suite("What refuses a directory as a whole")
struct DirectoryRulesTests {
    let federation: Federation
    let leeds: AuthorityID

    init() throws {
        federation = try Federation()
        leeds = try #require(AuthorityID("E08000035"))
    }

    // clause: FCP-DIR-8-
    @Test("an authority that stands there twice")
    func repeatedAuthority() throws {
        #expect(throws: DirectoryFault.repeatedAuthority(leeds)) {
            try federation.open { $0.members.append(try federation.member("E08000035", "bradford")) }
        }
    }

    // clause: FCP-DIR-7-
    @Test("one key for two authorities")
    func keyOfTwoAuthorities() throws {
        #expect(throws: DirectoryFault.repeatedKey("E08000035#2026a")) {
            try federation.open { $0.members[1].signingKeys[0].rawKey = $0.members[0].signingKeys[0].rawKey }
        }
    }

    // clause: FCP-DIR-7-
    @Test("one key under two names of one authority")
    func keyOfTwoNames() throws {
        #expect(throws: DirectoryFault.repeatedKey("E08000035#2026b")) {
            try federation.open {
                $0.members[1].signingKeys.append(try federation.key("E08000035#2026b", "leeds message"))
            }
        }
    }

    // clause: FCP-DIR-7- FCP-WIT-29-
    @Test("one key for a log and for messages, for two logs, for a witness and a log, for the signer and a member")
    func keyOfTwoUses() throws {
        let audit = "gateway.leeds.example/audit/2026"
        let inner = "gateway.leeds.example/internal/2026"
        let witness = "gateway.leeds.example/witness"

        #expect(throws: DirectoryFault.repeatedKey(audit)) {
            try federation.open {
                $0.members[1].logs[0] = MemberLog(origin: audit, rawKey: $0.members[0].signingKeys[0].rawKey)
            }
        }
        #expect(throws: DirectoryFault.repeatedKey(inner)) {
            try federation.open {
                $0.members[1].logs[1] = MemberLog(origin: inner, rawKey: $0.members[1].logs[0].rawKey)
            }
        }
        #expect(throws: DirectoryFault.repeatedKey(witness)) {
            try federation.open {
                $0.members[1].witness = MemberWitness(name: witness, rawKey: $0.members[0].logs[1].rawKey)
            }
        }
        #expect(throws: DirectoryFault.repeatedKey("E08000035#2026a")) {
            try federation.open { $0.members[1].signingKeys[0].rawKey = federation.signer.publicOctets }
        }
    }

    // clause: FCP-DIR-8-
    @Test("a key id, an endpoint, a log origin or a witness name that stands there twice")
    func repeatedNames() throws {
        #expect(throws: DirectoryFault.repeatedName("E08000035#2026a")) {
            try federation.open { $0.members[1].signingKeys.append(try federation.key("E08000035#2026a", "another")) }
        }
        #expect(throws: DirectoryFault.repeatedName("gateway.stockport.example")) {
            try federation.open { $0.members[1].endpoint = "gateway.stockport.example" }
        }
        #expect(throws: DirectoryFault.repeatedName("gateway.stockport.example/audit/2026")) {
            try federation.open {
                $0.members[1].logs[0] = MemberLog(
                    origin: "gateway.stockport.example/audit/2026", rawKey: $0.members[1].logs[0].rawKey)
            }
        }
        #expect(throws: DirectoryFault.repeatedName("gateway.stockport.example/witness")) {
            try federation.open {
                $0.members[1].witness = MemberWitness(
                    name: "gateway.stockport.example/witness", rawKey: try FixedKeys.ed25519Public("leeds witness"))
            }
        }
    }

    // clause: FCP-DIR-9-
    @Test("a key id of another authority")
    func foreignKeyID() throws {
        let id = try #require(KeyID("E08000006#2026a"))

        #expect(throws: DirectoryFault.foreignKeyID(id, under: leeds)) {
            try federation.open { $0.members[1].signingKeys[0].id = id }
        }
    }

    // clause: FCP-DIR-10-
    @Test(
        "an identity that is not the member's own in this federation",
        arguments: [
            "spiffe://north.fcg.example/authority/E08000007", "spiffe://south.fcg.example/authority/E08000035",
            "spiffe://north.fcg.example/authority/E08000035/", "E08000035",
        ])
    func wrongIdentity(_ identity: String) throws {
        #expect(throws: DirectoryFault.wrongIdentity(leeds)) {
            try federation.open { $0.members[1].identity = identity }
        }
    }

    // clause: FCP-DIR-12-
    @Test(
        "a key of small order, under which nobody signs and everybody can",
        arguments: [
            String(repeating: "0", count: 64), "01" + String(repeating: "0", count: 62),
            "01" + String(repeating: "0", count: 60) + "80", "ec" + String(repeating: "f", count: 60) + "7f",
            "ed" + String(repeating: "f", count: 60) + "7f", "ee" + String(repeating: "f", count: 62),
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ])
    func smallOrder(key: String) throws {
        let octets = try #require(Hex.decode(key))
        let name = try federation.draft().members[1].signingKeys[0].id.text

        #expect(throws: DirectoryFault.unusableKey(name)) {
            try federation.open { $0.members[1].signingKeys[0].rawKey = octets }
        }
    }

    // clause: FCP-DIR-11-
    @Test("an issuer that cannot be read, or that is no certificate authority")
    func unusableIssuer() throws {
        let leaf = try federation.authority.issue(
            LeafProfile(
                identity: try federation.identity("E08000035"), hosts: [], notBefore: federation.now,
                notAfter: federation.now.adding(seconds: 60)),
            key: TLSKey(scalar: FixedKeys.seed("leeds tls")), serial: [UInt8](1...16))

        #expect(throws: DirectoryFault.unusableIssuer(leeds, .unreadableIssuer)) {
            try federation.open { $0.members[1].issuer = [1, 2, 3] }
        }
        #expect(throws: DirectoryFault.unusableIssuer(leeds, .issuerIsNoAuthority)) {
            try federation.open { $0.members[1].issuer = leaf.der }
        }
    }

    @Test("no signer signs what every node would refuse")
    func refusedAtProposal() throws {
        let draft = try federation.draft { $0.members[1].logs[0] = $0.members[0].logs[0] }

        #expect(throws: DirectoryFault.repeatedName("gateway.stockport.example/audit/2026")) {
            try draft.signed(by: federation.signer)
        }
    }
}
