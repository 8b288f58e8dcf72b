import Crypto
package import WireProtocol

/// A signed directory that has passed every check. Only its static functions can make one.
package struct Directory: Sendable {
    /// The number of this version.
    package let version: Int64
    /// The federation's name, which is the SPIFFE trust domain.
    package let federation: String
    /// When it was signed.
    package let issued: Instant
    /// The last moment at which it may be used.
    package let expires: Instant
    /// The members.
    package let members: [AuthorityID: Member]
    /// The file, octet by octet as it was signed.
    package let octets: [UInt8]
    /// SHA-256 of the file, 32 octets.
    package let digest: [UInt8]

    private let keys: [String: MemberKey]

    init(_ draft: DirectoryDraft, members: [Member], octets: [UInt8]) {
        version = draft.version
        federation = draft.federation
        issued = draft.issued
        expires = draft.expires
        self.members = Dictionary(members.map { ($0.authority, $0) }) { first, _ in first }
        keys = Dictionary(members.flatMap(\.signingKeys).map { ($0.id, $0) }) { first, _ in first }
        self.octets = octets
        digest = Array(SHA256.hash(data: octets))
    }

    /// Opens a file that is to be used now. `signers` are the raw Ed25519 public keys that the configuration trusts;
    /// one of them must have signed.
    package static func open(
        octets: [UInt8], signers: [[UInt8]], now: Instant
    ) throws(DirectoryFault) -> Directory {
        let directory = try archived(octets: octets, signers: signers)
        guard !directory.isExpired(at: now) || Mutant.overdueDirectory.isOn else { throw .expired(directory.expires) }
        return directory
    }

    /// Opens a file without asking whether its time is over: to check old evidence, never to accept a request.
    package static func archived(octets: [UInt8], signers: [[UInt8]]) throws(DirectoryFault) -> Directory {
        let envelope = try SignedEnvelope(octets: octets, signers: signers)
        let draft: DirectoryDraft
        do { draft = try DirectoryDraft(json: envelope.signed) } catch { throw .schema(error) }
        return Directory(draft, members: try DirectoryRules.members(of: draft, signers: signers), octets: octets)
    }

    /// The message key of an id; ids are compared octet by octet.
    package func key(id: String) -> MemberKey? {
        guard Mutant.keyNameCase.isOn else { return keys[id] }
        return keys.first { $0.key.lowercased() == id.lowercased() }?.value
    }

    /// Whether its time is over.
    package func isExpired(at now: Instant) -> Bool { now > expires }
}
