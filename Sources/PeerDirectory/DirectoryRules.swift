import Crypto
import NodeIdentity
import WireProtocol

/// What must hold in a directory beyond its form.
enum DirectoryRules {
    /// The members, if every rule holds for each and for all of them together.
    static func members(of draft: DirectoryDraft, signers: [[UInt8]]) throws(DirectoryFault) -> [Member] {
        var seen = Seen(keys: Set(signers))
        var members: [Member] = []
        for member in draft.members {
            try seen.add(member)
            members.append(try checked(member, federation: draft.federation))
        }
        try WitnessSets.check(draft.members)
        return members
    }

    private static func checked(_ draft: MemberDraft, federation: String) throws(DirectoryFault) -> Member {
        guard let identity = SPIFFEID(federation: federation, authority: draft.authority),
            identity.uri.utf8.elementsEqual(draft.identity.utf8)
        else { throw .wrongIdentity(draft.authority) }
        guard let endpoint = Endpoint(authority: draft.endpoint, address: draft.address.flatMap { NetworkAddress($0) })
        else { throw .schema(SchemaFault("endpoint", "is not a host and a port")) }
        do { _ = try CertificateReading.issuer(der: draft.issuer) } catch {
            throw .unusableIssuer(draft.authority, error)
        }
        return Member(
            authority: draft.authority, name: draft.name, organisation: draft.organisation, endpoint: endpoint,
            identity: identity, issuer: draft.issuer, signingKeys: try keys(of: draft), logs: draft.logs,
            witness: draft.witness, dutyDesk: draft.dutyDesk, messages: draft.messages, extensions: draft.extensions,
            isTest: draft.isTest, isSuspended: draft.isSuspended, isAuditor: draft.isAuditor)
    }

    private static func keys(of draft: MemberDraft) throws(DirectoryFault) -> [MemberKey] {
        var keys: [MemberKey] = []
        for key in draft.signingKeys {
            guard key.id.owner == draft.authority || Mutant.foreignKeyName.isOn else {
                throw .foreignKeyID(key.id, under: draft.authority)
            }
            guard isPublicKey(key.rawKey, of: key.algorithm) else { throw .unusableKey(key.id.text) }
            keys.append(
                MemberKey(
                    name: key.id, algorithm: key.algorithm, rawKey: key.rawKey, notBefore: key.notBefore,
                    notAfter: key.notAfter))
        }
        return keys
    }

    private static func isPublicKey(_ octets: [UInt8], of algorithm: String) -> Bool {
        switch algorithm {
        case "ed25519":
            (!SmallOrder.contains(octets) || Mutant.smallOrder.isOn)
                && (try? Curve25519.Signing.PublicKey(rawRepresentation: octets)) != nil
        case "ecdsa-p256-sha256": (try? P256.Signing.PublicKey(rawRepresentation: octets)) != nil
        default: false
        }
    }
}

/// What stood in the directory so far and may not stand there again.
///
/// A key used twice would let a signature made for one purpose, or by one authority, pass for another.
private struct Seen {
    var keys: Set<[UInt8]>
    private var authorities: Set<AuthorityID> = []
    private var names: Set<String> = []

    init(keys: Set<[UInt8]>) { self.keys = keys }

    mutating func add(_ member: MemberDraft) throws(DirectoryFault) {
        guard authorities.insert(member.authority).inserted else { throw .repeatedAuthority(member.authority) }
        try add(name: member.endpoint)
        for key in member.signingKeys { try add(name: key.id.text, key: key.rawKey) }
        for log in member.logs { try add(name: log.origin, key: log.rawKey) }
        if let witness = member.witness { try add(name: witness.name, key: witness.rawKey) }
    }

    private mutating func add(name: String, key: [UInt8]) throws(DirectoryFault) {
        try add(name: name)
        guard keys.insert(key).inserted || Mutant.sharedKey.isOn else { throw .repeatedKey(name) }
    }

    private mutating func add(name: String) throws(DirectoryFault) {
        guard names.insert(name).inserted else { throw .repeatedName(name) }
    }
}
