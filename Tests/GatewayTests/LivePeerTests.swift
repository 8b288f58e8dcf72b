import NodeIdentity
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Peers of live connections, and keys, when the directory changes")
struct LivePeerTests {
    private let federation: Federation
    private let stockport: TestNode
    private let leeds: TLSPeer

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
        let member = try #require(stockport.context.directory.current.members[SyntheticCouncil.leeds.authority])
        leeds = TLSPeer(authority: member.authority, keyHash: FixedKeys.seed("leeds tls"), issuer: member.issuer)
    }

    // clause: FCP-IDN-15+
    @Test("a peer is known as long as its issuer is the one pinned, whatever else the directory says")
    func otherVersion() throws {
        try stockport.context.directory.replace(octets: try federation.directory(version: 2), now: federation.now)

        #expect(stockport.context.stillRecognises(leeds))
    }

    // clause: FCP-IDN-15-
    @Test("a peer whose pinned issuer was replaced is out at the next request")
    func otherIssuer() throws {
        let other = try federation.otherIssuer()
        let octets = try federation.directory(version: 2) { draft in
            for place in draft.members.indices where draft.members[place].authority == leeds.authority {
                draft.members[place].issuer = other
            }
        }

        try stockport.context.directory.replace(octets: octets, now: federation.now)

        #expect(!stockport.context.stillRecognises(leeds))
    }

    // clause: FCP-IDN-14-
    @Test("a peer that left is out at the next request")
    func left() throws {
        let octets = try federation.directory(version: 2) { draft in
            draft.members.removeAll { $0.authority == leeds.authority }
        }

        try stockport.context.directory.replace(octets: octets, now: federation.now)

        #expect(!stockport.context.stillRecognises(leeds))
    }

    @Test("a node whose own key is not in the directory asks nobody: no evidence names a key that nobody has")
    func ownKeyMissing() async throws {
        let asking = try Asking()
        let key = try FixedKeys.ed25519Public("another key")
        let octets = try asking.federation.directory(version: 2) { draft in
            for place in draft.members.indices where draft.members[place].authority == leeds.authority {
                draft.members[place].signingKeys[0].id = try #require(KeyID("\(leeds.authority)#other"))
                draft.members[place].signingKeys[0].rawKey = key
            }
        }
        try asking.leeds.context.directory.replace(octets: octets, now: asking.federation.now)

        await #expect(throws: AskFault.ownKeyUnknown) {
            try await asking.path().ask(asking.question([asking.story.child]))
        }

        #expect(asking.wire.all.isEmpty)
        #expect(try asking.leeds.leaves().isEmpty)
    }
}
