import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

@Suite("A council's card")
struct MemberCardTests {
    let federation: Federation
    let key: SigningKey
    let name = "north.fcg.example"

    init() throws {
        federation = try Federation()
        key = try SigningKey(seed: FixedKeys.seed("leeds message"))
    }

    private func card(by key: SigningKey, _ change: (inout MemberDraft) -> Void = { _ in }) throws -> [UInt8] {
        var member = try federation.member("E08000035", "leeds")
        change(&member)
        return try MemberCard.write(
            member, federation: name, by: key, now: federation.now, expires: federation.now.adding(seconds: 60))
    }

    // clause: FCP-DIR-18+
    @Test("a card is read back by whoever keeps the directory, and its entry goes into one")
    func roundTrip() throws {
        let card = try MemberCard(octets: try card(by: key), now: federation.now)

        let directory = try federation.open(
            try federation.draft { $0.members[1] = card.member }.signed(by: federation.signer))

        #expect(card.federation == name)
        #expect(directory.members.keys.contains { $0.code == "E08000035" })
    }

    @Test("a card signed with a key it does not name is refused")
    func strangeKey() throws {
        #expect(throws: DirectoryFault.unknownSigner) { try card(by: federation.signer) }
    }

    // clause: FCP-DIR-18-
    @Test("no node takes a card for a directory, nor a directory for a card")
    func noDirectory() throws {
        let octets = try card(by: key)
        let own = try DirectoryDraft(
            version: 1, federation: name, issued: federation.now, expires: federation.now.adding(seconds: 60),
            members: [try federation.member("E08000007", "stockport")]
        ).signed(by: federation.signer)

        #expect(throws: DirectoryFault.badSignature) {
            try Directory.open(octets: octets, signers: [key.publicOctets], now: federation.now)
        }
        #expect(throws: DirectoryFault.unknownSigner) { try MemberCard(octets: own, now: federation.now) }
    }

    @Test("what no directory could hold, two members and an old card are refused")
    func unsound() throws {
        #expect(throws: DirectoryFault.repeatedKey("gateway.leeds.example/audit/2026")) {
            try card(by: key) { $0.logs[0] = MemberLog(origin: $0.logs[0].origin, rawKey: $0.signingKeys[0].rawKey) }
        }
        let two = try SignedEnvelope.sealed(try federation.draft().json, by: key, as: .card)
        #expect(throws: DirectoryFault.unknownSigner) { try MemberCard(octets: two, now: federation.now) }
        let octets = try card(by: key)
        #expect(throws: DirectoryFault.expired(federation.now.adding(seconds: 60))) {
            try MemberCard(octets: octets, now: federation.now.adding(seconds: 61))
        }
    }
}
