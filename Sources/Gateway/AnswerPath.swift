import PeerDirectory
package import AuditTrail
import CaseIndex
import HTTPTypes
import WireProtocol

/// The path every family-context query walks, one room after another.
package struct AnswerPath: Sendable {
    let node: NodeContext
    private let verifier: Verifier
    private let decider: Decider
    private let matcher: SubjectMatcher
    private let discloser: Discloser
    private let recorder: Recorder
    private let replier: Replier
    let kept: KeptAnswers
    let limits: PeerLimits
    let reconciling: ReconcileDoor
    let security = SecurityLog()

    package init(node: NodeContext, allowance: PeerAllowance = PeerAllowance()) throws(AuditFailure) {
        kept = KeptAnswers(room: allowance.keptOctets)
        let reservations = Reservations(capacity: allowance.nonceCapacity)
        self.node = node
        verifier = Verifier(node: node, reservations: reservations)
        decider = try Decider(node: node)
        matcher = SubjectMatcher()
        discloser = Discloser(node: node)
        recorder = Recorder(node: node)
        replier = Replier(node: node)
        limits = PeerLimits(allowance)
        reconciling = ReconcileDoor(node: node, reservations: reservations)
    }

    /// Answers one request; whatever happens, the caller has something to send.
    package func answer(_ request: SignedRequest) async -> ReadyResponse {
        let now = node.now()
        do {
            return try await walk(request, now)
        } catch {
            let peer = request.peer.authority
            let isExample = error.isOfSignedContent && !security.knows(peer, error.code)
            let example = isExample ? verifier.evidence(of: request, now: now) : nil
            return problem(error, request.head, peer, now, example: example)
        }
    }

    private func walk(_ request: SignedRequest, _ now: Instant) async throws(Rejection) -> ReadyResponse {
        let query = try verifier.verify(request, now: now)
        do throws(Rejection) {
            return try await reply(to: query)
        } catch {
            if error.isOurFailure { verifier.release(query) }
            throw error
        }
    }

    private func reply(to query: VerifiedQuery) async throws(Rejection) -> ReadyResponse {
        if let earlier = try await kept.meet(query) {
            return try replier.reply(to: query, earlier, try await recorder.record(query, earlier))
        }
        do throws(Rejection) {
            let outcome = try freshOutcome(for: query)
            let receipt = try await recorder.record(query, outcome)
            await kept.keep(outcome.recorded(at: receipt.index), for: query)
            return try replier.reply(to: query, outcome, receipt)
        } catch {
            await kept.abandon(query)
            throw error
        }
    }

    /// Decides, matches and discloses on one policy set, one snapshot of the index and one reading of the clock.
    private func freshOutcome(for query: VerifiedQuery) throws(Rejection) -> Outcome {
        try recorder.checkEarlier(of: query)
        let prior = try recorder.priorAttempt(of: query)
        let ruling = decider.decide(query)
        do throws(CaseIndexFault) {
            return try node.index.read { snapshot in
                let matches = try matcher.match(query, ruling, in: snapshot)
                return try discloser.disclose(query, ruling, matches, in: snapshot, repeating: prior)
            }
        } catch {
            throw .indexUnavailable
        }
    }

    /// Turns a rejection into a signed problem, counted in the security log and nowhere else.
    func problem(
        _ rejection: Rejection, _ request: HTTPRequest, _ peer: AuthorityID, _ now: Instant,
        example: Commitment? = nil
    ) -> ReadyResponse {
        let reference = Base64URL.encode(Mutant.oneInstance.isOn ? [UInt8](repeating: 0, count: 12) : node.random(12))
        security.note(
            SecuritySegment.Line(
                peer: peer, code: rejection.code, time: now, reference: reference, request: example))
        let isTestPeer = node.directory.current.members[peer]?.isTest ?? false
        return replier.problem(rejection, request, reference: reference, diagnose: isTestPeer, now: now)
    }
}
