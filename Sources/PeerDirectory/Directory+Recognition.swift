package import NodeIdentity
package import WireProtocol

/// Why a certificate belongs to no member.
package enum PeerRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The certificate itself proves nothing.
    case certificate(CertificateFault)
    /// It names a node of another federation.
    case otherFederation
    /// It names an authority that the directory does not have.
    case notAMember(AuthorityID)

    /// What is wrong.
    package var description: String {
        switch self {
        case .certificate(let fault): "\(fault)"
        case .otherFederation: "the certificate names a node of another federation"
        case .notAMember(let authority): "authority `\(authority)` is not in the directory in force"
        }
    }
}

/// A member and the key it proved to hold.
package struct RecognisedPeer: Sendable, Equatable {
    /// The member. It may be suspended: that is refused later, with an answer.
    package let member: Member
    /// SHA-256 of the certificate's SubjectPublicKeyInfo, 32 octets.
    package let keyHash: [UInt8]
}

extension Directory {
    /// The member to whom a certificate belongs, by the issuer pinned for exactly this member (FCG §0 Identity).
    ///
    /// To be asked for each request, not once a connection: a member that left the directory is refused at once.
    package func member(
        presenting der: [UInt8], as use: CertificateUse, now: Instant
    ) throws(PeerRefusal) -> RecognisedPeer {
        do {
            let certificate = try CertificateReading(der: der)
            let identity = try certificate.identity()
            let member = try self.member(named: identity)
            try certificate.check(issuedBy: member.issuer, for: use, at: now)
            return RecognisedPeer(member: member, keyHash: certificate.keyHash)
        } catch let fault as CertificateFault {
            throw .certificate(fault)
        } catch let refusal as PeerRefusal {
            throw refusal
        } catch {
            throw .certificate(.unreadable)
        }
    }

    private func member(named identity: SPIFFEID) throws(PeerRefusal) -> Member {
        guard identity.federation == federation else { throw .otherFederation }
        guard let member = members[identity.authority] else { throw .notAMember(identity.authority) }
        return member
    }
}
