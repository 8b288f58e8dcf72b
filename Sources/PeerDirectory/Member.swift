package import NodeIdentity
package import WireProtocol

/// An authority of the federation, as the signed directory describes it.
package struct Member: Sendable, Equatable {
    /// The authority.
    package let authority: AuthorityID
    /// Its name, for people.
    package let name: String
    /// The organisation that delivers the service for it, such as a trust; itself if `nil`.
    package let organisation: String?
    /// Where its node listens.
    package let endpoint: Endpoint
    /// The one name its TLS certificate may carry.
    package let identity: SPIFFEID
    /// The certificate (DER) that issues its TLS certificate.
    package let issuer: [UInt8]
    /// Its message keys, in the order of the file.
    package let signingKeys: [MemberKey]
    /// Its logs.
    package let logs: [MemberLog]
    /// The witness it runs, if it runs one.
    package let witness: MemberWitness?
    /// Whom to ring.
    package let dutyDesk: DutyDeskContact
    /// The message types it accepts, such as `fcg.query/1`.
    package let messages: [String]
    /// The extensions it accepts.
    package let extensions: [String]
    /// Whether it is a test peer, to which failures are explained.
    package let isTest: Bool
    /// Whether its requests are refused with `peer-suspended`.
    package let isSuspended: Bool
    /// Whether it is an auditor, who may fetch the entries of every log.
    package let isAuditor: Bool
}

/// The address a member's node is known by, and where to dial it.
package struct Endpoint: Sendable, Hashable {
    /// The value of `@authority` and `Host`: lower case, the default port left out (RFC 9421 §2.2.3).
    package let authority: String
    /// The host that the server's certificate must name.
    package let host: String
    /// Where to connect: the address in the directory if there is one, else the authority itself.
    package let dial: NetworkAddress
    /// The address as the directory gives it.
    package let address: NetworkAddress?

    init?(authority: String, address: NetworkAddress?) {
        guard let named = NetworkAddress(authority, defaultPort: 443), !authority.hasSuffix(":443") else { return nil }
        self.authority = authority
        host = named.host
        dial = address ?? named
        self.address = address
    }
}

/// A public key that signs messages.
package struct MemberKey: Sendable, Hashable {
    /// `<GSS>#<name>`, taken apart.
    package let name: KeyID
    /// `ed25519` or `ecdsa-p256-sha256`.
    package let algorithm: String
    /// Ed25519: 32 octets. P-256: the coordinates x and y, 64 octets.
    package let rawKey: [UInt8]
    /// The first moment it may have signed.
    package let notBefore: Instant
    /// The last moment it may have signed.
    package let notAfter: Instant

    /// `<GSS>#<name>`.
    package var id: String { name.text }
    /// The authority whose key it is.
    package var owner: AuthorityID { name.owner }

    /// Whether the key may sign at a moment; both ends count.
    package func isValid(at moment: Instant) -> Bool { notBefore <= moment && moment <= notAfter }
}

/// A log and the Ed25519 key that signs its checkpoints.
package struct MemberLog: Sendable, Hashable {
    /// The origin, first line of every checkpoint.
    package let origin: String
    /// The public key, 32 octets.
    package let rawKey: [UInt8]
    /// The members that witness it; empty in a directory without witnesses.
    package var witnesses: [AuthorityID]
    /// How many of them must have cosigned a checkpoint; 0 without witnesses.
    package var quorum: Int

    package init(origin: String, rawKey: [UInt8], witnesses: [AuthorityID] = [], quorum: Int = 0) {
        self.origin = origin
        self.rawKey = rawKey
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// The key as a note verifier key: `<origin>+<hash>+<base64>` (C2SP signed-note).
    package var verifierKey: String { NoteKey.text(name: origin, key: rawKey) }
}

/// A witness and the Ed25519 key of its cosignatures.
package struct MemberWitness: Sendable, Hashable {
    /// The name in its signature lines.
    package let name: String
    /// The public key, 32 octets.
    package let rawKey: [UInt8]

    package init(name: String, rawKey: [UInt8]) {
        self.name = name
        self.rawKey = rawKey
    }
}

/// The telephone of the people who decide.
package struct DutyDeskContact: Sendable, Hashable {
    /// The number, as people write it.
    package let phone: String
    /// When it is answered, in words.
    package let hours: String

    package init(phone: String, hours: String) {
        self.phone = phone
        self.hours = hours
    }
}
