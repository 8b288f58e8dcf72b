package import AuditTrail
import MerkleLog
import PeerDirectory
import WireProtocol

/// After a start, asks the witnesses of our logs whether these are the newest logs there ever were.
///
/// To be made before anything is recorded. A witness that holds more makes the node read-only before it can append to
/// an older state, which would be a fork of its own making.
package struct StartConfirmation: Sendable {
    private let views: OwnViews
    private let audit: AuditTrail
    /// The newest checkpoints of the exchange log as it was found: a witness that holds one of them is no more than half
    /// a minute of records behind.
    private let newest: Set<Checkpoint>
    private static let newestCount = 3

    package init(node: NodeContext, calls: PeerCalls) throws(AuditFailure) {
        views = OwnViews(node: node, calls: calls)
        audit = node.audit
        newest = try StartConfirmation.newest(of: node.audit)
        if !Mutant.startUnconfirmed.isOn, views.logs().contains(where: { !$0.log.witnesses.isEmpty }) {
            node.audit.awaitWitness()
        }
    }

    private static func newest(of audit: AuditTrail) throws(AuditFailure) -> Set<Checkpoint> {
        guard let shard = audit.shards.first(where: { $0.log == .exchange }) else { return [] }
        let notes = try audit.storedCheckpoints(shard, beyond: -1, limit: newestCount)
        return Set(notes.compactMap { try? Checkpoint(text: $0.text) })
    }

    /// Asks every witness once. Until one was heard no checkpoint is signed, and the fence stands.
    package func ask() async throws(AuditFailure) {
        guard !audit.isRolledBack else { return }
        for view in try await heard() {
            switch view {
            case .unheard: continue
            case .nothing: audit.heardWitness(isUpToDate: false)
            case .contained(let checkpoint): audit.heardWitness(isUpToDate: newest.contains(checkpoint))
            case .contradicts(let note): return try views.refuse(because: note)
            }
        }
    }

    /// Contradictions first: nothing else matters then. Next year's logs are asked for too: a witness that holds one
    /// that is not here yet has seen a later state. That it holds none of them says nothing about the logs in use.
    private func heard() async throws(AuditFailure) -> [OwnView] {
        let asked = views.logs().flatMap { shard, log in log.witnesses.map { (shard, $0) } }
        let inUse = Set(audit.shards)
        let answers = await withTaskGroup(of: Result<OwnView, AuditFailure>.self) { group in
            for (shard, witness) in asked {
                group.addTask {
                    do throws(AuditFailure) {
                        let view = try await views.view(of: shard, at: witness)
                        return .success(view == .nothing && !inUse.contains(shard) ? .unheard : view)
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var heard: [OwnView] = []
        for answer in answers { heard.append(try answer.get()) }
        return heard.filter { if case .contradicts = $0 { true } else { false } } + heard
    }
}
