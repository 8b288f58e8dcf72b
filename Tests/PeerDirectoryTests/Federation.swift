import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

/// What these tests start from: a federation of two members, sound until a test spoils it.
struct Federation {
    let now = HandClock.start
    let authority: DevelopmentAuthority
    let signer: SigningKey

    init() throws {
        authority = try DevelopmentAuthority(
            name: "north CA", key: TLSKey(scalar: FixedKeys.seed("ca")), serial: [UInt8](1...16),
            notBefore: HandClock.start.adding(seconds: -60), notAfter: HandClock.start.adding(seconds: 86_400 * 365))
        signer = try SigningKey(seed: FixedKeys.seed("signer"))
    }

    var signers: [[UInt8]] { [signer.publicOctets] }

    func identity(_ code: String) throws -> SPIFFEID {
        try #require(AuthorityID(code).flatMap { SPIFFEID(federation: "north.fcg.example", authority: $0) })
    }

    func key(_ id: String, _ name: String) throws -> KeyDraft {
        KeyDraft(
            id: try #require(KeyID(id)), rawKey: try FixedKeys.ed25519Public(name), notBefore: now,
            notAfter: now.adding(seconds: 86_400 * 90))
    }

    func member(_ code: String, _ town: String) throws -> MemberDraft {
        var member = MemberDraft(
            identity: try identity(code), name: "\(town) City Council", endpoint: "gateway.\(town).example",
            issuer: authority.certificate.der, signingKeys: [try key("\(code)#2026a", "\(town) message")],
            dutyDesk: DutyDeskContact(phone: "0113 496 0001", hours: "Monday to Friday, 08:30 to 17:00"))
        member.address = "127.0.0.1:8443"
        member.logs = [
            MemberLog(
                origin: "gateway.\(town).example/audit/2026", rawKey: try FixedKeys.ed25519Public("\(town) audit")),
            MemberLog(
                origin: "gateway.\(town).example/internal/2026",
                rawKey: try FixedKeys.ed25519Public("\(town) internal")),
        ]
        member.witness = MemberWitness(
            name: "gateway.\(town).example/witness", rawKey: try FixedKeys.ed25519Public("\(town) witness"))
        return member
    }

    func draft(version: Int64 = 17, _ change: (inout DirectoryDraft) throws -> Void = { _ in }) throws -> DirectoryDraft
    {
        var draft = DirectoryDraft(
            version: version, federation: "north.fcg.example", issued: now, expires: now.adding(seconds: 86_400 * 14),
            members: [try member("E08000007", "stockport"), try member("E08000035", "leeds")])
        try change(&draft)
        return draft
    }

    /// The file as a signer without any care would make it.
    func sealed(_ draft: DirectoryDraft) throws -> [UInt8] { try SignedEnvelope.sealed(draft.json, by: signer) }

    func open(_ octets: [UInt8]) throws(DirectoryFault) -> Directory {
        try Directory.open(octets: octets, signers: signers, now: now)
    }

    /// Opens a directory that a test has spoilt.
    func open(spoilt change: (inout DirectoryDraft) throws -> Void) throws -> Directory {
        try open(try sealed(try draft(change)))
    }

    func live(_ version: Int64, in folder: TemporaryFolder) throws -> LiveDirectory {
        try LiveDirectory(
            current: try open(try draft(version: version).signed(by: signer)), signers: signers,
            markPath: folder.path("mark.json"))
    }
}
