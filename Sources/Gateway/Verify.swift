import PolicyEngine
import PolicyWorkbench
import AuditTrail
import HTTPTypes
import MessageSignatures
import PeerDirectory
import WireProtocol

/// A query whose signature, digest, freshness, sender and schema have all been checked, and whose nonce is reserved.
///
/// The initialiser is `fileprivate`: there is one way into the rest of the path.
final class VerifiedQuery: Sendable {
    /// The question.
    let question: FamilyQuery
    /// Its octets as received.
    let octets: [UInt8]
    /// SHA-256 of them.
    let digest: Commitment
    /// The request as received.
    let head: HTTPRequest
    /// Its signature, which proves who sent it.
    let signature: VerifiedRequestSignature
    /// End of the attempt's validity, skew included: the nonce row outlives it.
    let nonceExpires: Instant
    /// The asker's entry in `directory`.
    let asker: Member
    let directory: Directory
    /// The policy set of this query, read once.
    let policies: PolicySet
    /// What this question follows, if it follows an earlier one.
    let followUp: FollowUp?
    /// The one clock reading of this query.
    let now: Instant

    var nonce: String { signature.nonce }

    fileprivate init(
        question: FamilyQuery, followUp: FollowUp?, octets: [UInt8], head: HTTPRequest,
        signature: VerifiedRequestSignature, asker: Member,
        directory: Directory, policies: PolicySet, now: Instant
    ) {
        self.question = question
        self.followUp = followUp
        self.octets = octets
        self.digest = EvidenceDigest.body(octets)
        self.head = head
        self.signature = signature
        self.nonceExpires = Instant(seconds: signature.expires + 60)
        self.asker = asker
        self.directory = directory
        self.policies = policies
        self.now = now
    }
}

/// Room 1. Pure checks first, in the profile's order; only then is anything reserved.
struct Verifier: Sendable {
    let node: NodeContext
    let reservations: Reservations

    func verify(_ request: SignedRequest, now: Instant) throws(Rejection) -> VerifiedQuery {
        let directory = try currentDirectory(now)
        guard let asker = directory.members[request.peer.authority], !node.isSuspended(asker) else {
            throw .suspended
        }
        if Mutant.forgedNonceBurnt.isOn, (try? checkSignature(of: request, by: directory, now: now)) == nil {
            reserveUnverified(request, of: asker.authority, now: now)
        }
        let signature = try checkSignature(of: request, by: directory, now: now)
        guard request.head.path == "/fcg/v1/query" else { throw .transport(.notFound) }
        try reserve(signature, of: asker.authority, now: now)
        let question = try read(request.body)
        let policies = node.policies.current
        try check(question, signature, from: asker.authority)
        try checkRelationships(question, by: policies.vocabulary)
        let followUp = try followUp(of: question, by: directory)
        return VerifiedQuery(
            question: question, followUp: followUp, octets: request.body, head: request.head, signature: signature,
            asker: asker,
            directory: directory, policies: policies, now: now)
    }

    /// Gives the nonce of an attempt back that failed at our end: none is burnt whose record is not there.
    func release(_ query: VerifiedQuery) {
        if Mutant.nonceKept.isOn { return }
        reservations.release(query.nonce, of: query.asker.authority)
    }

    /// `rq` of a request whose signature holds; `nil` if it does not.
    func evidence(of request: SignedRequest, now: Instant) -> Commitment? {
        guard let signature = try? checkSignature(of: request, by: node.directory.current, now: now) else { return nil }
        return EvidenceDigest.request(base: signature.evidence.base, signature: signature.evidence.signature)
    }

    private func currentDirectory(_ now: Instant) throws(Rejection) -> Directory {
        do { try node.audit.checkClock() } catch { throw .clock }
        let directory = node.directory.current
        guard now <= directory.expires || Mutant.overdueInForce.isOn else { throw .directoryStale }
        return directory
    }

    private func checkSignature(
        of request: SignedRequest, by directory: Directory, now: Instant
    ) throws(Rejection) -> VerifiedRequestSignature {
        let signature: VerifiedRequestSignature
        do {
            signature = try SignatureProfile.verify(
                request: request.head, body: request.body, now: now.seconds, authorities: node.publicNames,
                expectedOwner: request.peer.authority.code, keys: directory.profileKey)
        } catch { throw .signature(error) }
        if !Mutant.noFence.isOn, let fence = node.audit.acceptsCreatedFrom, Instant(seconds: signature.created) < fence
        {
            throw .beforeFence
        }
        return signature
    }

    private func reserve(
        _ signature: VerifiedRequestSignature, of asker: AuthorityID, now: Instant
    ) throws(Rejection) {
        let until = Instant(seconds: signature.expires + 60)
        switch reservations.reserve(signature.nonce, of: asker, until: until, now: now) {
        case .reserved: return
        case .known: throw .replayed
        case .full: throw .tooMany(retryAfter: 60)
        }
    }

    private func read(_ body: [UInt8]) throws(Rejection) -> FamilyQuery {
        let value: JSONValue
        do { value = try StrictJSON.parse(body, limits: .query) } catch { throw .malformed(error) }
        guard body.count.isMultiple(of: 4_096) || Mutant.anyLength.isOn else {
            throw .schema(SchemaFault("pad", "does not fill a block"))
        }
        do { return try FamilyQuery(value) } catch { throw .schema(error) }
    }

    private func check(
        _ question: FamilyQuery, _ signature: VerifiedRequestSignature, from asker: AuthorityID
    ) throws(Rejection) {
        guard question.from == asker || Mutant.foreignSender.isOn else {
            throw .schema(SchemaFault("from", "is not the authority that signed"))
        }
        guard question.to == node.authority || Mutant.foreignHolder.isOn else {
            throw .schema(SchemaFault("to", "is not this node"))
        }
        let created = Instant(seconds: signature.created)
        guard
            created >= question.issued.adding(seconds: -60) && created <= question.expires
                || Mutant.questionOfYesterday.isOn
        else {
            throw .schema(SchemaFault("issued", "and `expires` do not enclose the signature's `created`"))
        }
    }

    /// Only extensions that our own directory entry lists; any other is refused, never ignored.
    private func followUp(of question: FamilyQuery, by directory: Directory) throws(Rejection) -> FollowUp? {
        let ext = question.ext ?? [:]
        let listed = Set(directory.members[node.authority]?.extensions ?? [])
        guard Set(ext.keys).isSubset(of: listed) || Mutant.unlistedExtension.isOn else {
            throw .schema(SchemaFault("ext", "holds an extension this node does not list"))
        }
        do { return try FollowUp(ext: ext) } catch { throw .schema(error) }
    }

    private func checkRelationships(_ question: FamilyQuery, by vocabulary: Vocabulary) throws(Rejection) {
        for (index, subject) in question.subjects.enumerated() {
            guard let relationship = subject.relationship,
                let fitting = vocabulary.about.first(where: { $0.word == subject.about })
            else { continue }
            guard fitting.relationships.contains(relationship) || Mutant.anyRelationship.isOn else {
                throw .schema(SchemaFault("subjects[\(index)].relationship", "does not fit `about`"))
            }
        }
    }
}
