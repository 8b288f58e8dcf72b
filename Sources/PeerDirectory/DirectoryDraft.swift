package import NodeIdentity
package import WireProtocol

/// A directory before it is signed: the right form, and nothing checked yet.
package struct DirectoryDraft: Sendable, Equatable {
    /// The number of this version, 1 or higher and above the last.
    package var version: Int64
    /// The federation's name.
    package var federation: String
    /// When it is signed.
    package var issued: Instant
    /// Until when nodes may use it.
    package var expires: Instant
    /// The members.
    package var members: [MemberDraft]

    package init(version: Int64, federation: String, issued: Instant, expires: Instant, members: [MemberDraft]) {
        self.version = version
        self.federation = federation
        self.issued = issued
        self.expires = expires
        self.members = members
    }

    /// The version after a directory, with the same members.
    package init(after directory: Directory, issued: Instant, expires: Instant) {
        let members = directory.members.values.sorted { $0.authority < $1.authority }
        self.init(
            version: directory.version + 1, federation: directory.federation, issued: issued, expires: expires,
            members: members.map(MemberDraft.init))
    }

    /// The file, signed. Refuses to sign what every node would refuse to load.
    package func signed(by key: SigningKey) throws(DirectoryFault) -> [UInt8] {
        let octets: [UInt8]
        do { octets = try SignedEnvelope.sealed(json, by: key) } catch { throw .badSignature }
        _ = try Directory.archived(octets: octets, signers: [key.publicOctets])
        return octets
    }
}

/// A member before it is checked.
package struct MemberDraft: Sendable, Equatable {
    /// The authority.
    package var authority: AuthorityID
    /// The URI its certificate must carry.
    package var identity: String
    /// Its name, for people.
    package var name: String
    /// The organisation that delivers the service for it, if another one does.
    package var organisation: String?
    /// `@authority` of its node, such as `gateway.leeds.example:8443`; the default port 443 is left out.
    package var endpoint: String
    /// Where to connect if not there, such as `127.0.0.1:8443`.
    package var address: String?
    /// The certificate (DER) that issues its TLS certificate.
    package var issuer: [UInt8]
    /// Its message keys.
    package var signingKeys: [KeyDraft]
    /// Its logs.
    package var logs: [MemberLog] = []
    /// The witness it runs, if it runs one.
    package var witness: MemberWitness?
    /// Whom to ring.
    package var dutyDesk: DutyDeskContact
    /// The message types it accepts.
    package var messages = ["fcg.answer/1", "fcg.query/1"]
    /// The extensions it accepts.
    package var extensions: [String] = []
    /// Whether it is a test peer.
    package var isTest = false
    /// Whether its requests are refused.
    package var isSuspended = false
    /// Whether it is an auditor.
    package var isAuditor = false

    /// A member with its compulsory parts.
    package init(
        identity: SPIFFEID, name: String, endpoint: String, issuer: [UInt8], signingKeys: [KeyDraft],
        dutyDesk: DutyDeskContact
    ) {
        authority = identity.authority
        self.identity = identity.uri
        self.name = name
        self.endpoint = endpoint
        self.issuer = issuer
        self.signingKeys = signingKeys
        self.dutyDesk = dutyDesk
    }

    /// A member as it stands in a directory.
    package init(_ member: Member) {
        self.init(
            identity: member.identity, name: member.name, endpoint: member.endpoint.authority, issuer: member.issuer,
            signingKeys: member.signingKeys.map(KeyDraft.init), dutyDesk: member.dutyDesk)
        organisation = member.organisation
        address = member.endpoint.address?.description
        logs = member.logs
        witness = member.witness
        messages = member.messages
        extensions = member.extensions
        isTest = member.isTest
        isSuspended = member.isSuspended
        isAuditor = member.isAuditor
    }
}

/// A message key before it is checked.
package struct KeyDraft: Sendable, Equatable {
    /// `<GSS>#<name>`.
    package var id: KeyID
    /// `ed25519` or `ecdsa-p256-sha256`.
    package var algorithm: String
    /// The public key: 32 octets, or x and y, 64 octets.
    package var rawKey: [UInt8]
    /// The first moment it may sign.
    package var notBefore: Instant
    /// The last moment it may sign.
    package var notAfter: Instant

    package init(
        id: KeyID, algorithm: String = "ed25519", rawKey: [UInt8], notBefore: Instant, notAfter: Instant
    ) {
        self.id = id
        self.algorithm = algorithm
        self.rawKey = rawKey
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    init(_ key: MemberKey) {
        self.init(
            id: key.name, algorithm: key.algorithm, rawKey: key.rawKey, notBefore: key.notBefore, notAfter: key.notAfter
        )
    }
}
