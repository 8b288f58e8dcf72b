package import AuditTrail
package import CaseIndex
package import MessageSignatures
package import PeerDirectory
package import PolicyWorkbench
package import WireProtocol

/// What one node is made of. Every room takes from here what it needs and nothing else.
package struct NodeContext: Sendable {
    /// The authority this node speaks for.
    package let authority: AuthorityID
    /// The `host[:port]` names that requests may carry as `@authority`.
    package let publicNames: Set<String>
    /// The key messages are signed with.
    package let signingKey: SigningKey
    /// Its id in the directory.
    package let keyID: String
    package let directory: LiveDirectory
    package let policies: LivePolicies
    package let index: CaseIndex
    package let audit: AuditTrail
    /// This node as a witness; `nil` for one without a witness key.
    package let witness: Witness?
    /// Trials that people have stopped by what they counted.
    let trials = TrialStops()
    /// Wall clock.
    package let now: @Sendable () -> Instant
    /// Random octets, by count.
    package let random: @Sendable (Int) -> [UInt8]

    package init(
        authority: AuthorityID, publicNames: Set<String>, signingKey: SigningKey, keyID: String,
        directory: LiveDirectory, policies: LivePolicies, index: CaseIndex, audit: AuditTrail,
        witness: Witness? = nil, now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.authority = authority
        self.publicNames = publicNames
        self.signingKey = signingKey
        self.keyID = keyID
        self.directory = directory
        self.policies = policies
        self.index = index
        self.audit = audit
        self.witness = witness
        self.now = now
        self.random = random
    }
}

extension NodeContext {
    /// Whether a member's requests are refused: suspended by the directory, or held back here because its log forked.
    func isSuspended(_ member: Member) -> Bool {
        member.isSuspended && !Mutant.suspendedServed.isOn || witness?.file.isHeldBack(member.authority) == true
    }

    /// Whether the directory in force still has a peer of a live connection as it was recognised: a member with that
    /// very issuer pinned.
    ///
    /// To be asked at each request: whoever left, and whose issuer was replaced, is out at once.
    package func stillRecognises(_ peer: TLSPeer) -> Bool {
        directory.current.members[peer.authority].map { $0.issuer == peer.issuer || Mutant.replacedIssuer.isOn }
            ?? false
    }
}

extension Directory {
    /// The profile's view of a key id: its bytes, its owner and its validity.
    func profileKey(_ id: String) -> ProfileKey? {
        guard let key = key(id: id), let algorithm = SignatureAlgorithm(rawValue: key.algorithm),
            let bytes = VerificationKey(algorithm: algorithm, rawRepresentation: algorithm.pointPrefix + key.rawKey)
        else { return nil }
        return ProfileKey(
            key: bytes, owner: key.owner.code, notBefore: key.notBefore.seconds, notAfter: key.notAfter.seconds)
    }
}

extension SignatureAlgorithm {
    /// The directory writes a P-256 point as x and y; X9.63 puts the octet 4 before an uncompressed point.
    fileprivate var pointPrefix: [UInt8] {
        switch self {
        case .ed25519: []
        case .ecdsaP256SHA256: [4]
        }
    }
}
