package import NodeIdentity
package import WireProtocol

/// A council's own entry, signed with its own message key: what it hands to whoever keeps the directory.
///
/// A card makes nobody a member. It shows that whoever made it holds the key it names; that the key is the council's
/// is for the keeper to find out, by telephone. It has the form of a directory with one member and a first line of its
/// own under the signature, so that no node can take a card for a directory.
package struct MemberCard: Sendable, Equatable {
    /// The federation it is meant for.
    package let federation: String
    /// The entry.
    package let member: MemberDraft

    /// The card's file. Refuses to sign what no directory could hold.
    package static func write(
        _ member: MemberDraft, federation: String, by key: SigningKey, now: Instant, expires: Instant
    ) throws(DirectoryFault) -> [UInt8] {
        let draft = DirectoryDraft(version: 1, federation: federation, issued: now, expires: expires, members: [member])
        let octets: [UInt8]
        do { octets = try SignedEnvelope.sealed(draft.json, by: key, as: .card) } catch { throw .badSignature }
        _ = try MemberCard(octets: octets, now: now)
        return octets
    }

    /// Opens a card, if it holds exactly one sound member and that member's message key signed it.
    package init(octets: [UInt8], now: Instant) throws(DirectoryFault) {
        let keys = SignedEnvelope.claimedKeys(octets)
        let draft: DirectoryDraft
        do {
            draft = try DirectoryDraft(json: try SignedEnvelope(octets: octets, signers: keys, as: .card).signed)
        } catch let fault as SchemaFault {
            throw .schema(fault)
        } catch let fault as DirectoryFault {
            throw fault
        } catch { throw .badSignature }
        guard draft.members.count == 1 else {
            throw .schema(SchemaFault("signed.members", "is not exactly one member"))
        }
        guard now <= draft.expires else { throw .expired(draft.expires) }
        _ = try DirectoryRules.members(of: draft, signers: [])
        federation = draft.federation
        member = draft.members[0]
    }
}
