import NodeIdentity
import PeerDirectory
import TestSupport
import Testing
import WireProtocol

@Suite("Who shows a certificate")
struct RecognitionTests {
    let federation: Federation
    let key: TLSKey

    init() throws {
        federation = try Federation()
        key = try TLSKey(scalar: FixedKeys.seed("leeds tls"))
    }

    // clause: FCP-IDN-4+
    @Test("a member is recognised by the issuer pinned for it")
    func recognised() throws {
        let peer = try recognise(try certificate(of: "E08000035", by: federation.authority))

        #expect(peer.member.authority.code == "E08000035")
        #expect(peer.keyHash == key.keyHash)
    }

    // clause: FCP-IDN-4-
    @Test("an issuer pinned for one authority vouches for no other")
    func issuerOfAnother() throws {
        let own = try DevelopmentAuthority(
            name: "Leeds CA", key: TLSKey(scalar: FixedKeys.seed("leeds ca")), serial: [UInt8](1...16),
            notBefore: federation.now, notAfter: federation.now.adding(seconds: 86_400))
        let pinsOwn: (inout DirectoryDraft) -> Void = { $0.members[1].issuer = own.certificate.der }

        #expect(throws: PeerRefusal.certificate(.otherIssuer)) {
            try recognise(try certificate(of: "E08000007", by: own), pinsOwn)
        }
        #expect(throws: PeerRefusal.certificate(.otherIssuer)) {
            try recognise(try certificate(of: "E08000035", by: federation.authority), pinsOwn)
        }
        let peer = try recognise(try certificate(of: "E08000035", by: own), pinsOwn)
        #expect(peer.member.authority.code == "E08000035")
    }

    @Test("an authority outside the directory, another federation and rubbish are nobody")
    func strangers() throws {
        let bradford = try #require(AuthorityID("E08000032"))
        let elsewhere = try certificate(of: "E08000035", by: federation.authority) {
            $0.uris = ["spiffe://south.fcg.example/authority/E08000035"]
        }

        #expect(throws: PeerRefusal.notAMember(bradford)) {
            try recognise(try certificate(of: "E08000032", by: federation.authority))
        }
        #expect(throws: PeerRefusal.otherFederation) { try recognise(elsewhere) }
        #expect(throws: PeerRefusal.certificate(.unreadable)) { try recognise([1, 2, 3]) }
    }

    // clause: FCP-IDN-2- FCP-IDN-5- FCP-IDN-6-
    @Test("two names, no client usage and an expired certificate are refused with their own fault")
    func badCertificates() throws {
        let faults: [(CertificateFault, (inout LeafProfile) -> Void)] = [
            (.identityCount(2), { $0.uris.append("https://leeds.example/") }),
            (.identityCount(0), { $0.uris = [] }),
            (.usageMissing(.client), { $0.uses = [.server] }),
            (.outsideValidity, { $0.notAfter = $0.notBefore.adding(seconds: 1) }),
        ]

        for (fault, change) in faults {
            let der = try certificate(of: "E08000035", by: federation.authority, change)
            #expect(throws: PeerRefusal.certificate(fault)) { try recognise(der) }
        }
    }

    @Test("a suspended member is still recognised, so that it can be told")
    func suspended() throws {
        let peer = try recognise(try certificate(of: "E08000035", by: federation.authority)) {
            $0.members[1].isSuspended = true
        }

        #expect(peer.member.isSuspended)
    }

    private func certificate(
        of code: String, by authority: DevelopmentAuthority, _ change: (inout LeafProfile) -> Void = { _ in }
    ) throws -> [UInt8] {
        var profile = LeafProfile(
            identity: try federation.identity(code), hosts: [], notBefore: federation.now.adding(seconds: -60),
            notAfter: federation.now.adding(seconds: 3_600))
        change(&profile)
        return try authority.issue(profile, key: key, serial: [UInt8](1...16)).der
    }

    private func recognise(
        _ der: [UInt8], _ change: (inout DirectoryDraft) -> Void = { _ in }
    ) throws -> RecognisedPeer {
        let directory = try federation.open(try federation.draft(change).signed(by: federation.signer))
        return try directory.member(presenting: der, as: .client, now: federation.now)
    }
}
