package import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
package import WireProtocol

/// Fetches the proof that an answer we received stands in its holder's log, under a checkpoint that enough witnesses
/// cosigned. Without one after a day there is a dispute.
package struct ReceiptCollector: Sendable {
    private let node: NodeContext
    private let calls: PeerCalls
    private let file: DisputeFile

    package init(node: NodeContext, calls: PeerCalls, file: DisputeFile) {
        self.node = node
        self.calls = calls
        self.file = file
    }

    /// Goes through the answers of two days; what is overdue and was not known to be.
    package func round(now: Instant) async throws(AuditFailure) -> [Dispute] {
        var overdue: [Dispute] = []
        var silent: Set<AuthorityID> = []
        let leaves = try node.audit.exchanges(from: now.adding(seconds: -2 * 86_400), to: now)
        for placed in leaves where placed.leaf.event == .received {
            let (leaf, peer) = (placed.leaf, placed.leaf.counterpart)
            guard try file.receipt(of: leaf.exchange, leaf.requestEvidence) == nil else { continue }
            let answer = silent.contains(peer) ? .unheard : await fetch(leaf, now: now)
            if case .unheard = answer { silent.insert(peer) }
            if case .proof(let octets) = answer {
                try file.keep(receipt: octets, of: leaf.exchange, leaf.requestEvidence)
            } else if leaf.time.adding(seconds: 86_400) < now {
                let dispute = dispute(placed, now)
                if try file.keep(dispute) { overdue.append(dispute) }
            }
        }
        try await DisputeRecord(node: node).raise(overdue, now: now)
        return overdue
    }

    private func dispute(_ placed: PlacedLeaf, _ now: Instant) -> Dispute {
        let day = CalendarDay(daysSinceEpoch: Int(placed.leaf.time.seconds / 86_400))
        return Dispute(
            kind: .noReceipt, day: day, counterpart: placed.leaf.counterpart, exchange: placed.leaf.exchange,
            request: placed.leaf.requestEvidence, index: placed.index, reply: [], found: now)
    }

    private enum Answer {
        case proof([UInt8])
        /// Heard, and nothing proved.
        case none
        /// Not asked again in this round: every question would wait as long.
        case unheard
    }

    private func fetch(_ leaf: ExchangeLeaf, now: Instant) async -> Answer {
        let path = "/fcg/v1/exchanges/\(leaf.exchange.text)/receipt"
        guard let response = await calls.get(path, from: leaf.counterpart) else { return .unheard }
        guard response.head.status == .ok, proves(response.body, leaf, now: now) else { return .none }
        return .proof(response.body)
    }

    /// Whether a proof is one of the holder's exchange log, and of the very attempt that was answered to us.
    private func proves(_ octets: [UInt8], _ own: ExchangeLeaf, now: Instant) -> Bool {
        let directory = node.directory.current
        guard let proof = try? LogProof(octets: octets), let origin = (try? Checkpoint(text: proof.note.text))?.origin,
            let (owner, _) = directory.log(origin), owner.authority == own.counterpart,
            origin.split(separator: "/").dropLast().last == Substring(LogName.exchange.pathWord),
            let policy = directory.policy(of: origin),
            let (extra, _) = try? ProofExtra.verify(
                proof, policy: policy, commitments: { _ in nil }, now: now.seconds),
            let leaf = try? ExchangeLeaf(octets: extra.leaf)
        else { return false }
        return leaf.event == .answered && leaf.node == own.counterpart && leaf.counterpart == own.node
            && (leaf.exchange == own.exchange && leaf.requestEvidence == own.requestEvidence || Mutant.anyProof.isOn)
            && (leaf.answerDigest == own.answerDigest || Mutant.anyProof.isOn)
    }
}
